import { isDeepStrictEqual } from 'node:util';
import type { Trunk } from '../../features/trunks/trunk';
import { TrunkProvisioner } from '../../features/trunks/trunk-provisioner';
import { Refused } from '../../platform/refusals/refused';
import type { AriClient } from '../client/ari-client';
import type { AsteriskObject, AsteriskObjects } from './asterisk-objects';
import { isLookedUp, objectsOf, provesPassword } from './trunk-objects';

/** Trunks as objects of Asterisk. */
export class AriTrunkProvisioner extends TrunkProvisioner {
  constructor(
    private readonly client: AriClient,
    private readonly objects: Pick<AsteriskObjects, 'put' | 'amendAuth' | 'remove' | 'has' | 'ownerOf'>,
  ) {
    super();
  }

  /** By its configuration, which is what would be overwritten, and not by the list of endpoints, which follows it. */
  override async hasForeignEndpoint(name: string): Promise<boolean> {
    const owner = await this.objects.ownerOf(name);
    return owner === 'another' || owner === 'unknown';
  }

  override async put(trunk: Trunk, before: Trunk | null, password?: string): Promise<void> {
    await this.#refuseAnothers(trunk.name);
    try {
      await this.#change(before, trunk, password);
    } catch (error) {
      // Best effort: Asterisk may be gone. What could not be put back is restored when it is there again.
      await (before ? this.#change(trunk, before) : this.remove(trunk)).catch(() => undefined);
      throw error;
    }
  }

  override async remove(trunk: Trunk): Promise<void> {
    if ((await this.objects.ownerOf(trunk.name)) === 'another') return;
    // In this order nobody can call or register while it is half gone.
    for (const { type, id } of objectsOf(trunk).toReversed()) await this.objects.remove(type, id);
    await this.objects.remove('auth', trunk.name);
  }

  override async restore(trunk: Trunk): Promise<'complete' | 'password-missing'> {
    await this.#refuseAnothers(trunk.name);
    for (const object of objectsOf(trunk)) {
      if (!(await this.objects.has(object.type, object.id))) await this.#write(object);
    }
    if (trunk.username === undefined) return 'complete';
    return (await this.objects.has('auth', trunk.name)) ? 'complete' : 'password-missing';
  }

  /** @throws Refused `trunk-name-taken`: to change it would be to take it away from the other */
  async #refuseAnothers(name: string): Promise<void> {
    if ((await this.objects.ownerOf(name)) !== 'another') return;
    const detail = `The endpoint ${name} in Asterisk belongs to another Baton.`;
    throw new Refused('trunk-name-taken', detail);
  }

  override onConnected(listener: () => void): void {
    this.client.on('up', listener);
    if (this.client.state.name === 'up') listener();
  }

  /** Objects that stay as they are are not touched: a registration would be given up and made anew. */
  async #change(before: Trunk | null, after: Trunk, password?: string): Promise<void> {
    const had = before ? objectsOf(before) : [];
    const wanted = objectsOf(after);
    const stays = (object: AsteriskObject): boolean =>
      had.some((other) => isDeepStrictEqual(other, object)) &&
      wanted.some((other) => isDeepStrictEqual(other, object)) &&
      !isLookedUp(object) &&
      // Asterisk tries a refused registration again only when it is another one (measured), and asks the carrier next when
      // it is its turn.
      !(password !== undefined && provesPassword(object, after));
    // What is not wanted any longer goes first: nobody can call by it while the others are made anew.
    for (const object of had.toReversed()) {
      if (!stays(object)) await this.objects.remove(object.type, object.id);
    }
    if (before?.username !== undefined && after.username === undefined)
      await this.objects.remove('auth', after.name);
    const fresh = wanted.filter((object) => !stays(object));
    for (const object of fresh) if (!provesPassword(object, after)) await this.#write(object);
    await this.#writeAuth(before, after, password);
    for (const object of fresh) if (provesPassword(object, after)) await this.#write(object);
  }

  async #writeAuth(before: Trunk | null, { name, username }: Trunk, password?: string): Promise<void> {
    if (username === undefined) return;
    const id = { type: 'auth', id: name } as const;
    if (password !== undefined) {
      await this.objects.put({ ...id, attributes: { auth_type: 'userpass', username, password } });
    } else if (before?.username !== username) {
      await this.objects.amendAuth(name, { username });
    }
  }

  async #write(object: AsteriskObject): Promise<void> {
    try {
      await this.objects.put(object);
    } catch (error) {
      if (!(error instanceof Refused && error.code === 'asterisk-refused')) throw error;
      const { qualify_2xx_only: onlyIfAccepted, ...known } = object.attributes;
      // Asterisk before 20.8 does not know it; there a carrier that answers is as good as one that accepts.
      if (onlyIfAccepted !== undefined) return this.objects.put({ ...object, attributes: known });
      if (!isLookedUp(object)) throw error;
      const { match = '' } = object.attributes;
      const errors = [
        { path: 'addresses', code: 'unknown-host', message: `${match} could not be looked up` },
      ];
      const detail = `Asterisk cannot look up ${match}: it knows calls by the addresses behind such a name.`;
      throw new Refused('unknown-host', detail, { errors, cause: error });
    }
  }
}
