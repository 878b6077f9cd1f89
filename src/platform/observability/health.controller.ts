import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../access/public.decorator';
import { Store } from '../store/store';
import { StoreFailure } from '../store/store-failure';
import { PbxConnection } from './pbx-connection';

/** A proof that the store works holds for so long. */
const PROOF_MS = 1_000;
const PROOF_WITHIN_MS = 2_000;

/** The code is stable, for programs; the reason is for people. */
type Check =
  { readonly status: 'up' } | { readonly status: 'down'; readonly code: string; readonly reason: string };

/** Probes for whoever supervises the server. Public, so their reasons tell nothing about addresses or accounts. */
@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  #storeProof: Promise<Check> | undefined;

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
    const checks = { asterisk: this.#asterisk(), store: await this.#storeCheck() };
    const ready = Object.values(checks).every((check) => check.status === 'up');
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not-ready', checks };
  }

  #asterisk(): Check {
    const { state } = this.pbx;
    if (state.status === 'connected') return { status: 'up' };
    return { status: 'down', code: state.code, reason: state.reason };
  }

  /** Something was just written, and is on the disk. */
  #storeCheck(): Promise<Check> {
    this.#storeProof ??= this.#proveStore();
    return this.#storeProof;
  }

  /** Whoever asks within a second gets the same: anybody may ask, and each proof is a write. */
  async #proveStore(): Promise<Check> {
    setTimeout(() => (this.#storeProof = undefined), PROOF_MS).unref();
    try {
      await this.store.probe(PROOF_WITHIN_MS);
      return { status: 'up' };
    } catch (error) {
      const trouble = StoreFailure.of(error)?.trouble ?? 'failing';
      return { status: 'down', code: `store-${trouble}`, reason: `the store does not work: ${trouble}` };
    }
  }
}
