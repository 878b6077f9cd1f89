import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../src/app.module';
import { eventSchemas } from '../../src/features/event-socket/event-schemas';
import { API_PREFIX, OUTSIDE_PREFIX } from '../../src/platform/http/api-prefix';
import { createLogger } from '../../src/platform/observability/logging.module';
import { describeApi } from '../../src/platform/openapi/describe-api';
import { SettingsModule } from '../../src/platform/settings/settings.module';
import { VERSION } from '../../src/platform/settings/version';
import type { Store } from '../../src/platform/store/store';

/** The OpenAPI document that the server gives. Nest's preview mode makes no provider, so that nothing is opened or dialled. */
export async function openApiDocument(): Promise<object> {
  process.env['ARI_PASSWORD'] ??= 'none';
  const { module } = await SettingsModule.load();
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.on({
      settings: module,
      logger: createLogger('fatal'),
      store: {} as Store,
      adminKeyHash: Buffer.alloc(0),
      restrictedKeyHash: null,
    }),
    { preview: true, abortOnError: false, logger: false },
  );
  app.setGlobalPrefix(API_PREFIX, { exclude: [...OUTSIDE_PREFIX] });
  return describeApi(app, VERSION, eventSchemas());
}
