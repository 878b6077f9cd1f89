import fc from 'fast-check';
import { anyCaller, NUMBER, type WrittenCaller } from '../../src/core/caller-id/testing/any-caller';
import type { RawHeaders } from '../support/phones/raw-headers';
import { CONTACT, HIDDEN, STRANGE } from './stage';

interface Identity {
  readonly name: string;
  readonly number: string;
}

/** Callers, and how they say who they are. */
export interface Caller {
  /** For the report; empty for who says it as everybody does. */
  readonly how: string;
  /** The caller's true identity. */
  readonly identity: Identity;
  /** What a phone inside shows of them. */
  readonly shown: Identity;
  /** Header fields of the INVITE; as SIP.js writes them if left out. */
  readonly headers?: RawHeaders;
  readonly isWithheld: boolean;
  /** Whether their number is one that a trunk could be shown. */
  readonly goesOutside: boolean;
}

export const openly: Caller = {
  how: '',
  identity: CONTACT,
  shown: CONTACT,
  isWithheld: false,
  goesOutside: true,
};

/** Their number is no number to any pattern, and their name holds another one. */
export const strangely: Caller = {
  how: 'as nobody else',
  identity: STRANGE,
  shown: { name: STRANGE.name, number: STRANGE.shown },
  headers: [`From: "${STRANGE.name}" <sip:${STRANGE.shown}@carrier>;tag=x1`],
  isWithheld: false,
  goesOutside: false,
};

const from = `From: "${HIDDEN.name}" <sip:${HIDDEN.number}@carrier>;tag=x1`;
const anonymously = 'From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=x1';
const address = `"${HIDDEN.name}" <sip:${HIDDEN.number}@carrier>`;

function hiding(how: string, headers: RawHeaders): Caller {
  const shown = { name: 'Anonymous', number: 'anonymous' };
  return { how, identity: HIDDEN, shown, headers, isWithheld: true, goesOutside: false };
}

/** The ways to withhold a number of which each needs something of its own to be honoured. */
export const ways = {
  privacyAlone: hiding('Privacy: id and no identity but From', [from, 'Privacy: id']),
  asserted: hiding('Privacy: id beside P-Asserted-Identity', [
    anonymously,
    `P-Asserted-Identity: ${address}`,
    'Privacy: id',
  ]),
  anonymousFrom: hiding('an anonymous From, the number asserted', [
    anonymously,
    `P-Asserted-Identity: ${address}`,
  ]),
  remoteParty: hiding('Remote-Party-ID with privacy=uri', [
    from,
    `Remote-Party-ID: ${address};party=calling;screen=yes;privacy=uri`,
  ]),
  preferred: hiding('P-Preferred-Identity of nobody', [
    from,
    'P-Preferred-Identity: <sip:anonymous@anonymous.invalid>',
  ]),
  second: hiding('the second of two Privacy', [from, 'Privacy: none', 'privacy : header;critical']),
  displayName: hiding('a name that says so', [`From: Unavailable <sip:${HIDDEN.number}@carrier>;tag=x1`]),
  required: hiding('Proxy-Require: privacy', [from, 'Proxy-Require: privacy']),
} as const;

/** As many as the grammars make of this seed. */
export function waysOfTheGrammar(seed: number, count: number): readonly Caller[] {
  const hidden = anyCaller.filter(({ wish }) => wish === 'all');
  return fc
    .sample(hidden, { seed, numRuns: count })
    .map((written, index) => hiding(`the grammar's way ${index + 1} of ${seed}`, linesOf(written)));
}

/** Folded once at the most: of a third line PJSIP forgets those before it (docs/caller-id.md). */
function linesOf({ headers }: WrittenCaller): RawHeaders {
  return headers.map(({ name, value }) => {
    const [first = '', second, ...more] = value.split(/\r\n(?=[ \t])/);
    const folded = `${first}${second === undefined ? '' : `\r\n${second}`}${more.join(' ')}`;
    return `${name}: ${folded.replaceAll(NUMBER, HIDDEN.number).replace(/\bKim(?: Contact)?\b/g, HIDDEN.name)}`;
  });
}
