import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { By } from '../../platform/access/by.decorator';
import type { Principal } from '../../platform/access/principal';
import { Operation } from '../../platform/openapi/operation.decorator';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import { TestCallDto, TestCallResultDto } from '../trunks/trunk.dto';
import { TestCallsService } from './test-calls.service';

@ApiTags('trunks')
@Controller('trunks/:id/test-call')
export class TestCallsController {
  constructor(private readonly testCalls: TestCallsService) {}

  @Operation('Try a trunk by a call', {
    description:
      'Rings the number, says a word to whoever answers, hangs up, and then answers how it went. Costs what a call costs.',
    errors: [
      'trunk-not-found',
      'agent-not-found',
      'line-not-found',
      'undialable-number',
      'forbidden-number',
      'emergency-number',
      'test-call-running',
      'asterisk-unavailable',
      'asterisk-refused',
    ],
  })
  @Post()
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: TestCallResultDto })
  call(@Param('id') id: string, @Body() body: TestCallDto, @By() by: Principal) {
    return this.testCalls.call(id, body, by);
  }
}
