import type * as SipJs from 'sip.js' with { 'resolution-mode': 'import' };

/**
 * SIP.js is published as ES modules only. Node 20.19 and later can require() them, TypeScript's Node16 mode
 * does not know that yet, and Jest compiles them (jest.config.cjs): this is the one place that deals with it.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const sip = require('sip.js') as typeof SipJs;

export type { SipJs };
