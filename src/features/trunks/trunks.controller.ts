import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { type ResourceVersion, Version } from '../../platform/http/version/resource-version';
import { Operation } from '../../platform/openapi/operation.decorator';
import { Idempotent } from '../../platform/pipeline/idempotency/idempotent.decorator';
import type { Trunk } from './trunk';
import { CreateTrunkDto, TrunkDto, TrunkListQueryDto, TrunkPageDto, UpdateTrunkDto } from './trunk.dto';
import { TrunkStates } from './trunk-states';
import { TrunksService } from './trunks.service';

@ApiTags('trunks')
@Controller('trunks')
export class TrunksController {
  constructor(
    private readonly trunks: TrunksService,
    private readonly states: TrunkStates,
  ) {}

  @Operation('List trunks', { description: 'Each with the state that the event `trunk.state` tells.' })
  @Get()
  @ZodResponse({ status: 200, type: TrunkPageDto })
  async list(@Query() query: TrunkListQueryDto) {
    const page = await this.trunks.list(query);
    return { ...page, items: page.items.map((trunk) => this.#withState(trunk)) };
  }

  @Operation('Set a trunk up', {
    description:
      'Asterisk has it when this is answered; whether the carrier likes it `state` and the event `trunk.state` tell.',
    errors: ['trunk-name-taken', 'invalid-trunk', 'unknown-host', 'asterisk-unavailable', 'asterisk-refused'],
  })
  @Post()
  @Idempotent()
  @ZodResponse({ status: 201, type: TrunkDto })
  async create(@Body() body: CreateTrunkDto, @Version() version: ResourceVersion) {
    return this.#withState(version.tell(await this.trunks.create(body)));
  }

  @Operation('Get a trunk', {
    description:
      'With the state that the event `trunk.state` tells. Its password is never told: it is kept in Asterisk only.',
    errors: ['trunk-not-found'],
  })
  @Get(':id')
  @ZodResponse({ status: 200, type: TrunkDto })
  async get(@Param('id') id: string, @Version() version: ResourceVersion) {
    return this.#withState(version.tell(await this.trunks.get(id)));
  }

  @Operation('Change a trunk', {
    description: 'Calls that run over it go on. A password that is left out stays.',
    errors: [
      'trunk-not-found',
      'trunk-name-taken',
      'trunk-in-use',
      'invalid-trunk',
      'unknown-host',
      'asterisk-unavailable',
      'asterisk-refused',
      'precondition-failed',
    ],
  })
  @Patch(':id')
  @ZodResponse({ status: 200, type: TrunkDto })
  async update(@Param('id') id: string, @Body() body: UpdateTrunkDto, @Version() version: ResourceVersion) {
    const trunk = version.tell(await this.trunks.update(id, body, version));
    this.states.tell(trunk);
    return this.#withState(trunk);
  }

  @Operation('Take a trunk down', {
    description:
      'Asterisk forgets the trunk and its password; calls that run over it go on. A trunk that lines use stays: change those lines first.',
    errors: [
      'trunk-not-found',
      'trunk-in-use',
      'asterisk-unavailable',
      'asterisk-refused',
      'precondition-failed',
    ],
  })
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @Version() version: ResourceVersion): Promise<void> {
    await this.trunks.remove(id, version);
  }

  #withState(trunk: Trunk) {
    return { ...trunk, state: this.states.of(trunk) };
  }
}
