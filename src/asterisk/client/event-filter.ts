import type { AriEventFilter } from './operation';

/**
 * Asterisk filters its own message that another client took the application over like any event (22.10.1), and leaves
 * the old socket open: without that message a client would wait for ever for events that go elsewhere.
 */
const INDISPENSABLE = { type: 'ApplicationReplaced' };

/** The filter as it is sent: as asked for, and never without what the client itself must hear. */
export function sentFilter({ allowed, disallowed }: AriEventFilter): AriEventFilter {
  return {
    ...(allowed === undefined ? {} : { allowed: [...allowed, INDISPENSABLE] }),
    ...(disallowed === undefined
      ? {}
      : { disallowed: disallowed.filter(({ type }) => type !== INDISPENSABLE.type) }),
  };
}
