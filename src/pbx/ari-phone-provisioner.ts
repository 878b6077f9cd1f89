import { type AriClient } from '../ari/ari-client';
import { AriError, AriHttpError } from '../ari/errors';
import { ApiError } from '../http/problem';
import { PhoneProvisioner, type PhoneKind, type ProvisionedPhone } from '../phones/phone-provisioner';

type ObjectType = 'auth' | 'aor' | 'endpoint';

/**
 * Writes phones into Asterisk's own database by ARI's dynamic configuration (sorcery.conf names the astdb wizards).
 * They are there at once and survive a restart of Asterisk.
 */
export class AriPhoneProvisioner extends PhoneProvisioner {
  constructor(private readonly client: AriClient) {
    super();
  }

  override async put({ user, password, kind }: ProvisionedPhone): Promise<void> {
    // An update is laid over what is there, and `webrtc` brings a dozen settings along: begin anew. Calls that the phone
    // is in go on, they hold their endpoint until they end.
    await this.forget('endpoint', user);
    await this.write('auth', user, { auth_type: 'userpass', username: user, password });
    await this.write('aor', user, aorOf(kind));
    await this.write('endpoint', user, endpointOf(user, kind));
  }

  override async remove(user: string): Promise<void> {
    // In this order nobody can register or call while it is half gone.
    for (const objectType of ['endpoint', 'aor', 'auth'] as const) await this.forget(objectType, user);
  }

  private async write(objectType: ObjectType, id: string, attributes: Record<string, string>): Promise<void> {
    const fields = Object.entries(attributes).map(([attribute, value]) => ({ attribute, value }));
    try {
      await this.client.ari.asterisk.updateObject({ configClass: 'res_pjsip', objectType, id, fields });
    } catch (error) {
      throw toApiError(error, objectType);
    }
  }

  private async forget(objectType: ObjectType, id: string): Promise<void> {
    try {
      await this.client.ari.asterisk.deleteObject({ configClass: 'res_pjsip', objectType, id });
    } catch (error) {
      if (error instanceof AriHttpError && error.status === 404) return;
      throw toApiError(error, objectType);
    }
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

/** Numbers must not leak past the policy: ARI-facts on caller id on the wire, mirrored in asterisk-config/pjsip.conf. */
function endpointOf(user: string, kind: PhoneKind): Record<string, string> {
  return {
    auth: user,
    aors: user,
    context: 'from-phones',
    disallow: 'all',
    allow: kind === 'web' ? 'opus,ulaw,alaw' : 'ulaw,alaw,g722,opus',
    // All sound passes through Asterisk, or moving a leg would need a re-INVITE and the other side's address would show.
    direct_media: 'no',
    rtp_symmetric: 'yes',
    force_rport: 'yes',
    rewrite_contact: 'yes',
    dtmf_mode: 'auto',
    // A phone is not believed about who it is, nor about whom it answers as.
    trust_id_inbound: 'no',
    trust_id_outbound: 'no',
    trust_connected_line: 'no',
    // It is told whom it talks to, as the policy says, also after a hand-over.
    send_connected_line: 'yes',
    // A re-INVITE would negotiate the sound anew, and could collide with the phone's hold key.
    connected_line_method: 'update',
    send_pai: 'yes',
    send_rpid: 'no',
    rpid_immediate: 'no',
    send_diversion: 'no',
    send_history_info: 'no',
    // REFER is refused (603): Asterisk itself would take the contact out of the call and send him into the dialplan.
    allow_transfer: 'no',
    ...(kind === 'web' ? { webrtc: 'yes' } : {}),
  };
}

function toApiError(error: unknown, objectType: ObjectType): unknown {
  if (error instanceof AriHttpError) {
    return new ApiError(
      502,
      'asterisk-refused',
      `Asterisk did not take the phone's ${objectType}: ${hint(error)}`,
      {
        cause: error,
      },
    );
  }
  if (!(error instanceof AriError)) return error;
  return new ApiError(503, 'asterisk-unavailable', 'Asterisk cannot be reached at the moment.', {
    retryAfterSeconds: 5,
    cause: error,
  });
}

function hint({ status, reason }: AriHttpError): string {
  return status === 403 ? 'sorcery.conf needs an astdb wizard for it' : reason;
}
