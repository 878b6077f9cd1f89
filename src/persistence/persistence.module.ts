import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Store } from './store';

@Global()
@Module({})
export class PersistenceModule {
  /** @param dataSource already open; it is closed when the application shuts down. */
  static using(dataSource: DataSource): DynamicModule {
    return {
      module: PersistenceModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
      ],
      providers: [Store],
      exports: [Store],
    };
  }
}
