import { AsyncLocalStorage } from 'node:async_hooks';

const address = new AsyncLocalStorage<string | undefined>();

/** Does something for somebody at that address; undefined if none is known. */
export function askedFrom<T>(source: string | undefined, work: () => T): T {
  return address.run(source, work);
}

/**
 * Whence what is being done was asked for. Only for what is decided while the one who asks waits for it: what follows from a
 * request later on (a timer, the next input of a call) would still seem to come from there.
 */
export function whence(): string | undefined {
  return address.getStore();
}
