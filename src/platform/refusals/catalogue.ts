/** What there is to say of an error code; rendered to `docs/errors.md` and into the OpenAPI document. */
export interface CatalogueEntry {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Status if the refusal names the fields of the request that are at fault; {@link status} if it is left out. */
  readonly statusOfField?: number;
  /** When it is answered, as a sentence. */
  readonly when: string;
  /** What whoever reads it can do. */
  readonly todo: string;
}

const SEND_AGAIN = 'Nothing has happened. Send the request again in a moment, with the same Idempotency-Key.';
const READ_AGAIN = 'Read the resource again and decide on what it says now.';
const LIST_AGAIN = 'Read the list again; it was deleted, or the id is wrong.';
const CHOOSE_ANOTHER = 'Choose another one, or change the one that has it.';
const MEND_THE_FIELDS = 'See `errors` for the fields, mend them and send it again.';
const WAIT_AND_TRY = 'Wait for as long as `Retry-After` says, then try again.';

/** Every code of an answer that is an error. A code never changes its meaning; a new meaning gets a new code. */
const entries = {
  // The request itself
  'malformed-request': {
    status: 400,
    when: 'What came in is not HTTP.',
    todo: 'See what is between the client and Baton, and which port it speaks to.',
  },
  'malformed-address': {
    status: 400,
    when: 'The address has a broken percent escape or is no address.',
    todo: 'Encode each part of the path and of the query once.',
  },
  'address-too-long': {
    status: 414,
    when: 'The address has more characters than any route can use.',
    todo: 'Leave out what the route does not take.',
  },
  'header-too-long': {
    status: 431,
    when: 'A header is longer than any honest value.',
    todo: 'Shorten the header that `detail` names.',
  },
  'headers-too-large': {
    status: 431,
    when: 'All headers together are too long.',
    todo: 'Send fewer headers; look for cookies that are not of Baton.',
  },
  'request-timeout': {
    status: 408,
    when: 'The request took too long to come in.',
    todo: 'Send it again. A proxy in between should pass requests on as a whole.',
  },
  'expectation-failed': {
    status: 417,
    when: 'The header `Expect` has another value than `100-continue`.',
    todo: 'Leave the header out.',
  },
  'unknown-route': {
    status: 404,
    when: 'There is nothing at this address, or not for this method.',
    todo: 'See `/docs` for the routes; all begin with `/api/v1`.',
  },
  'unsupported-media-type': {
    status: 415,
    when: 'The body is of a type or an encoding that this route does not take.',
    todo: 'Send `application/json` in UTF-8, or `audio/wav` and `audio/mpeg` for music.',
  },
  'body-too-large': {
    status: 413,
    when: 'The body is longer than this route takes.',
    todo: 'Send less at once.',
  },
  'unreadable-body': {
    status: 400,
    when: 'The body broke off, does not unpack, or is not as long as its header says.',
    todo: 'Send it again as a whole.',
  },
  'not-utf-8': { status: 400, when: 'The body is not UTF-8.', todo: 'Encode it as UTF-8.' },
  'malformed-json': { status: 400, when: 'The body is not JSON.', todo: 'Send one JSON value.' },
  'nested-too-deeply': {
    status: 400,
    when: 'The body has more levels than any request of this API.',
    todo: 'See the schema of the route in `/docs`.',
  },
  'piece-too-large': {
    status: 413,
    when: 'One value of a file that is read in pieces is too large.',
    todo: 'See whether the file is an export of Baton.',
  },
  'too-many-values': {
    status: 413,
    when: 'A file has more values than can be taken at once.',
    todo: 'Split the file and import the parts.',
  },
  'another-large-request': {
    status: 429,
    when: 'Another large request is being read; one is read at a time.',
    todo: WAIT_AND_TRY,
  },
  'invalid-request': {
    status: 400,
    when: 'The request does not have the shape that this command takes.',
    todo: MEND_THE_FIELDS,
  },
  refused: {
    status: 400,
    when: 'The HTTP layer has refused the request for a reason that has no code of its own.',
    todo: 'See `detail`.',
  },

  // The asker
  unauthenticated: {
    status: 401,
    when: 'There is no key or session, or it counts no longer.',
    todo: 'Send a valid key as `Authorization: Bearer <key>`, or sign in.',
  },
  'wrong-credentials': {
    status: 401,
    when: 'No user has this name and password.',
    todo: 'Try again; an administrator can set a new password.',
  },
  forbidden: {
    status: 403,
    when: 'The key or user lacks the permission that the member `needs` names.',
    todo: 'Use a key with this permission, or ask an administrator for it.',
  },
  'foreign-page': {
    status: 403,
    when: 'Somebody signs in on a page of another origin.',
    todo: "Use Baton's own page, or a key.",
  },
  'no-password': {
    status: 403,
    when: 'A key has no password that it could change.',
    todo: 'Sign in as the user whose password it is.',
  },
  'wrong-password': {
    status: 403,
    when: 'The present password was not right, so that it was not changed.',
    todo: 'Try again; an administrator can set a new password.',
  },
  'too-many-attempts': {
    status: 429,
    when: 'Too many wrong passwords came from this network.',
    todo: WAIT_AND_TRY,
  },
  'locked-out': {
    status: 429,
    when: 'Too many wrong passwords came for this name from this network.',
    todo: WAIT_AND_TRY,
  },
  'passwords-busy': {
    status: 503,
    when: 'So many passwords wait to be looked at that this one was not.',
    todo: WAIT_AND_TRY,
  },
  'easily-guessed': {
    status: 422,
    when: 'The password is among the first that anybody would try.',
    todo: 'Take three or four words that have nothing to do with each other.',
  },
  'password-changed': {
    status: 409,
    when: 'Somebody else changed the password in the same moment.',
    todo: 'Sign in again, with the new one.',
  },
  'user-not-found': { status: 404, when: 'There is no such user.', todo: LIST_AGAIN },
  'name-taken': { status: 409, when: 'Another user has this name.', todo: 'Choose another name.' },
  'agent-and-role': {
    status: 422,
    when: 'A user of the role agent names no agent, or one of another role does.',
    todo: 'Name an agent for the role agent, and only for it.',
  },
  'api-key-not-found': { status: 404, when: 'There is no such key.', todo: LIST_AGAIN },
  'already-expired': {
    status: 422,
    when: 'The key would have expired already.',
    todo: 'Give a time that is to come, in ms since 1970, or null for none.',
  },

  // Every command
  'invalid-idempotency-key': {
    status: 400,
    when: 'The header `Idempotency-Key` is not 1 to 255 printable characters.',
    todo: 'Send a UUID.',
  },
  'idempotency-key-reused': {
    status: 422,
    when: 'This key was used for another command.',
    todo: 'Make a new key for each command, and keep it only for repeats of that one.',
  },
  'idempotency-in-progress': {
    status: 409,
    when: 'The same command is still running.',
    todo: WAIT_AND_TRY,
  },
  'idempotency-outcome-unknown': {
    status: 409,
    when: 'Baton was stopped while this command ran; whether it has happened is not known.',
    todo: 'Read what the command should have changed, then send it with a new key if it is still wanted.',
  },
  'precondition-failed': {
    status: 412,
    when: 'The resource is not as `If-Match` says: somebody else has changed it.',
    todo: READ_AGAIN,
  },
  unreadable: {
    status: 500,
    when: 'What is stored of this cannot be read: it was damaged, written by something else, or by a newer Baton.',
    todo: 'Delete it, or make it anew, unless a newer Baton has written it. The log names the row.',
  },
  'internal-error': {
    status: 500,
    when: 'Something went wrong in Baton that nobody had foreseen.',
    todo: "Look for the member `requestId` in Baton's log, and report it.",
  },
  'store-full': {
    status: 503,
    when: 'The disk of the data folder is full.',
    todo: 'Free some space there. Calls go on meanwhile.',
  },
  'store-locked': {
    status: 503,
    when: 'Another program holds the store locked.',
    todo: 'End what works on baton.sqlite: a backup, a shell, a second server.',
  },
  'store-read-only': {
    status: 503,
    when: 'The store cannot be written.',
    todo: 'See whether its disk was mounted read-only, and who owns the files in the data folder.',
  },
  'store-damaged': {
    status: 503,
    when: 'Pages of the store are damaged.',
    todo: 'Stop Baton, keep a copy of the data folder, and restore a backup.',
  },
  'store-gone': {
    status: 503,
    when: 'The store is no longer in the data folder.',
    todo: 'Put it back, or start Baton again.',
  },
  'store-failing': {
    status: 503,
    when: 'The disk of the data folder does not work as it should.',
    todo: 'See the log of the system.',
  },
  'store-not-on-disk': {
    status: 503,
    when: 'The command was carried out, but the disk has not confirmed it: a power cut could undo it.',
    todo: 'See the log of the system; read what the command should have changed.',
  },
  'store-busy': {
    status: 503,
    when: 'More is to be stored than the disk can take at once.',
    todo: SEND_AGAIN,
  },
  'asterisk-unavailable': {
    status: 503,
    when: 'There is no connection to Asterisk now, or it does not answer. Calls go on there.',
    todo: WAIT_AND_TRY,
  },
  'asterisk-refused': {
    status: 502,
    when: 'Asterisk has refused what Baton asked of it.',
    todo: "See `detail`, and Asterisk's log.",
  },

  // Calls
  'unknown-call': {
    status: 404,
    when: 'There is no such call, or it is not for these eyes.',
    todo: 'Take the id of a call from `GET /calls` or an event.',
  },
  'call-ended': { status: 409, when: 'The call is over.', todo: 'Nothing is left to do with it.' },
  'not-owner': {
    status: 403,
    when: 'An agent commands a call that another agent has.',
    todo: 'Use the key of the agent who has the call, or one that may supervise.',
  },
  'not-answered': {
    status: 409,
    when: 'Nobody has answered yet, so that there is nothing to hand on.',
    todo: 'Wait for `call.answered`.',
  },
  'no-contact': {
    status: 409,
    when: 'The contact has left; only agents are in the call.',
    todo: 'Drop the call, or leave it to those who talk.',
  },
  'contact-on-hold': {
    status: 409,
    when: 'The contact is on hold already.',
    todo: 'Resume the call first, if that is what you want.',
  },
  'not-on-hold': { status: 409, when: 'The contact is not on hold.', todo: READ_AGAIN },
  'attempt-open': {
    status: 409,
    when: 'A transfer is open, or the contact is being brought back to an agent; the member `openTransfer` names the transfer.',
    todo: 'Merge, complete or cancel it first.',
  },
  'unknown-attempt': {
    status: 404,
    when: 'The call has no such transfer.',
    todo: 'Take its id from the call, or from `transfer.started`.',
  },
  'attempt-closed': {
    status: 409,
    when: 'This transfer is over: it was completed, has failed or was cancelled.',
    todo: 'Begin a new one.',
  },
  'not-in-consultation': {
    status: 409,
    when: 'The target of this transfer has not answered yet.',
    todo: 'Wait for `transfer.answered`.',
  },
  'nobody-to-take-over': {
    status: 409,
    when: 'If the owner left now, nobody would be with the contact.',
    todo: 'Introduce or transfer first, or drop the call.',
  },
  'not-merged': {
    status: 409,
    when: 'Fewer than three talk with each other.',
    todo: 'Merge first; `drop` ends a call of two.',
  },
  'unknown-leg': {
    status: 404,
    when: 'The call has no such leg, or it is over.',
    todo: 'Take the ids of legs from the call.',
  },
  'too-many-parties': {
    status: 409,
    when: 'The conference is full.',
    todo: 'Let somebody leave first.',
  },
  'target-in-call': {
    status: 409,
    when: 'The target is in this call already.',
    todo: 'Choose another target.',
  },
  'target-is-agent': {
    status: 422,
    when: 'The target of the call is the agent who is to be called first.',
    todo: 'Name somebody else as the target.',
  },
  'unknown-line': {
    status: 404,
    when: 'There is no such line, or the agent is not on it.',
    todo: LIST_AGAIN,
  },
  'unknown-agent': {
    status: 404,
    statusOfField: 422,
    when: 'There is no such agent.',
    todo: 'Take the id of an agent from `GET /agents`.',
  },
  'agent-offline': {
    status: 409,
    when: 'The agent has no phone registered.',
    todo: 'Choose somebody else, or see why their phone is not registered.',
  },
  'agent-on-call': {
    status: 409,
    when: 'The agent is on another call, or one rings them.',
    todo: 'Choose somebody else, or wait for `agent.state`.',
  },
  'agent-away': { status: 409, when: 'The agent is away.', todo: 'Choose somebody else.' },
  'agent-busy': {
    status: 409,
    when: 'The agent does not take calls now.',
    todo: 'Choose somebody else, or wait for `agent.updated`.',
  },
  'unknown-ring-group': {
    status: 404,
    statusOfField: 422,
    when: 'There is no such ring group.',
    todo: 'Take the id of a group from `GET /ring-groups`.',
  },
  'ring-group-inactive': {
    status: 409,
    when: 'The ring group is switched off.',
    todo: 'Switch it on, or choose another target.',
  },
  'ring-group-empty': {
    status: 409,
    when: 'Nobody of the ring group can ring now; the members say why, one by one.',
    todo: 'Choose another target.',
  },
  'undialable-number': {
    status: 422,
    when: 'This is no number that can be dialled from this line.',
    todo: 'Give it as one would dial it in the country of the line, or in E.164.',
  },
  'forbidden-number': {
    status: 403,
    statusOfField: 422,
    when: 'The rules of what may be dialled refuse this number; the member `rule` names the rule.',
    todo: 'See `GET /settings/guard` and docs/toll-fraud.md.',
  },
  'own-number': {
    status: 422,
    when: 'The number leads back to a line of our own.',
    todo: 'Name the line, agent or group itself.',
  },
  'emergency-number': {
    status: 422,
    when: 'An emergency number is set where nobody would dial it on purpose.',
    todo: 'Emergency numbers are dialled by people only.',
  },

  // What is configured
  'agent-not-found': { status: 404, when: 'There is no such agent.', todo: LIST_AGAIN },
  'extension-taken': { status: 409, when: 'Another agent has this extension.', todo: CHOOSE_ANOTHER },
  'agent-in-use': {
    status: 409,
    when: 'Others refer to this agent; the member `usedBy` names them.',
    todo: 'Change those first.',
  },
  'phone-not-found': { status: 404, when: 'The agent has no such phone.', todo: LIST_AGAIN },
  'phone-user-taken': {
    status: 409,
    when: 'Another phone, trunk or endpoint in Asterisk has this name.',
    todo: 'Choose another name for the phone.',
  },
  'phone-kind-taken': {
    status: 409,
    when: 'The agent has another phone of this kind.',
    todo: 'Remove that one first.',
  },
  'line-not-found': { status: 404, when: 'There is no such line.', todo: LIST_AGAIN },
  'number-taken': { status: 409, when: 'Another line has this number.', todo: CHOOSE_ANOTHER },
  'line-in-use': {
    status: 409,
    when: 'Others refer to this line; the member `usedBy` names them.',
    todo: 'Change those first.',
  },
  'unknown-destination': {
    status: 422,
    when: 'The line leads to agents or groups that do not exist.',
    todo: MEND_THE_FIELDS,
  },
  'invalid-calling-settings': {
    status: 422,
    when: 'The mask, or a trunk that is named, cannot be used.',
    todo: MEND_THE_FIELDS,
  },
  'ring-group-not-found': { status: 404, when: 'There is no such ring group.', todo: LIST_AGAIN },
  'ring-group-in-use': {
    status: 409,
    when: 'Others refer to this group; the member `usedBy` names them.',
    todo: 'Change those first.',
  },
  'ring-group-cycle': {
    status: 422,
    when: 'Groups would lead to each other for ever; the member `path` shows how.',
    todo: 'Let one of them lead somewhere else.',
  },
  'ring-group-too-long': {
    status: 422,
    when: 'The group could ring for longer than a search may take.',
    todo: 'Shorten the rings, or ring several at once.',
  },
  'trunk-not-found': { status: 404, when: 'There is no such trunk.', todo: LIST_AGAIN },
  'trunk-name-taken': {
    status: 409,
    when: 'A phone, or an endpoint of the operator in Asterisk, has this name.',
    todo: 'Choose another name.',
  },
  'trunk-in-use': {
    status: 409,
    when: 'Lines or settings name this trunk; the member `usedBy` names them.',
    todo: 'Change those first.',
  },
  'invalid-trunk': {
    status: 422,
    when: 'A trunk of this kind cannot be as it is given.',
    todo: MEND_THE_FIELDS,
  },
  'unknown-host': {
    status: 422,
    when: 'Asterisk does not take an address of the trunk; a name may not resolve.',
    todo: MEND_THE_FIELDS,
  },
  'test-call-running': {
    status: 409,
    when: 'A test call over this trunk is under way.',
    todo: WAIT_AND_TRY,
  },

  // Music
  'music-not-managed': {
    status: 501,
    when: 'Baton has no folder of music that Asterisk reads as well.',
    todo: 'Set the folder as docs/operation.md says, or use the classes of musiconhold.conf.',
  },
  'music-folder-taken': {
    status: 409,
    when: 'The folder of music is of another Baton.',
    todo: 'Give each Baton a folder of its own.',
  },
  'music-class-not-found': { status: 404, when: 'There is no such music class.', todo: LIST_AGAIN },
  'music-class-taken': { status: 409, when: 'There is a music class of this name.', todo: CHOOSE_ANOTHER },
  'music-class-in-use': {
    status: 409,
    when: 'Others play this class; the member `usedBy` names them.',
    todo: 'Change those first.',
  },
  'music-class-full': {
    status: 409,
    when: 'The class has as many files as it may have.',
    todo: 'Delete one of them, or make another class.',
  },
  'music-file-not-found': { status: 404, when: 'There is no such file in this class.', todo: LIST_AGAIN },
  'unknown-music-class': {
    status: 422,
    when: 'A setting names a music class that does not exist.',
    todo: 'Take a name from `GET /music-classes`.',
  },
  'empty-music-class': {
    status: 422,
    when: 'A setting names a music class that has no file yet.',
    todo: 'Add a file to the class first.',
  },
  'not-audio': {
    status: 422,
    when: 'The file is neither WAV nor MP3.',
    todo: 'Convert it to WAV, 8 to 48 kHz, 16 bit.',
  },
  'damaged-audio': {
    status: 422,
    when: 'The file breaks off, or cannot be decoded.',
    todo: 'Make it anew from its source.',
  },
  'audio-too-long': {
    status: 422,
    when: 'The music is longer than a file may be.',
    todo: 'Cut it into several files of one class.',
  },
  'audio-too-short': {
    status: 422,
    when: 'The music is too short to wait with.',
    todo: 'Take a longer piece.',
  },
  'silent-audio': {
    status: 422,
    when: 'Nothing can be heard in the file.',
    todo: 'Callers would think that they were cut off; take another one.',
  },
  'music-busy': {
    status: 503,
    when: 'Other files are being converted, or it took too long.',
    todo: WAIT_AND_TRY,
  },

  // The event socket
  'bad-handshake': {
    status: 400,
    when: 'The request is no handshake of a WebSocket (RFC 6455, 4.2.1).',
    todo: 'Use a WebSocket client, with version 13.',
  },
  'too-many-sockets': {
    status: 429,
    when: 'There are as many event sockets of this key or user as there may be.',
    todo: 'Close some of them.',
  },
} satisfies Readonly<Record<string, CatalogueEntry>>;

/** A code by which programs tell errors from each other. */
export type ErrorCode = keyof typeof entries;

export const catalogue: Readonly<Record<ErrorCode, CatalogueEntry>> = entries;
