import { Injectable } from '@nestjs/common';
import type { Principal } from '../../platform/access/principal';
import { Refused } from '../../platform/refusals/refused';
import { Guessing } from './guessing';
import { PastSignIns } from './past-sign-ins';
import { userIdOf } from './sessions.service';
import { UsersService } from './users.service';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Lets somebody who has signed in change their own password. */
@Injectable()
export class OwnPasswordService {
  constructor(
    private readonly users: UsersService,
    private readonly guessing: Guessing,
    private readonly past: PastSignIns,
  ) {}

  /**
   * Whoever is signed in otherwise, with the old one, has to sign in again. The current one is asked for, as a browser that
   * was left open must not be enough; wrong ones count as they do when signing in.
   * @param token of the session that asks, which goes on
   * @throws Refused `no-password` for a key, `wrong-password`; `easily-guessed`; as {@link Guessing.attempt};
   *   `passwords-busy`
   */
  async change(
    { currentPassword, newPassword }: PasswordChange,
    by: Principal,
    token: string | undefined,
    address: string,
  ): Promise<void> {
    const id = userIdOf(by);
    if (id === undefined || token === undefined) {
      throw new Refused('no-password', 'A key has no password: sign in as the user whose password it is.');
    }
    const { name } = await this.users.get(id);
    await this.past.recall(name);
    const attempt = this.guessing.attempt(name, address, Date.now());
    // Signed in already, from wherever.
    const known = await attempt.of(() => this.users.byPassword(name, currentPassword, 'known'));
    if (known?.id !== id) {
      attempt.wrong();
      throw new Refused('wrong-password', 'That is not your present password.');
    }
    attempt.right();
    await this.users.replacePassword(known, newPassword, token);
  }
}
