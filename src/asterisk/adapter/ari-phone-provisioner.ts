import {
  type PhoneKind,
  PhoneProvisioner,
  type ProvisionedPhone,
} from '../../features/phones/phone-provisioner';
import { Refused } from '../../platform/refusals/refused';
import type { AriClient } from '../client/ari-client';
import type { AsteriskObjects } from './asterisk-objects';
import { privateEndpoint } from './private-endpoint';

/** A phone on hold is silent by right, but not for ever: whoever waits for it would hear music without end. */
const LONGEST_HOLD_SECONDS = 30 * 60;

/** What was let in before its password was gone is done within milliseconds. */
const MOST_ATTEMPTS = 5;

/** Phones as objects of Asterisk. */
export class AriPhoneProvisioner extends PhoneProvisioner {
  /** @param silentSeconds after which a phone that sends no sound counts as gone; 0: never */
  constructor(
    private readonly client: AriClient,
    private readonly objects: AsteriskObjects,
    private readonly silentSeconds: number,
  ) {
    super();
  }

  override ownerOf(user: string) {
    return this.objects.ownerOf(user);
  }

  override async put(phone: ProvisionedPhone): Promise<void> {
    const { user, password, kind } = phone;
    // Whoever had it before: no password, no registration. Calls that the phone is in go on, they hold their endpoint until
    // they end.
    await this.remove(user);
    const auth = { auth_type: 'userpass', username: user, password };
    await this.objects.put({ type: 'auth', id: user, attributes: auth });
    await this.#putAor(phone);
    await this.objects.put({ type: 'endpoint', id: user, attributes: this.#endpointOf(user, kind) });
  }

  override async remove(user: string): Promise<void> {
    if ((await this.ownerOf(user)) === 'another') return;
    // Without its auth nobody can register or call while it is half gone. With its AOR all that is registered there is forgotten,
    // which is told only as long as there is an endpoint (measured).
    for (const type of ['auth', 'aor', 'endpoint'] as const) await this.objects.remove(type, user);
  }

  override async heal(phone: Omit<ProvisionedPhone, 'password'>): Promise<readonly string[]> {
    if ((await this.ownerOf(phone.user)) === 'another') return [];
    const { written } = await this.objects.addressesOf(phone.user);
    if (written.length > 0) await this.#putAor(phone);
    return written;
  }

  override onConnected(listener: () => void): void {
    this.client.on('up', listener);
    if (this.client.state.name === 'up') listener();
  }

  /** Without anybody in it: a REGISTER that was let in just before can be entered just after. */
  async #putAor({ user, kind }: Omit<ProvisionedPhone, 'password'>): Promise<void> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      await this.objects.put({ type: 'aor', id: user, attributes: aorOf(kind) });
      const { written, registered } = await this.objects.addressesOf(user);
      if (written.length + registered.length === 0) return;
    }
    const detail = `Somebody goes on registering as ${user}; it was not given a new password.`;
    throw new Refused('asterisk-unavailable', detail, { retryAfterSeconds: 5 });
  }

  #endpointOf(user: string, kind: PhoneKind): Record<string, string> {
    return {
      ...privateEndpoint,
      auth: user,
      aors: user,
      context: 'from-phones',
      disallow: 'all',
      allow: kind === 'web' ? 'opus,ulaw,alaw' : 'ulaw,alaw,g722,opus',
      dtmf_mode: 'auto',
      // A phone is not believed about who it is.
      trust_id_inbound: 'no',
      // It is told whom it talks to, as the policy says, also after a hand-over.
      send_connected_line: 'yes',
      // A re-INVITE would negotiate the sound anew, and could collide with the phone's hold key.
      connected_line_method: 'update',
      send_pai: 'yes',
      // A phone that has lost its power or its network says nothing any more, and nothing else would end its call: the
      // contact would listen to silence until SIP's session timer notices, a quarter of an hour or more.
      rtp_timeout: String(this.silentSeconds),
      rtp_timeout_hold: this.silentSeconds === 0 ? '0' : String(LONGEST_HOLD_SECONDS),
      ...(kind === 'web' ? { webrtc: 'yes' } : {}),
    };
  }
}

function aorOf(kind: PhoneKind): Record<string, string> {
  return {
    // A phone that came back with another port or a reloaded page takes its old place.
    max_contacts: '3',
    remove_existing: 'yes',
    // A browser is gone when its socket is; the others are asked.
    qualify_frequency: kind === 'web' ? '0' : '30',
  };
}
