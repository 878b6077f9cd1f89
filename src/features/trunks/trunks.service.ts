import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EventBus } from '../../platform/events/event-bus';
import { anyVersion, type Expected } from '../../platform/http/version/resource-version';
import { OneByOne } from '../../platform/in-turn/one-by-one';
import type { Page } from '../../platform/lists/paging';
import { keepContaining, mapReadable, readPage } from '../../platform/lists/read-page';
import { Refused } from '../../platform/refusals/refused';
import { newId } from '../../platform/store/new-id';
import { Store } from '../../platform/store/store';
import { type Usage, Usages } from '../../platform/store/usages';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import type { SectionChange } from '../config-file/difference';
import { PhonesService } from '../phones/phones.service';
import type { Trunk, TrunkUse } from './trunk';
import type { TrunkListQuery } from './trunk.dto';
import { TrunkEntity } from './trunk.entity';
import { toRow, toTrunk, withChanges } from './trunk.mapper';
import { trunkFaults } from './trunk-faults';
import { TrunkProvisioner } from './trunk-provisioner';
import { TrunkWatch } from './trunk-watch';

export type NewTrunk = Omit<Trunk, 'id'> & { readonly password?: string };

export type TrunkName = Pick<Trunk, 'id' | 'name'>;

type Optional = 'username' | 'contactUser' | 'fromUser' | 'fromDomain' | 'expirySeconds';

/** What changes in a trunk; `null` takes an optional setting away. */
export type TrunkChanges = Partial<Omit<NewTrunk, Optional | 'name' | 'kind'>> & {
  readonly [Key in Optional]?: Trunk[Key] | null;
};

/** The ways outside, here and in Asterisk. Those that an operator has written into pjsip.conf are not among them. */
@Injectable()
export class TrunksService implements OnModuleInit {
  readonly #logger = new Logger(TrunksService.name);
  readonly #usages = new Usages<TrunkUse>('trunk-in-use', 'Others refer to this trunk; change them first.');
  readonly #withoutPassword = new Set<string>();
  /** What is written to Asterisk is several requests: two changes side by side would mix. */
  readonly #changes = new OneByOne();

  constructor(
    private readonly store: Store,
    private readonly provisioner: TrunkProvisioner,
    private readonly watch: TrunkWatch,
    private readonly phones: PhonesService,
    private readonly calling: CallingSettingsService,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.calling.knowTrunks(async (name) => (await this.byName(name)) !== undefined);
    this.phones.reserve(async (user) => (await this.byName(user)) !== undefined);
  }

  /** @throws Refused `trunk-not-found`. */
  async get(id: string): Promise<Trunk> {
    const row = await this.store.reader.findOneBy(TrunkEntity, { id });
    if (!row) throw new Refused('trunk-not-found', 'There is no such trunk.');
    return toTrunk(row);
  }

  async byName(name: string): Promise<Trunk | undefined> {
    const row = await this.store.reader.findOneBy(TrunkEntity, { name });
    return row ? toTrunk(row) : undefined;
  }

  async list(asked: TrunkListQuery): Promise<Page<Trunk>> {
    const query = this.store.reader.createQueryBuilder(TrunkEntity, 'trunk');
    const { q, kind } = asked;
    if (q !== undefined) keepContaining(query, ['LOWER(trunk.name)'], q);
    if (kind !== undefined) query.andWhere({ kind });
    const keys = { id: 'trunk.id', created: 'trunk.id', name: 'LOWER(trunk.name)' };
    return mapReadable(this.store, await readPage(query, asked, keys), toTrunk);
  }

  /** Of all of them, also of those of which nothing else can be read. */
  async names(): Promise<readonly TrunkName[]> {
    return this.store.reader
      .createQueryBuilder(TrunkEntity, 'trunk')
      .select('trunk.id', 'id')
      .addSelect('trunk.name', 'name')
      .getRawMany<TrunkName>();
  }

  /** Whether Asterisk has lost its password, which only its administrator can give again. */
  lacksPassword(id: string): boolean {
    return this.#withoutPassword.has(id);
  }

