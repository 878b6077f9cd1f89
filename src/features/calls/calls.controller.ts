import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import type { Call } from '../../core/call/call';
import { By } from '../../platform/access/by.decorator';
import { AnyKey } from '../../platform/access/needs.decorator';
import type { Principal } from '../../platform/access/principal';
import { mapPage } from '../../platform/lists/paging';
import { Operation } from '../../platform/openapi/operation.decorator';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import {
  CallDto,
  CallListQueryDto,
  CallPageDto,
  OriginateDto,
  TargetsDto,
  TimelineDto,
  TransferDto,
  TransferStartedDto,
} from './call.dto';
import { openTransfer, toResource } from './call-view';
import { CallsService } from './calls.service';
import { TargetOffersService } from './target-offers';
import { toTimeline } from './timeline-view';

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

  @Operation('List calls', { description: "An agent's key sees their own calls.", errors: ['forbidden'] })
  @Get()
  @ZodResponse({ status: 200, type: CallPageDto })
  async list(@Query() { from, to, ...asked }: CallListQueryDto, @By() by: Principal) {
    return mapPage(await this.calls.list({ ...asked, from: at(from), to: at(to) }, by), toResource);
  }

  @Operation('Start a call', {
    description:
      "Rings the agent's phone, then the target. Answered when the call is stored and Asterisk has been asked to ring; events tell the rest. An agent begins only calls of their own, on lines of their own.",
    errors: [
      'unknown-line',
      'unknown-agent',
      'target-is-agent',
      'agent-offline',
      'agent-on-call',
      'agent-away',
      'agent-busy',
      'undialable-number',
      'forbidden-number',
      'forbidden',
      'asterisk-unavailable',
    ],
    needsOneOf: ['transfer:agent', 'transfer:group', 'transfer:number'],
  })
  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: CallDto })
  async originate(@Body() { line, agent, target }: OriginateDto, @By() by: Principal) {
    return toResource(await this.calls.originate(line, agent, target, by));
  }

  @Operation('Get a call', {
    description:
      'Live or ended, with every leg that it has had, what each phone was told to show and why, and all of its transfers. To an agent the calls of others are as if they were not there.',
    errors: ['unknown-call'],
  })
  @Get(':id')
  @ZodResponse({ status: 200, type: CallDto })
  async get(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.get(id, by));
  }

  @Operation("Get a call's timeline", {
    description: 'Every input, what it changed, and every step with its duration and result.',
    errors: ['unknown-call'],
  })
  @Get(':id/timeline')
  @ZodResponse({ status: 200, type: TimelineDto })
  async timeline(@Param('id') id: string, @By() by: Principal) {
    const call = await this.calls.get(id, by);
    const parties = call.legs.map(({ party }) => party);
    return { parties, items: [...toTimeline(call, await this.calls.timeline(id))] };
  }

  @Operation('List the targets of a call', {
    description:
      'Those that it can be handed on to, as things are now; `agent.state` events tell what changes.',
    errors: ['unknown-call'],
  })
  @Get(':id/targets')
  @ZodResponse({ status: 200, type: TargetsDto })
  async targets(@Param('id') id: string, @By() by: Principal) {
    const { agents, ringGroups, number } = await this.offers.of(await this.calls.get(id, by), by);
    return { agents: [...agents], ringGroups: [...ringGroups], number };
  }

  @Operation('Begin a transfer', {
    description:
      'Warm: the contact hears music while the transferor introduces them. Cold: the target rings while the transferor stays, or at once without them. Answered when the fact is stored and Asterisk has accepted the first steps, not when somebody picks up.',
    errors: [
      'unknown-call',
      'not-owner',
      'call-ended',
      'asterisk-unavailable',
      'unknown-agent',
      'agent-offline',
      'agent-on-call',
      'agent-away',
      'agent-busy',
      'unknown-ring-group',
      'ring-group-inactive',
      'ring-group-empty',
      'undialable-number',
      'forbidden-number',
      'forbidden',
      'not-answered',
      'no-contact',
      'contact-on-hold',
      'attempt-open',
      'too-many-parties',
      'target-in-call',
    ],
    needsOneOf: ['transfer:agent', 'transfer:group', 'transfer:number'],
  })
  @Post(':id/transfers')
  @Idempotent()
  @ZodResponse({ status: 201, type: TransferStartedDto })
  async transfer(@Param('id') id: string, @Body() body: TransferDto, @By() by: Principal) {
    return started(await this.calls.transfer(id, body, by));
  }

  @Operation('Merge all three', {
    description: 'The contact, the transferor and the target hear each other.',
    errors: [
      'unknown-call',
      'not-owner',
      'call-ended',
      'asterisk-unavailable',
      'unknown-attempt',
      'attempt-closed',
      'not-in-consultation',
    ],
  })
  @Post(':id/transfers/:attempt/merge')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async merge(@Param('id') id: string, @Param('attempt') attempt: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'merge', attempt }, by));
  }

  @Operation('Swap whom the transferor talks with', {
    description: 'The other one hears music.',
    errors: [
      'unknown-call',
      'not-owner',
      'call-ended',
      'asterisk-unavailable',
      'unknown-attempt',
      'attempt-closed',
      'not-in-consultation',
    ],
  })
  @Post(':id/transfers/:attempt/swap')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async swap(@Param('id') id: string, @Param('attempt') attempt: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'swap', attempt }, by));
  }

  @Operation('Cancel a transfer', {
    description: 'The target is hung up, and the transferor is with the contact again.',
    errors: [
      'unknown-call',
      'not-owner',
      'call-ended',
      'asterisk-unavailable',
      'unknown-attempt',
      'attempt-closed',
    ],
  })
  @Post(':id/transfers/:attempt/cancel')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async cancel(@Param('id') id: string, @Param('attempt') attempt: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'cancel', attempt }, by));
  }

  @Operation('Put the contact on hold', {
    description: 'They hear the music of the line.',
    errors: [
      'unknown-call',
      'not-owner',
      'call-ended',
      'asterisk-unavailable',
      'not-answered',
      'contact-on-hold',
      'attempt-open',
      'no-contact',
    ],
  })
  @Post(':id/hold')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async hold(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'hold' }, by));
  }

  @Operation('Resume a call that is on hold', {
    description:
      'The music stops, and the contact is in the conversation again. It ends the hold of the verb `hold`; the hold key of a phone is released on that phone. After 30 minutes a hold ends without being asked for.',
    errors: ['unknown-call', 'not-owner', 'call-ended', 'asterisk-unavailable', 'not-on-hold'],
  })
  @Post(':id/resume')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async resume(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'resume' }, by));
  }

  @Operation('Leave the call', {
    description:
      'The owner goes, and the others talk on. In a consultation contact and target are joined, and the target owns the call; while a target rings, the transfer goes on without the owner.',
    errors: ['unknown-call', 'not-owner', 'call-ended', 'asterisk-unavailable', 'nobody-to-take-over'],
  })
  @Post(':id/leave')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async leave(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'leave' }, by));
  }

  @Operation('Hang everybody up', {
    description:
      'Every leg of the call ends, ringing ones too, and an open transfer with them; nobody is brought back to the contact. An agent drops only calls that they own.',
    errors: ['unknown-call', 'not-owner', 'call-ended', 'asterisk-unavailable'],
    needs: ['drop'],
  })
  @Post(':id/drop')
  @HttpCode(200)
  @Idempotent()
  @ZodResponse({ status: 200, type: CallDto })
  async drop(@Param('id') id: string, @By() by: Principal) {
    return toResource(await this.calls.perform(id, { type: 'drop' }, by));
  }

  @Operation('Remove one party from a conference', {
    description:
      'While three or more talk and no transfer is open: that leg is hung up, and the others talk on. After an owner the agent who joined last owns the call. After the contact outside numbers are let go, too, and two or more agents may finish talking.',
    errors: [
      'unknown-call',
      'not-owner',
      'call-ended',
      'asterisk-unavailable',
      'unknown-leg',
      'not-merged',
      'attempt-open',
      'not-answered',
    ],
  })
  @Delete(':id/legs/:leg')
  @Idempotent()
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
