import { Refused } from '../refusals/refused';

/** Nobody is known by the request, and it asks for something that is not for everybody. */
export function unauthenticated(): Refused {
  return new Refused('unauthenticated', 'Send a valid key as "Authorization: Bearer <key>", or sign in.');
}
