/** How long to wait, always bounded. */
export interface Within {
  readonly withinMs: number;
}

export interface Awaiting<T> extends Within {
  /** What is awaited, as it completes the sentence "waited for …". */
  readonly what: string;
  /** Asked now and after every change: the value awaited, or undefined while it is not there. */
  readonly look: () => T | undefined;
  /** Calls back after every change that could matter. Returns the way to stop. */
  readonly watch: (changed: () => void) => () => void;
  /** Completes the sentence "but …" when time is up: what there was instead. */
  readonly instead?: () => string;
}

class WaitedInVain extends Error {
  override readonly name = 'WaitedInVain';

  /** Adds what is known only when time is up. Some stacks hold the message, some are made when first read. */
  explain(instead: string): void {
    const { stack, message } = this;
    this.message = `${message}, but ${instead}`;
    if (stack !== undefined) this.stack = stack.replace(message, () => this.message);
  }
}

/**
 * Resolves with the first value that `look` gives, as soon as the change that brings it about is reported:
 * no polling, no sleeping.
 * @throws WaitedInVain after `withinMs`, saying what was awaited and what there was instead
 */
export async function awaitChange<T>({ what, look, watch, instead, withinMs }: Awaiting<T>): Promise<T> {
  // Keeps the caller's stack: the error is born in a timer.
  const vain = new WaitedInVain(`waited ${withinMs} ms for ${what}`);
  const present = look();
  if (present !== undefined) return present;
  return await new Promise<T>((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(deadline);
      stop();
      settle();
    };
    const check = () => {
      try {
        const value = look();
        if (value !== undefined) finish(() => resolve(value));
      } catch (error) {
        finish(() => reject(error instanceof Error ? error : new Error(String(error))));
      }
    };
    const deadline = setTimeout(() => {
      if (instead) vain.explain(instead());
      finish(() => reject(vain));
    }, withinMs);
    const stop = watch(check);
  });
}

/** A promise with a deadline and a name. */
export async function within<T>(
  promise: Promise<T>,
  { what, withinMs }: Within & { readonly what: string },
): Promise<T> {
  const vain = new WaitedInVain(`waited ${withinMs} ms for ${what}`);
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    deadline = setTimeout(() => reject(vain), withinMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(deadline);
  }
}

/** The smallest thing that can be watched: listeners that are told that something changed. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  readonly watch = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
