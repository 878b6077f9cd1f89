import { type Dialable } from './call';

// Asterisk's dial strings are built here and nowhere else, from parts that cannot change their meaning: `/`, `@`, `&`
// and `,` have one there.

/** Digits, `*` and `#`, with or without a leading `+`; at most 32. */
const dialable = /^\+?[0-9*#]{1,32}$/;

export function isDialable(number: string): boolean {
  return dialable.test(number);
}

/** @param endpoint PJSIP endpoint of the phone, checked when it was made. */
export function agentAt(
  agent: { readonly id: string; readonly name: string; readonly extension: string },
  endpoint: string,
): Dialable {
  const { id: agentId, name, extension } = agent;
  return { party: { type: 'agent', agentId, name, extension }, endpoint: `PJSIP/${endpoint}` };
}

/** @param number must be {@link isDialable}. @param trunk PJSIP endpoint that leads outside. */
export function numberVia(number: string, trunk: string): Dialable {
  return { party: { type: 'number', number }, endpoint: `PJSIP/${number}@${trunk}` };
}
