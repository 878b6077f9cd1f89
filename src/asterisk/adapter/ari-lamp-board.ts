import type { Lamp } from '../../features/agents/lamps/lamp';
import { LampBoard, LampFailure } from '../../features/agents/lamps/lamp-board';
import type { PbxEndpoints } from '../../features/phones/endpoints';
import type { AriClient } from '../client/ari-client';
import { AriConnectionLost, AriHttpError } from '../client/errors';
import type { DeviceState } from '../client/generated/types';
import type { Ownership } from './asterisk-objects';

const TIMEOUT_MS = 5_000;

/**
 * What asterisk-config/extensions.conf has hints for. A device of this kind has a state and no channels, so there is nobody
 * whose name and number could be told to a lamp (`find_ringing_channel` in res_pjsip_dialog_info_body_generator finds none).
 */
const PREFIX = 'Stasis:baton-';

/**
 * Beside each lamp, a device that nobody watches tells whose it is. In the lamp's own name the dialplan would have to know the
 * store.
 */
const CLAIM_PREFIX = 'Stasis:lamp-';

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
  /** By extension: the store whose lamp it is. The store that was first has it. */
  #owners = new Map<string, string>();

  /**
   * @param client one whose connection the calls do not need: Asterisk answers the requests of each in turn
   * @param store ours
   */
  constructor(
    private readonly client: AriClient,
    private readonly endpoints: PbxEndpoints,
    private readonly store: Ownership,
  ) {
    super();
  }

  override onReady(listener: () => void): void {
    this.endpoints.onKnown(listener);
  }

  override async look(): Promise<ReadonlyMap<string, Lamp | null>> {
    const found = await toLampFailure(this.client.ari.deviceStates.list());
    this.#owners = ownersIn(found.map(({ name }) => name));
    return new Map(
      found
        .filter(({ name }) => name.startsWith(PREFIX))
        .map(({ name, state }) => [name.slice(PREFIX.length), lamps.get(state) ?? null] as const)
        // Whose the others are is not known, or known: what is wanted of those is written, and nothing else is done to them.
        .filter(([extension]) => this.#isOurs(extension)),
    );
  }

  override async set(extension: string, lamp: Lamp): Promise<void> {
    const owner = this.#owners.get(extension);
    if (owner !== undefined && !this.store.owns(owner))
      throw new LampFailure('refused', `another Baton, of store ${owner}, has a lamp for this extension`);
    // The claim first: what was only half done is ours all the same.
    if (owner === undefined) await this.#update(this.#claimOf(extension), 'NOT_INUSE');
    this.#owners.set(extension, owner ?? this.store.identity);
    await this.#update(PREFIX + extension, deviceStates[lamp]);
  }

  override async remove(extension: string): Promise<void> {
    if (!this.#isOurs(extension)) return;
    const owner = this.#owners.get(extension);
    // Asterisk does not tell those who watch that a state was deleted (measured): they would go on seeing the last one.
    await this.set(extension, 'offline');
    for (const deviceName of [PREFIX + extension, this.#claimOf(extension, owner)])
      await toLampFailure(this.client.ari.deviceStates.delete({ deviceName }, { timeoutMs: TIMEOUT_MS }));
    this.#owners.delete(extension);
  }

  #isOurs(extension: string): boolean {
    const owner = this.#owners.get(extension);
    return owner !== undefined && this.store.owns(owner);
  }

  #claimOf(extension: string, owner = this.store.identity): string {
    return `${CLAIM_PREFIX}${owner}.${extension}`;
  }

  #update(deviceName: string, deviceState: (typeof deviceStates)[Lamp]): Promise<void> {
    return toLampFailure(
      this.client.ari.deviceStates.update({ deviceName, deviceState }, { timeoutMs: TIMEOUT_MS }),
    );
  }
}

/** Two that came at the same moment agree on the first by name. */
function ownersIn(names: readonly string[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const name of [...names].sort()) {
    const [owner, extension] = /^Stasis:lamp-([a-z]{8})\.([0-9]+)$/.exec(name)?.slice(1) ?? [];
    if (owner !== undefined && extension !== undefined && !owners.has(extension))
      owners.set(extension, owner);
  }
  return owners;
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
