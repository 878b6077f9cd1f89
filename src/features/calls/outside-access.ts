import { Injectable } from '@nestjs/common';
import { type Asker, type Call, type Dialable, isLive, leg, type LineFacts } from '../../core/call/call';
import { isEmergency } from '../../core/caller-id/emergency';
import { agentBehindSearch, askerOfSearch, joinsOutsider } from '../../core/dialling/outside-legs';
import { lacking } from '../../platform/access/lacking';
import type { Principal } from '../../platform/access/principal';
import { DialGuard, type Dialling, type Verdict } from '../dial-guard/dial-guard';
import { Clock } from './clock';

/** The way outside, for one who asks. */
export interface OutsideDoor {
  readonly asker: Asker;
  /**
   * Somebody wants this number.
   * @throws Refused `undialable-number`; `forbidden`, `forbidden-number` with its `rule`
   */
  pass(number: string): Dialable;
  /** The call leads to this number. */
  find(number: string, within: NonNullable<Dialling['within']>): Verdict;
}

/** Which outside numbers each asker may have dialled; asked before anything moves. */
@Injectable()
export class OutsideAccess {
  constructor(
    private readonly guard: DialGuard,
    private readonly clock: Clock,
  ) {}

  /** A call is to be handed on. */
  forTransfer(by: Principal, call: Call): OutsideDoor {
    const owner = leg(call, call.owner)?.party;
    // An agent who asks for what only the owner can have uses up what is their own, not the owner's.
    const agentId = by.agentId ?? (owner?.type === 'agent' ? owner.agentId : undefined);
    const hasOutsider = call.legs.some((l) => isLive(l) && l.party.type !== 'agent');
    return this.#door(by, call.line, agentId, hasOutsider ? 'outsider' : 'agent');
  }

  /** The agent is to be connected with somebody. */
  forCall(by: Principal, line: LineFacts, agentId: string): OutsideDoor {
    return this.#door(by, line, agentId, 'agent');
  }

  /** The agent dials on a phone, whatever keys they may have. */
  forPhone(agentId: string, line: LineFacts): OutsideDoor {
    return this.#door({ id: `agent:${agentId}`, role: 'agent' }, line, agentId, 'agent');
  }

  /** Baton looks for somebody by itself. */
  forSearch(call: Call): OutsideDoor {
    const joins = joinsOutsider(call, null) ? 'outsider' : 'agent';
    return this.#door(askerOfSearch(call), call.line, agentBehindSearch(call), joins);
  }

  #door(
    by: Asker & Partial<Pick<Principal, 'permissions'>>,
    line: LineFacts,
    agentId: string | undefined,
    joins: Dialling['joins'],
  ): OutsideDoor {
    const asker: Asker = { id: by.id, role: by.role };
    const dialling = { asker, line, agentId, joins };
    return {
      asker,
      pass: (number) => {
        const isAllowed = by.permissions?.has('transfer:number') ?? true;
        if (!isAllowed && !isEmergency(number, line.calling?.emergency ?? [])) {
          throw lacking('transfer:number');
        }
        return this.guard.pass({ ...dialling, number }, this.clock.now());
      },
      find: (number, within) => this.guard.find({ ...dialling, number, within }, this.clock.now()),
    };
  }
}
