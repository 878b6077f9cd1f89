import type { Dialable } from './call';

// Asterisk's dial strings are built here and in number-via.ts, and nowhere else, from parts that cannot change their meaning: `/`,
// `@`, `&` and `,` have one there.

/** @param endpoint PJSIP endpoint of the phone, checked when it was made. */
export function agentAt(
  agent: { readonly id: string; readonly name: string; readonly extension: string },
  endpoint: string,
): Dialable {
  const { id: agentId, name, extension } = agent;
  return { party: { type: 'agent', agentId, name, extension }, endpoint: `PJSIP/${endpoint}` };
}
