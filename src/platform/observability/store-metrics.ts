import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Store } from '../store/store';
import { storeTroubles } from '../store/store-failure';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What an operator measures of the store. */
@Injectable()
export class StoreMetrics {
  constructor(metrics: Registry, store: Store) {
    const registers = [metrics];
    const writes = new Histogram({
      name: 'baton_store_write_seconds',
      help: 'Writes, from when they were asked for until they were committed, taken back or refused by the store',
      labelNames: ['result'],
      buckets: SECONDS,
      registers,
    });
    const confirmations = new Histogram({
      name: 'baton_store_confirm_seconds',
      help: 'Waits until the disk has confirmed what was written, or has failed to',
      labelNames: ['result'],
      buckets: SECONDS,
      registers,
    });
    const failures = new Counter({
      name: 'baton_store_write_failures_total',
      help: 'Writes that the store did not take, or that the disk did not confirm, by what was wrong',
      labelNames: ['trouble'],
      registers,
    });
    // What an alert watches is there before it happens for the first time: otherwise that time is no increase.
    for (const trouble of storeTroubles) failures.inc({ trouble }, 0);
    for (const times of [writes, confirmations]) times.zero({ result: 'done' });
    new Gauge({
      name: 'baton_store_waiting_writes',
      help: 'Writes that wait for their turn',
      registers,
      collect() {
        this.set(store.waitingWrites);
      },
    });
    store.watch({
      written: (result, tookMs) => {
        const isFailure = result !== 'done' && result !== 'taken-back';
        writes.observe({ result: isFailure ? 'failed' : result }, tookMs / 1000);
        if (isFailure) failures.inc({ trouble: result });
      },
      confirmed: (result, tookMs) => {
        confirmations.observe({ result: result === 'done' ? result : 'failed' }, tookMs / 1000);
        if (result !== 'done') failures.inc({ trouble: result });
      },
    });
  }
}
