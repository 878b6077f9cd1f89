import type { CommandName } from './call-watch';

/** `since`: when it was asked for; epoch milliseconds. */
interface Pending {
  readonly command: CommandName;
  readonly since: number;
}

/** The commands of one call of which not all is to be seen in Asterisk yet. */
export class CommandEffects {
  #pending: readonly Pending[] = [];

  constructor(private readonly inEffect: (command: CommandName, tookMs: number) => void) {}

  add(command: CommandName, since: number): void {
    this.#pending = [...this.#pending, { command, since }];
  }

  /** Nothing is left to be done in Asterisk: all of them are in effect. */
  done(now: number): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const { command, since } of pending) this.inEffect(command, now - since);
  }
}
