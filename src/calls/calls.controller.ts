import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Idempotent } from '../http/idempotency/idempotent.decorator';
import { toPage } from '../http/paging';
import {
  CallDto,
  CallListQueryDto,
  CallPageDto,
  OriginateDto,
  TransferDto,
  TransferStartedDto,
  TimelineDto,
} from './call.dto';
import { openTransfer, toResource } from './call-view';
import { toTimeline } from './timeline-view';
import { CallsService } from './calls.service';
import { type Call } from './domain/call';

/**
 * The verbs of SEMANTICS.md. Each answers when the fact is stored and Asterisk has accepted the first steps, not
 * when somebody picks up: the event stream tells the rest.
 */
@ApiTags('calls')
@Controller('calls')
export class CallsController {
  constructor(private readonly calls: CallsService) {}

  @Get()
  @ZodResponse({ status: 200, type: CallPageDto })
  async list(@Query() { state, limit, cursor }: CallListQueryDto) {
    const page = toPage(await this.calls.list({ state, limit: limit + 1, after: cursor }), limit);
    return { ...page, items: page.items.map(toResource) };
  }

  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: CallDto })
  async originate(@Body() { line, agent, target }: OriginateDto) {
    return toResource(await this.calls.originate(line, agent, target));
  }

  @Get(':id')
  @ZodResponse({ status: 200, type: CallDto })
  async get(@Param('id') id: string) {
    return toResource(await this.calls.get(id));
  }

  @Get(':id/timeline')
  @ZodResponse({ status: 200, type: TimelineDto })
  async timeline(@Param('id') id: string) {
    const call = await this.calls.get(id);
    const parties = call.legs.map(({ party }) => party);
    return { parties, items: [...toTimeline(call, await this.calls.timeline(id))] };
  }

  @Post(':id/transfers')
  @Idempotent()
  @ZodResponse({ status: 201, type: TransferStartedDto })
  async transfer(@Param('id') id: string, @Body() body: TransferDto) {
    return started(await this.calls.transfer(id, body));
  }

  @Post(':id/transfers/:attempt/merge')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async merge(@Param('id') id: string, @Param('attempt') attempt: string) {
    return toResource(await this.calls.perform(id, { type: 'merge', attempt }));
  }

  @Post(':id/transfers/:attempt/swap')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async swap(@Param('id') id: string, @Param('attempt') attempt: string) {
    return toResource(await this.calls.perform(id, { type: 'swap', attempt }));
  }

  @Post(':id/transfers/:attempt/cancel')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async cancel(@Param('id') id: string, @Param('attempt') attempt: string) {
    return toResource(await this.calls.perform(id, { type: 'cancel', attempt }));
  }

  @Post(':id/hold')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async hold(@Param('id') id: string) {
    return toResource(await this.calls.perform(id, { type: 'hold' }));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async resume(@Param('id') id: string) {
    return toResource(await this.calls.perform(id, { type: 'resume' }));
  }

  @Post(':id/leave')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async leave(@Param('id') id: string) {
    return toResource(await this.calls.perform(id, { type: 'leave' }));
  }

  @Post(':id/drop')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async drop(@Param('id') id: string) {
    return toResource(await this.calls.perform(id, { type: 'drop' }));
  }

  @Delete(':id/legs/:leg')
  @ZodResponse({ status: 200, type: CallDto })
  async remove(@Param('id') id: string, @Param('leg') leg: string) {
    return toResource(await this.calls.perform(id, { type: 'remove', leg }));
  }
}

function started(call: Call) {
  const transfer = openTransfer(call);
  if (!transfer) throw new Error('a transfer that was accepted is open');
  return { transfer, call: toResource(call) };
}
