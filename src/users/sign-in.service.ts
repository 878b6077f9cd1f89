import { Injectable } from '@nestjs/common';
import { EventBus } from '../events/event-bus';
import { ApiError } from '../http/problem';
import { Attempts } from './attempts';
import { networkOf } from './network';
import { type Begun, SessionsService } from './sessions.service';
import { UsersService } from './users.service';

const MINUTE_MS = 60_000;

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** Signs people in. Who guesses is slowed down by where he comes from, and by whom he wants to be. */
@Injectable()
export class SignInService {
  private readonly ofAddress = new Attempts(20, MINUTE_MS);
  private readonly ofName = new Attempts(10, 15 * MINUTE_MS);

  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly events: EventBus,
  ) {}

  /**
   * Names that nobody has are locked like others, and refused in the same words: nothing tells that they are nobody's.
   * @throws ApiError 401 `wrong-credentials`; 429 `too-many-attempts`, `locked-out`
   */
  async signIn({ name, password }: Credentials, address: string): Promise<Begun> {
    const now = Date.now();
    const network = networkOf(address);
    refuseFor(this.ofAddress.waitMs(network, now), 'too-many-attempts', 'Too many attempts from here.');
    refuseFor(this.ofName.waitMs(name, now), 'locked-out', 'Too many wrong passwords for this name.');
    // Counted as failed until it has succeeded, or many at once would all be let through.
    this.ofAddress.count(network, now);
    const isLocked = this.ofName.count(name, now);
    const user = await this.users.byPassword(name, password);
    const begun = user && (await this.sessions.begin(user, now));
    if (!begun) {
      if (isLocked) this.events.publish({ type: 'security.locked-out', data: { name, address } });
      throw new ApiError(401, 'wrong-credentials', 'Name or password is wrong.');
    }
    this.ofAddress.uncount(network, now);
    this.unlock(name);
    return begun;
  }

  unlock(name: string): void {
    this.ofName.forget(name);
  }
}

function refuseFor(waitMs: number, code: string, detail: string): void {
  if (waitMs === 0) return;
  throw new ApiError(429, code, detail, { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
