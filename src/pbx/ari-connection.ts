import { type AriClient } from '../ari/ari-client';
import { AriError } from '../ari/errors';
import { StartupError } from '../config/startup-error';
import { PbxConnection, type PbxState } from './pbx-connection';

/** Both connections of Baton to its Asterisk: one for the calls, one that follows registrations. */
export class AriConnection extends PbxConnection {
  constructor(
    private readonly calls: AriClient,
    private readonly phones: AriClient,
  ) {
    super();
  }

  override async start(): Promise<void> {
    try {
      // Phones first, so that an agent is not offline for the first call.
      await this.phones.start();
      await this.calls.start();
    } catch (error) {
      await this.stop();
      throw error instanceof AriError ? new StartupError(error.message) : error;
    }
  }

  override stop(): Promise<void> {
    this.calls.stop();
    this.phones.stop();
    return Promise.resolve();
  }

  override onChange(listener: (state: PbxState) => void): void {
    this.calls.on('up', () => listener(this.state));
    this.calls.on('down', () => listener(this.state));
  }

  override get state(): PbxState {
    const state = this.calls.state;
    switch (state.name) {
      case 'up':
        return { status: 'connected' };
      case 'down':
        return { status: 'disconnected', reason: state.reason };
      case 'connecting':
      case 'stopped':
        return { status: 'disconnected', reason: `the connection is ${state.name}` };
    }
  }
}
