import { PbxConnection, type PbxState, type PbxTrouble } from '../../platform/observability/pbx-connection';
import type { AriClient } from '../client/ari-client';
import type { AriErrorCode } from '../client/errors';
import { isOfStore } from '../client/holders';
import type { ApplicationClaim } from './application-claim';

/** Both connections of Baton to its Asterisk: one for the calls, one that follows registrations. */
export class AriConnection extends PbxConnection {
  constructor(
    private readonly calls: AriClient,
    private readonly phones: AriClient,
    private readonly claim: ApplicationClaim,
  ) {
    super();
  }

  override async start(): Promise<void> {
    // Phones first, so that an agent is not offline for the first call.
    await this.phones.startOrWait();
    await this.claim.take();
  }

  override stop(): Promise<void> {
    this.claim.stop();
    this.calls.stop();
    this.phones.stop();
    return Promise.resolve();
  }

  override async isServerThere(identity: string): Promise<boolean | null> {
    const applications = await this.phones.ari.applications.list();
    const isSeen = (store: string) => applications.some(({ name }) => isOfStore(name, store));
    return isSeen(this.claim.identity) ? isSeen(identity) : null;
  }

  override onChange(listener: (state: PbxState) => void): void {
    this.calls.on('up', () => listener(this.state));
    this.calls.on('down', () => listener(this.state));
  }

  override get state(): PbxState {
    const { state } = this.calls;
    switch (state.name) {
      case 'up':
        return { status: 'connected' };
      case 'down':
        return { status: 'disconnected', ...troubleOf(state) };
      case 'connecting':
      case 'stopped':
        return { status: 'disconnected', code: 'not-started', reason: `the connection is ${state.name}` };
    }
  }
}

function troubleOf({ code, reason }: { readonly code: AriErrorCode; readonly reason: string }): {
  readonly code: PbxTrouble;
  readonly reason: string;
} {
  switch (code) {
    case 'ari-unreachable':
    case 'ari-timeout':
      return { code: 'asterisk-unreachable', reason: 'nothing answers at ARI_URL; waiting for Asterisk' };
    case 'ari-not-ready':
      return { code: 'asterisk-starting', reason: 'Asterisk is still starting' };
    case 'ari-authentication':
      return {
        code: 'asterisk-refuses-credentials',
        reason: 'Asterisk refuses ARI_USER and ARI_PASSWORD; trying again now and then',
      };
    case 'ari-version':
      return { code: 'asterisk-too-old', reason: 'Asterisk is older than Baton can work with' };
    case 'ari-not-an-ari-server':
    case 'ari-bad-response':
      return { code: 'asterisk-not-found', reason: 'what answers at ARI_URL is not ARI' };
    case 'ari-application-taken':
      return { code: 'asterisk-application-taken', reason };
    case 'ari-connection-lost':
    case 'ari-http':
    case 'ari-bad-request':
    case 'ari-configuration':
      return { code: 'asterisk-lost', reason: 'the connection to Asterisk is lost; trying again' };
  }
}
