import { LampBoard, LampFailure } from '../agents/lamps/lamp-board';
import type { Lamp } from '../agents/lamps/lamp';
import { type AriClient } from '../ari/ari-client';
import { AriConnectionLost, AriHttpError } from '../ari/errors';
import { type DeviceState } from '../ari/generated/types';
import { type PbxEndpoints } from './endpoint-watch';

const timeoutMs = 5_000;

/**
 * What asterisk-config/extensions.conf has hints for. A device of this kind has a state and no channels, so there is nobody
 * whose name and number could be told to a lamp (`find_ringing_channel` in res_pjsip_dialog_info_body_generator finds none).
 */
const prefix = 'Stasis:baton-';

const deviceStates = {
  free: 'NOT_INUSE',
  ringing: 'RINGING',
  'on-call': 'INUSE',
  busy: 'BUSY',
  offline: 'UNAVAILABLE',
} as const satisfies Record<Lamp, DeviceState['state']>;

const lamps = new Map<string, Lamp>(
  Object.entries(deviceStates).map(([lamp, state]) => [state, lamp as Lamp]),
);

/** Lamps as device states that Asterisk keeps in its own database and tells whoever watches. */
export class AriLampBoard extends LampBoard {
  /** @param client one whose connection the calls do not need: Asterisk answers the requests of each in turn */
  constructor(
    private readonly client: AriClient,
    private readonly endpoints: PbxEndpoints,
  ) {
    super();
  }

  override onReady(listener: () => void): void {
    this.endpoints.onKnown(listener);
  }

  override async look(): Promise<ReadonlyMap<string, Lamp | null>> {
    const found = await toLampFailure(this.client.ari.deviceStates.list());
    return new Map(
      found
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, state }) => [name.slice(prefix.length), lamps.get(state) ?? null]),
    );
  }

  override set(extension: string, lamp: Lamp): Promise<void> {
    const state = { deviceName: prefix + extension, deviceState: deviceStates[lamp] };
    return toLampFailure(this.client.ari.deviceStates.update(state, { timeoutMs }));
  }

  override async remove(extension: string): Promise<void> {
    // Asterisk does not tell those who watch that a state was deleted (measured): they would go on seeing the last one.
    await this.set(extension, 'offline');
    await toLampFailure(
      this.client.ari.deviceStates.delete({ deviceName: prefix + extension }, { timeoutMs }),
    );
  }
}

async function toLampFailure<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (cause) {
    if (cause instanceof AriConnectionLost) throw new LampFailure('lost', cause.message, { cause });
    if (!(cause instanceof AriHttpError)) throw new LampFailure('refused', String(cause), { cause });
    const { status, reason } = cause;
    if (status !== 404) throw new LampFailure('refused', `Asterisk answered ${status} ${reason}`, { cause });
    const missing = 'Asterisk has no device states: res_ari_device_states is not loaded (modules.conf)';
    throw new LampFailure('unsupported', missing, { cause });
  }
}
