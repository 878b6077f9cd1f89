import { Injectable } from '@nestjs/common';
import { lacking } from '../access/lacking';
import { type Principal } from '../access/principal';
import { isEmergency } from '../caller-id/domain/calling-policy';
import { type Dialling, DialGuard } from '../guard/dial-guard';
import { LinesService } from '../lines/lines.service';
import { Clock } from './clock';
import { type Call, type LineFacts, isLive, leg } from './domain/call';
import { outsideNumber } from './target-directory';

/**
 * Who may have which outside number dialled; asked before anything moves.
 * Each throws ApiError 422 `undialable-number`; 403 `forbidden`, `forbidden-number` with its `rule`.
 */
@Injectable()
export class OutsideAccess {
  constructor(
    private readonly guard: DialGuard,
    private readonly lines: LinesService,
    private readonly clock: Clock,
  ) {}

  /** A call is to be handed on to the number. */
  async transfer(by: Principal, number: string, call: Call): Promise<void> {
    const owner = leg(call, call.owner)?.party;
    // An agent who asks for what only the owner can have uses up what is his, not the owner's.
    const agentId = by.agentId ?? (owner?.type === 'agent' ? owner.agentId : undefined);
    const hasOutsider = call.legs.some((l) => isLive(l) && l.party.type !== 'agent');
    await this.pass(by, number, call.line, agentId, hasOutsider ? 'outsider' : 'agent');
  }

  /** The agent is to be connected with the number. */
  async call(by: Principal, number: string, line: LineFacts, agentId: string): Promise<void> {
    await this.pass(by, number, line, agentId, 'agent');
  }

  /** The agent has dialled the number on his phone, whatever keys he may have. */
  async dial(agentId: string, number: string, line: LineFacts): Promise<void> {
    const by = { id: `agent:${agentId}`, role: 'agent' } as const;
    await this.pass(by, number, line, agentId, 'agent');
  }

  private async pass(
    by: Pick<Principal, 'id' | 'role'> & Partial<Pick<Principal, 'permissions'>>,
    number: string,
    line: LineFacts,
    agentId: string | undefined,
    joins: Dialling['joins'],
  ): Promise<void> {
    outsideNumber(number, line.trunk);
    const emergency = line.calling?.emergency ?? [];
    const isAllowed = by.permissions?.has('transfer:number') ?? true;
    if (!isAllowed && !isEmergency(number, emergency)) throw lacking('transfer:number');
    const { id, number: own } = line;
    const country = (await this.lines.find(id))?.country;
    const ofLine = { id, number: own, country, emergency };
    await this.guard.pass({ number, by, agentId, joins, line: ofLine }, this.clock.now());
  }
}
