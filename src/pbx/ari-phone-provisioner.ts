import { PhoneProvisioner, type PhoneKind, type ProvisionedPhone } from '../phones/phone-provisioner';
import { type AsteriskObjects } from './asterisk-objects';
import { privateEndpoint } from './private-endpoint';

/** A phone on hold is silent by right, but not for ever: whoever waits for it would hear music without end. */
const longestHoldSeconds = 30 * 60;

/** Phones as objects of Asterisk. */
export class AriPhoneProvisioner extends PhoneProvisioner {
  /** @param silentSeconds after which a phone that sends no sound counts as gone; 0: never */
  constructor(
    private readonly objects: AsteriskObjects,
    private readonly silentSeconds: number,
  ) {
    super();
  }

  override async put({ user, password, kind }: ProvisionedPhone): Promise<void> {
    // An update is laid over what is there, and `webrtc` brings a dozen settings along: begin anew. Calls that the phone
    // is in go on, they hold their endpoint until they end.
    await this.objects.remove('endpoint', user);
    const auth = { auth_type: 'userpass', username: user, password };
    await this.objects.put({ type: 'auth', id: user, attributes: auth });
    await this.objects.put({ type: 'aor', id: user, attributes: aorOf(kind) });
    await this.objects.put({ type: 'endpoint', id: user, attributes: this.#endpointOf(user, kind) });
  }

  override async remove(user: string): Promise<void> {
    // In this order nobody can register or call while it is half gone.
    for (const type of ['endpoint', 'aor', 'auth'] as const) await this.objects.remove(type, user);
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
      rtp_timeout_hold: this.silentSeconds === 0 ? '0' : String(longestHoldSeconds),
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
