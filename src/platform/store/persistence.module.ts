import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Store } from './store';

@Global()
@Module({})
export class PersistenceModule {
  /** @param store already open; it is closed when the application shuts down. */
  static using(store: Store): DynamicModule {
    return { module: PersistenceModule, providers: [{ provide: Store, useValue: store }], exports: [Store] };
  }
}
