import { Injectable } from '@nestjs/common';
import { present } from '../../core/caller-id/policy';
import type { Person, View } from '../../core/caller-id/view';
import { AgentsService } from '../agents/agents.service';
import type { PreviewedView, PreviewRequest } from '../caller-id/calling.dto';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { LinesService } from '../lines/lines.service';

/** What everybody would see of a transfer, before there is one. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly settings: CallingSettingsService,
    private readonly lines: LinesService,
    private readonly agents: AgentsService,
  ) {}

  /** @throws Refused `line-not-found`, `agent-not-found` */
  async preview(request: PreviewRequest): Promise<readonly PreviewedView[]> {
    const line = await this.lines.get(request.line);
    const policy = await this.settings.policyOf(line);
    const transferor = await this.#agent(request.transferor);
    const target: Person =
      request.target.type === 'agent'
        ? await this.#agent(request.target.id)
        : { type: 'number', name: '', number: request.target.number };
    const { number = '', name = '', withheld } = request.contact;
    const contact: Person = { type: 'contact', name, number: withheld ? '' : number, withheld };
    const origin = request.direction === 'inbound' ? 'called-in' : 'called-by-us';
    const dialled = request.direction === 'inbound' ? null : number;
    const own = { name: line.name, number: line.number };

    const at = (who: PreviewedView['who'], stage: PreviewedView['stage'], view: View): PreviewedView => {
      const { headers: _, ...shown } = present(view, policy, own);
      return { who, stage, ...shown };
    };
    const targetAt = (stage: 'ringing' | 'consultation' | 'connected') =>
      at(
        'target',
        stage,
        target.type === 'agent'
          ? { viewer: 'inside-target', stage, transferor, contact }
          : { viewer: 'outside-target', dialled: target.number, contact, origin },
      );
    return [
      at('contact', 'always', { viewer: 'contact', dialled }),
      at('transferor', 'connected', { viewer: 'agent', partner: contact }),
      at('transferor', 'consultation', { viewer: 'agent', partner: target }),
      targetAt('ringing'),
      targetAt('consultation'),
      targetAt('connected'),
      at('transferor', 'recall', { viewer: 'recalled', lastTarget: target, contact }),
    ];
  }

  async #agent(id: string): Promise<Person> {
    const { name, extension } = await this.agents.get(id);
    return { type: 'agent', name, number: extension };
  }
}
