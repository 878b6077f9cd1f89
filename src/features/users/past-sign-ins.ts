import { Injectable } from '@nestjs/common';
import { AuditService } from '../../platform/audit/audit.service';
import { Guessing } from './guessing';
import { principalIdOf } from './sessions.service';
import { UsersService } from './users.service';

/** More of them are hardly from further networks. */
const LAST = 50;

/** From where people have signed in, so that a restart makes nobody a stranger to their own name while it is besieged. */
@Injectable()
export class PastSignIns {
  constructor(
    private readonly guessing: Guessing,
    private readonly users: UsersService,
    private readonly audit: AuditService,
  ) {}

  /** Before a password for this name is tried. What it looks up takes as long whether or not somebody has the name. */
  async recall(name: string): Promise<void> {
    if (this.guessing.knows(name)) return;
    const id = await this.users.idOf(name);
    const addresses = await this.audit.addressesOf(principalIdOf(id ?? 'nobody'), 'POST /sign-in', LAST);
    this.guessing.remember(name, addresses.toReversed());
  }
}