  /**
   * Stored before Asterisk is told: if we die in between, {@link restore} goes on with it.
   * @throws Refused `trunk-name-taken`; `invalid-trunk`; as {@link TrunkProvisioner.put}.
   */
  async create({ password, ...given }: NewTrunk): Promise<Trunk> {
    const trunk: Trunk = { id: newId(), ...given };
    refuseFaulty(trunk, password === undefined ? 'none' : 'given');
    return this.#changes.run(async () => {
      await this.#refuseTakenName(trunk.name);
      await this.store.write((manager) => manager.insert(TrunkEntity, toRow(trunk)));
      try {
        await this.provisioner.put(trunk, null, password);
        await this.watch.follow(trunk);
      } catch (error) {
        await this.store.eventually((manager) => manager.delete(TrunkEntity, { id: trunk.id }));
        throw error;
      }
      this.events.publish({ type: 'trunk.created', data: trunk });
      return trunk;
    });
  }

  /** @throws Refused `trunk-not-found`; `precondition-failed` as {@link Expected}; `invalid-trunk`; as {@link TrunkProvisioner.put}. */
  async update(
    id: string,
    { password, ...changes }: TrunkChanges,
    expected: Expected = anyVersion,
  ): Promise<Trunk> {
    return this.#changes.run(async () => {
      const before = await this.get(id);
      expected.check(before);
      const trunk = withChanges(before, changes);
      const hasOne = before.username !== undefined && !this.#withoutPassword.has(id);
      refuseFaulty(trunk, password === undefined ? (hasOne ? 'kept' : 'none') : 'given');
      // What cannot be stored is not to be half done in Asterisk.
      await this.store.probe();
      await this.provisioner.put(trunk, before, password);
      try {
        await this.store.write((manager) => manager.update(TrunkEntity, { id }, toRow(trunk)));
      } catch (error) {
        await this.provisioner.put(before, trunk);
        throw error;
      }
      if (password !== undefined || trunk.username === undefined) this.#withoutPassword.delete(id);
      await this.watch.follow(trunk);
      this.events.publish({ type: 'trunk.updated', data: trunk });
      return trunk;
    });
  }

  /**
   * Asterisk is told first, so that no forgotten password stays good. Calls that are on it go on.
   * @throws Refused `trunk-not-found`; `trunk-in-use` with what uses it; `precondition-failed` as {@link Expected}; as
   *   {@link TrunkProvisioner.remove}.
   */
  async remove(id: string, expected: Expected = anyVersion): Promise<void> {
    return this.#changes.run(async () => {
      const trunk = await this.get(id);
      expected.check(trunk);
      await this.refuseInUse(trunk.name, this.store.reader);
      await this.store.probe();
      await this.provisioner.remove(trunk);
      await this.store.write((manager) => manager.delete(TrunkEntity, { id }));
      this.#withoutPassword.delete(id);
      this.watch.forget(trunk.name);
      this.events.publish({ type: 'trunk.deleted', data: { id } });
    });
  }

  /** Gives Asterisk again what it has lost of our trunks. One that fails holds up no other. */
  async restore(): Promise<readonly Trunk[]> {
    return this.#changes.run(async () => {
      const rows = await this.store.reader.find(TrunkEntity, { order: { id: 'ASC' } });
      const trunks = this.store.readable(rows, toTrunk);
      for (const trunk of trunks) {
        try {
          if ((await this.provisioner.restore(trunk)) === 'complete') this.#withoutPassword.delete(trunk.id);
          else {
            this.#withoutPassword.add(trunk.id);
            this.#logger.error(
              { trunk: trunk.name },
              'Asterisk has lost the password of a trunk: PATCH it in again',
            );
          }
          await this.watch.follow(trunk);
        } catch (err) {
          this.#logger.error({ err, trunk: trunk.name }, 'a trunk could not be given to Asterisk again');
        }
      }
      return trunks;
    });
  }

  /** Has Asterisk forget trunks, as their rows are deleted. @throws Refused as {@link TrunkProvisioner.remove} */
  unprovision(removed: readonly Trunk[]): Promise<void> {
    return this.#changes.run(async () => {
      for (const trunk of removed) await this.provisioner.remove(trunk);
    });
  }

  /**
   * Others than these methods have written trunks, and committed it: gives Asterisk what it is to have.
   * @returns those that cannot be used yet, and why
   */
  written({ created, changed, removed }: SectionChange<Trunk>): Promise<readonly object[]> {
    return this.#changes.run(async () => {
      const lacking: object[] = [];
      for (const [before, trunk] of [
        ...created.map((trunk) => [null, trunk] as const),
        ...changed.map((item) => [item.before, item.after] as const),
      ]) {
        const code = await this.#give(trunk, before);
        if (code !== undefined) lacking.push({ name: trunk.name, failed: code });
        this.events.publish({ type: before ? 'trunk.updated' : 'trunk.created', data: trunk });
      }
      for (const { id, name } of removed) {
        this.#withoutPassword.delete(id);
        this.watch.forget(name);
        this.events.publish({ type: 'trunk.deleted', data: { id } });
      }
      return lacking;
    });
  }

  /** @returns the code of what is in the way */
  async #give(trunk: Trunk, before: Trunk | null): Promise<string | undefined> {
    try {
      if (before) await this.provisioner.put(trunk, before);
      const isComplete = (await this.provisioner.restore(trunk)) === 'complete';
      if (isComplete) this.#withoutPassword.delete(trunk.id);
      else this.#withoutPassword.add(trunk.id);
      await this.watch.follow(trunk);
      return isComplete ? undefined : 'password-missing';
    } catch (error) {
      if (error instanceof Refused) return error.code;
      throw error;
    }
  }

  /** @throws Refused `invalid-trunk`; whether it has a password is not asked */
  refuseFaulty(trunk: Trunk): void {
    refuseFaulty(trunk, trunk.username === undefined ? 'none' : 'kept');
  }

  /** Lets a feature that refers to trunks keep them from being deleted. */
  keepWhileUsed(usage: Usage<TrunkUse>): void {
    this.#usages.add(usage);
  }

  /** @throws Refused `trunk-in-use` with what uses it */
  async refuseInUse(name: string, manager: EntityManager): Promise<void> {
    await this.#usages.refuse(name, manager);
  }

  /** What is an endpoint in Asterisk already would be overwritten; one that we have made and have no trunk for is left over. */
  async #refuseTakenName(name: string): Promise<void> {
    if ((await this.byName(name)) !== undefined) throw nameTaken(name);
    await this.refuseForeignName(name);
  }

  /** @throws Refused `trunk-name-taken` if a phone has it, or an endpoint of the operator's own */
  async refuseForeignName(name: string): Promise<void> {
    const isTaken = (await this.phones.byUser(name)) !== undefined;
    if (isTaken || (await this.provisioner.hasForeignEndpoint(name))) throw nameTaken(name);
  }
}

/** For a name that an endpoint has already. */
export function nameTaken(name: string): Refused {
  const detail = `There is an endpoint ${name} already, another trunk, a phone or one of pjsip.conf.`;
  return new Refused('trunk-name-taken', detail);
}

function refuseFaulty(trunk: Trunk, password: Parameters<typeof trunkFaults>[1]): void {
  const errors = trunkFaults(trunk, password);
  if (errors.length === 0) return;
  throw new Refused('invalid-trunk', 'A trunk of this kind cannot be as it is given.', { errors });
}
