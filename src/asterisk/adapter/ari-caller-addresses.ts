import { isIP } from 'node:net';
import { CallerAddresses } from '../../features/calls/caller-addresses';
import type { AriClient } from '../client/ari-client';

/** Somebody waits for what follows. */
const TIMEOUT_MS = 500;

/** Asks Asterisk, so that a dialplan of somebody's own need not tell it. */
export class AriCallerAddresses extends CallerAddresses {
  constructor(private readonly client: AriClient) {
    super();
  }

  override async of(channel: string): Promise<string | undefined> {
    try {
      const asked = { channelId: channel, variable: 'CHANNEL(pjsip,remote_addr)' };
      const { value } = await this.client.ari.channels.getChannelVar(asked, { timeoutMs: TIMEOUT_MS });
      return addressIn(value);
    } catch {
      return undefined;
    }
  }
}

/** `192.0.2.1:5060` or `[2001:db8::1]:5060`, as Asterisk writes it. */
export function addressIn(told: string): string | undefined {
  const address = told.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(address) === 0 ? undefined : address;
}
