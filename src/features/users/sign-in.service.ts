import { Injectable } from '@nestjs/common';
import { Refused } from '../../platform/refusals/refused';
import { Guessing } from './guessing';
import { PastSignIns } from './past-sign-ins';
import { type Begun, SessionsService } from './sessions.service';
import { UsersService } from './users.service';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** Signs people in. */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly guessing: Guessing,
    private readonly past: PastSignIns,
  ) {}

  /** @throws Refused `wrong-credentials`; as {@link Guessing.attempt}; `passwords-busy` */
  async signIn({ name, password }: Credentials, address: string): Promise<Begun> {
    await this.past.recall(name);
    const now = Date.now();
    const attempt = this.guessing.attempt(name, address, now);
    const begun = await attempt.of(async (precedence) => {
      const user = await this.users.byPassword(name, password, precedence);
      return user && this.sessions.begin(user, now);
    });
    if (begun) {
      attempt.right();
      return begun;
    }
    attempt.wrong();
    throw new Refused('wrong-credentials', 'Name or password is wrong.');
  }
}
