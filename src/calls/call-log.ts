import { type Call } from './domain/call';

/** Log lines of a call; the implementation adds `callId` and hides numbers. */
export interface CallLog {
  info(call: { readonly id: Call['id'] }, message: string, details?: Readonly<Record<string, unknown>>): void;
  warn(call: { readonly id: Call['id'] }, message: string, details?: Readonly<Record<string, unknown>>): void;
  error(call: { readonly id: Call['id'] }, message: string, error: unknown): void;
}
