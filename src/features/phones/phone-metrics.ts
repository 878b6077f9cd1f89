import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { fromStore } from '../../platform/observability/from-store';
import { PbxEndpoints } from './endpoints';
import { PhonesService } from './phones.service';

/** How many of our phones are there. */
@Injectable()
export class PhoneMetrics {
  constructor(metrics: Registry, phones: PhonesService, endpoints: PbxEndpoints) {
    new Gauge({
      name: 'baton_phones',
      help: 'Phones of agents, by whether they are registered with Asterisk',
      labelNames: ['registered'],
      registers: [metrics],
      async collect() {
        const users = await fromStore(() => phones.users());
        this.reset();
        if (users === null) return;
        const yes = users.filter((user) => endpoints.isOnline(user)).length;
        this.set({ registered: 'yes' }, yes);
        this.set({ registered: 'no' }, users.length - yes);
      },
    });
  }
}
