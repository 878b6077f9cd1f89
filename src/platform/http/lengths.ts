import type { IncomingMessage } from 'node:http';
import { Refused } from '../refusals/refused';

/** Characters of an address. The longest honest one holds a cursor and each filter of a list. */
const ADDRESS = 4_096;
/** Characters of a header; of those that we read ourselves, as many as there is any use for. */
const HEADER = 8_192;
const ofHeader = new Map([
  ['authorization', 512],
  ['content-type', 256],
  ['if-match', 4_096],
  ['if-none-match', 4_096],
  ['origin', 1_024],
  ['sec-websocket-protocol', 512],
]);

/** Why a request is not read any further, if it is too long somewhere. Node itself takes 16 kB of headers in all. */
export function tooLong({ url = '', headers }: IncomingMessage): Refused | undefined {
  if (url.length > ADDRESS) {
    return new Refused('address-too-long', `An address has ${ADDRESS} characters at most.`);
  }
  for (const [name, value] of Object.entries(headers)) {
    const most = ofHeader.get(name) ?? HEADER;
    const length = typeof value === 'string' ? value.length : (value ?? []).join().length;
    if (length > most) {
      return new Refused('header-too-long', `${name} has ${most} characters at most.`);
    }
  }
  return undefined;
}
