import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../access/public.decorator';
import { API_PREFIX } from '../http/api-prefix';
import { VERSION } from '../settings/version';

/** For somebody who has the address and nothing else. */
@ApiExcludeController()
@Public()
@Controller()
export class EntranceController {
  /** The ways on; all of them are public, or ask for a key themselves. */
  @Get(['/', API_PREFIX])
  ways(): object {
    return {
      name: 'Baton',
      version: VERSION,
      documentation: '/docs',
      openapi: '/docs-json',
      api: `/${API_PREFIX}`,
      events: `/${API_PREFIX}/events`,
      health: '/healthz',
      readiness: '/readyz',
      metrics: '/metrics',
    };
  }
}
