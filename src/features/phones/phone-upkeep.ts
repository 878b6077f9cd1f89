import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Incidents } from '../../platform/incidents/incidents';
import { PhoneProvisioner } from './phone-provisioner';
import { PhonesService } from './phones.service';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

interface Failed {
  readonly times: number;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/**
 * Makes up for what Asterisk was not told of phones: whenever it is there (again), and while it is there again and again until
 * it is done, with pauses that double up to a minute.
 */
@Injectable()
export class PhoneUpkeep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(PhoneUpkeep.name);
  /** By user: phones that could not be revoked. */
  readonly #failed = new Map<string, Failed>();
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  #isOver = false;

  constructor(
    private readonly phones: PhonesService,
    private readonly provisioner: PhoneProvisioner,
    private readonly incidents: Incidents,
  ) {}

  onApplicationBootstrap(): void {
    this.phones.onRevocation((user, failed) => {
      if (failed === undefined) this.#failed.delete(user);
      else this.#note(user, failed);
    });
    this.provisioner.onConnected(() => {
      this.phones
        .makeUp()
        .catch((err: unknown) => this.#logger.error({ err }, 'phones could not be looked after'));
    });
  }

  /** What is still owed is in the store, and done at the next start. */
  beforeApplicationShutdown(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #note(user: string, reason: string): void {
    const times = (this.#failed.get(user)?.times ?? 0) + 1;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (times - 1), LONGEST_PAUSE_MS);
    this.#failed.set(user, { times, dueAt: Date.now() + pauseMs });
    this.#wait();
    if (times > 1) return;
    this.incidents.tell({
      type: 'security.phone-not-revoked',
      detail:
        'Asterisk could not be had to forget a phone that is gone: its password may still be good. This is tried until it is done.',
      data: { phone: user, reason },
      key: user,
    });
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#isOver || this.#isBusy || this.#failed.size === 0) return;
    let next = Infinity;
    for (const { dueAt } of this.#failed.values()) next = Math.min(next, dueAt);
    this.#timer = setTimeout(() => void this.#tryAgain(), Math.max(0, next - Date.now())).unref();
  }

  async #tryAgain(): Promise<void> {
    this.#isBusy = true;
    try {
      const now = Date.now();
      for (const [user, { dueAt }] of [...this.#failed]) {
        if (dueAt <= now && !this.#isOver) await this.phones.revoke([user]);
      }
    } finally {
      this.#isBusy = false;
      this.#wait();
    }
  }
}
