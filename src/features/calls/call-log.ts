import type { Logger } from 'pino';

/** Log lines of a call: each carries `callId`. Numbers and names do not get in here. */
export interface CallLog {
  info(call: { readonly id: string }, message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(call: { readonly id: string }, message: string, details?: Readonly<Record<string, unknown>>): void;
  error(call: { readonly id: string }, message: string, error: unknown): void;
}

export function callLog(logger: Logger): CallLog {
  return {
    info: ({ id }, message, details) => logger.info({ callId: id, ...details }, message),
    warn: ({ id }, message, details) => logger.warn({ callId: id, ...details }, message),
    error: ({ id }, message, err) => logger.error({ callId: id, err }, message),
  };
}
