import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { fromStore } from '../../platform/observability/from-store';
import { trunkStates } from './trunk';
import { TrunkStates } from './trunk-states';
import { TrunksService } from './trunks.service';

/** How many trunks there are in each state. */
@Injectable()
export class TrunkMetrics {
  constructor(metrics: Registry, trunks: TrunksService, states: TrunkStates) {
    new Gauge({
      name: 'baton_trunks',
      help: 'Trunks, by state',
      labelNames: ['state'],
      registers: [metrics],
      async collect() {
        const names = await fromStore(() => trunks.names());
        this.reset();
        if (names === null) return;
        const all = names.map((trunk) => states.of(trunk));
        for (const state of trunkStates) this.set({ state }, all.filter((other) => other === state).length);
      },
    });
  }
}
