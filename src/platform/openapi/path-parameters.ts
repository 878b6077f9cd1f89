/** What each part of an address that varies is, by what stands before it. */
export const pathParameters: Readonly<Record<string, string>> = {
  'agents/{id}': 'Id of the agent.',
  'api-keys/{id}': 'Id of the key, which is not the key itself.',
  'calls/{id}': 'Id of the call. It stays the same in all of its transfers.',
  'files/{fileId}': 'Id of the file, as the list of its class has it.',
  'legs/{leg}': 'Id of the leg, as `legs` of the call has it.',
  'lines/{id}': 'Id of the line.',
  'music-classes/{id}': 'Id of the music class, which is not its name.',
  'phones/{user}': "The phone's SIP user, for instance `phone-201`.",
  'ring-groups/{id}': 'Id of the ring group.',
  'transfers/{attempt}': 'Id of the transfer, as `transfer` of the call has it while it is open.',
  'trunks/{id}': 'Id of the trunk, which is not the name that lines have as their `trunk`.',
  'users/{id}': 'Id of the user, which is not the name that they sign in with.',
};
