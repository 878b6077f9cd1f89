import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../access/public.decorator';
import { PbxConnection } from '../pbx/pbx-connection';
import { Store } from '../persistence/store';

type Check = { readonly status: 'up' } | { readonly status: 'down'; readonly reason: string };

/** Probes for whoever supervises the server. Public, so their reasons tell nothing about addresses or accounts. */
@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly pbx: PbxConnection,
    private readonly store: Store,
  ) {}

  /** The process lives. */
  @Get('healthz')
  health(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  /** Commands can be carried out now. */
  @Get('readyz')
  async ready(@Res({ passthrough: true }) response: Response) {
    const checks = { asterisk: this.asterisk(), store: await this.storeCheck() };
    const ready = Object.values(checks).every((check) => check.status === 'up');
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not-ready', checks };
  }

  private asterisk(): Check {
    const { state } = this.pbx;
    return state.status === 'connected' ? { status: 'up' } : { status: 'down', reason: state.reason };
  }

  private async storeCheck(): Promise<Check> {
    try {
      await this.store.probe();
      return { status: 'up' };
    } catch {
      return { status: 'down', reason: 'the store does not answer' };
    }
  }
}
