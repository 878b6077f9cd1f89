import type { Incident } from '../../platform/events/incident';
import type { AriClient } from '../client/ari-client';
import { AriError } from '../client/errors';
import { findHolder } from '../client/holders';

/** How often it is looked whether the other server has gone. */
const LOOK_EVERY_MS = 5_000;
/**
 * So often in a row it must have been away: it may only be started anew, or find its way back to an Asterisk that was, and has
 * calls and callers then.
 */
const AWAY_LOOKS = 3;

interface Claim {
  readonly app: string;
  /** Of our store. */
  readonly identity: string;
  readonly incidents: { tell(incident: Incident): void };
}

/**
 * The application of the calls belongs to one server: Asterisk tells only whoever came last. A server whose application
 * another one has takes it from nobody. It says so, waits until the other has gone for good, and begins then.
 */
export class ApplicationClaim {
  #timer: NodeJS.Timeout | undefined;
  #isWaiting = false;
  #isOver = false;

  /** @param phones the connection that needs no application of anybody: by it is looked who is there */
  constructor(
    private readonly calls: AriClient,
    private readonly phones: AriClient,
    private readonly claim: Claim,
  ) {
    calls.on('taken', ({ holder }) => this.#standBy(holder));
    calls.on('up', () => (this.#isWaiting = false));
    calls.on('replaced', () => this.#tell(null));
  }

  /** Of our store. */
  get identity(): string {
    return this.claim.identity;
  }

  /** Connects the calls, or begins to wait: for Asterisk, or for whoever has the application. */
  async take(): Promise<void> {
    await this.calls.startOrWait();
  }

  /** We were about to begin, or were away for a moment, and somebody else is there. */
  #standBy(holder: string): void {
    if (!this.#isWaiting) this.#tell(holder);
    this.#isWaiting = true;
    if (!this.#isOver) this.#lookAgain(AWAY_LOOKS);
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #lookAgain(leftLooks: number): void {
    this.#timer = setTimeout(() => void this.#look(leftLooks), LOOK_EVERY_MS).unref();
  }

  async #look(leftLooks: number): Promise<void> {
    const isAway = await this.#isAway();
    if (this.#isOver) return;
    if (!isAway) this.#lookAgain(AWAY_LOOKS);
    else if (leftLooks > 1) this.#lookAgain(leftLooks - 1);
    else await this.take();
  }

  async #isAway(): Promise<boolean> {
    try {
      return (await findHolder(this.phones.ari, this.claim.app)) === undefined;
    } catch (error) {
      if (!(error instanceof AriError)) throw error;
      return false;
    }
  }

  #tell(holder: string | null): void {
    const { app, identity, incidents } = this.claim;
    const who =
      holder === null
        ? 'Another program'
        : `Another Baton, ${holder === identity ? 'on a copy of this store' : `of store ${holder}`},`;
    incidents.tell({
      type: 'asterisk.application-taken',
      detail:
        `${who} has the application ${app} of this Asterisk, and with it all new calls; its own are left alone. Stop one of ` +
        'them, or give this one an application of its own (ARI_APP) and calls of its own in the dialplan.',
      data: { app, store: identity, ...(holder === null ? {} : { holder }) },
    });
  }
}
