import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ZodSerializerInterceptor } from 'nestjs-zod';
import { AuditInterceptor } from '../audit/audit.interceptor';
import { ProblemFilter } from '../http/problem.filter';
import { RequestValidationPipe } from '../http/validation';
import { ETagInterceptor } from '../http/version/etag.interceptor';
import { EntranceController } from '../openapi/entrance.controller';
import { ConcealInterceptor } from './conceal.interceptor';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor';
import { IdempotencyService } from './idempotency/idempotency.service';
import { IdempotencyRetention } from './idempotency/idempotency-retention';
import { OnDiskInterceptor } from './on-disk.interceptor';

/** What every route goes through. The first interceptor is the outermost. */
@Module({
  controllers: [EntranceController],
  providers: [
    IdempotencyService,
    IdempotencyRetention,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
    { provide: APP_INTERCEPTOR, useClass: ETagInterceptor },
    { provide: APP_INTERCEPTOR, useClass: ConcealInterceptor },
    { provide: APP_INTERCEPTOR, useClass: OnDiskInterceptor },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
    { provide: APP_INTERCEPTOR, useClass: ZodSerializerInterceptor },
  ],
})
export class PipelineModule {}
