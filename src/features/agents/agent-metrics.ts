import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { agentStates } from '../../core/agent';
import { fromStore } from '../../platform/observability/from-store';
import { AgentCensus } from './agent-census';

/** How many agents there are in each state. */
@Injectable()
export class AgentMetrics {
  constructor(metrics: Registry, census: AgentCensus) {
    new Gauge({
      name: 'baton_agents',
      help: 'Agents, by state',
      labelNames: ['state'],
      registers: [metrics],
      async collect() {
        const counts = await fromStore(() => census.take());
        this.reset();
        if (counts === null) return;
        for (const state of agentStates) this.set({ state }, counts.get(state) ?? 0);
      },
    });
  }
}
