import { Global, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { AsteriskWatch } from './asterisk-watch';
import { HealthController } from './health.controller';
import { MetricsController } from './metrics.controller';
import { StoreMetrics } from './store-metrics';
import { StoreWatch } from './store-watch';

function newRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Exports prom-client's `Registry`: whoever counts something injects it and registers there. */
@Global()
@Module({
  controllers: [HealthController, MetricsController],
  providers: [AsteriskWatch, StoreMetrics, StoreWatch, { provide: Registry, useFactory: newRegistry }],
  exports: [Registry],
})
export class ObservabilityModule {}
