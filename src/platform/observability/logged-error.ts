import { stdSerializers } from 'pino';

/**
 * An error as it may be logged. What a statement of the store was to write is not for the log: it holds numbers, names and
 * hashes, and both TypeORM and the database repeat it in fields of the error.
 */
export function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const logged = stdSerializers.err(error) as Readonly<Record<string, unknown>>;
  if (!('driverError' in error)) return logged;
  const { type, message, stack, code, query } = logged;
  return { type, message, stack, code, query };
}
