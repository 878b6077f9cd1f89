import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { By } from '../../platform/access/by.decorator';
import { AnyKey } from '../../platform/access/needs.decorator';
import { type Principal } from '../../platform/access/principal';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import { mapPage } from '../../platform/lists/paging';
import {
  CallDto,
  CallListQueryDto,
  CallPageDto,
  OriginateDto,
  TransferDto,
  TransferStartedDto,
  TargetsDto,
  TimelineDto,
} from './call.dto';
import { openTransfer, toResource } from './call-view';
import { toTimeline } from './timeline-view';
import { CallsService } from './calls.service';
import { type Call } from '../../core/call/call';
import { TargetOffersService } from './target-offers';

/**
 * The verbs of docs/semantics.md#verbs. Each answers when the fact is stored and Asterisk has accepted the first steps, not
 * when somebody picks up: the event stream tells the rest.
 */
@ApiTags('calls')
@AnyKey()
@Controller('calls')
export class CallsController {
  constructor(
    private readonly calls: CallsService,
    private readonly offers: TargetOffersService,
  ) {}

  @Get()
  @ZodResponse({ status: 200, type: CallPageDto })
  async list(@Query() { from, to, ...asked }: CallListQueryDto, @By() by: Principal) {
    return mapPage(await this.calls.list({ ...asked, from: at(from), to: at(to) }, by), toResource);
  }

  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: CallDto })
  async originate(@Body() { line, agent, target }: OriginateDto, @By() by: Principal) {
    return toResource(await this.calls.originate(line, agent, target, by));
  }

  @Get(':id')
  @ZodResponse({ status: 200, type: CallDto })
  async get(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.get(id, by));
  }

  @Get(':id/timeline')
  @ZodResponse({ status: 200, type: TimelineDto })
  async timeline(@Param('id') id: string, @By() by: Principal) {
    const call = await this.calls.get(id, by);
    const parties = call.legs.map(({ party }) => party);
    return { parties, items: [...toTimeline(call, await this.calls.timeline(id))] };
  }

  /** The targets that the call can be handed on to, as things are now; `agent.state` events tell what changes. */
  @Get(':id/targets')
  @ZodResponse({ status: 200, type: TargetsDto })
  async targets(@Param('id') id: string, @By() by: Principal) {
    const { agents, ringGroups, number } = await this.offers.of(await this.calls.get(id, by), by);
    return { agents: [...agents], ringGroups: [...ringGroups], number };
  }

  @Post(':id/transfers')
  @Idempotent()
  @ZodResponse({ status: 201, type: TransferStartedDto })
  async transfer(@Param('id') id: string, @Body() body: TransferDto, @By() by: Principal) {
    return started(await this.calls.transfer(id, body, by));
  }

  @Post(':id/transfers/:attempt/merge')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async merge(@Param('id') id: string, @Param('attempt') attempt: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'merge', attempt }, by));
  }

  @Post(':id/transfers/:attempt/swap')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async swap(@Param('id') id: string, @Param('attempt') attempt: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'swap', attempt }, by));
  }

  @Post(':id/transfers/:attempt/cancel')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async cancel(@Param('id') id: string, @Param('attempt') attempt: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'cancel', attempt }, by));
  }

  @Post(':id/hold')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async hold(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'hold' }, by));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async resume(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'resume' }, by));
  }

  @Post(':id/leave')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async leave(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'leave' }, by));
  }

  @Post(':id/drop')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async drop(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'drop' }, by));
  }

  @Delete(':id/legs/:leg')
  @ZodResponse({ status: 200, type: CallDto })
  async remove(@Param('id') id: string, @Param('leg') leg: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'remove', leg }, by));
  }
}

function at(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

function started(call: Call) {
  const transfer = openTransfer(call);
  if (!transfer) throw new Error('a transfer that was accepted is open');
  return { transfer, call: toResource(call) };
}
