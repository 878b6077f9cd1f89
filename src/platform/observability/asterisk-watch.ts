import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Incidents } from '../incidents/incidents';
import { PbxConnection, type PbxState, type PbxTrouble } from './pbx-connection';

/** Tells an administrator when Asterisk cannot be used, and when it can be again. */
@Injectable()
export class AsteriskWatch implements OnModuleInit {
  #missed: PbxTrouble | undefined;

  constructor(
    private readonly connection: PbxConnection,
    private readonly incidents: Incidents,
  ) {}

  onModuleInit(): void {
    this.connection.onChange((state) => this.#look(state));
  }

  #look(state: PbxState): void {
    if (state.status === 'disconnected') {
      this.#missed = state.code;
      this.incidents.tell({
        type: 'asterisk.away',
        detail: `No calls can be led: ${state.reason}. Those that go on in Asterisk are taken over as soon as it is there.`,
        data: { code: state.code },
        key: state.code,
      });
    } else if (this.#missed !== undefined) {
      this.#missed = undefined;
      this.incidents.tell({ type: 'asterisk.back', detail: 'Asterisk is there again, and calls are led.' });
    }
  }
}
