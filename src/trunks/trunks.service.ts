import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { CallingSettingsService } from '../caller-id/calling-settings.service';
import { EventBus } from '../events/event-bus';
import { type Page, type PageQuery, toPage } from '../http/paging';
import { ApiError } from '../http/problem';
import { newId } from '../persistence/new-id';
import { Store } from '../persistence/store';
import { PhonesService } from '../phones/phones.service';
import { trunkFaults } from './domain/trunk-faults';
import type { Trunk, TrunkUse } from './trunk';
import { TrunkEntity } from './trunk.entity';
import { toRow, toTrunk, withChanges } from './trunk.mapper';
import { TrunkProvisioner } from './trunk-provisioner';
import { TrunkWatch } from './trunk-watch';

export type NewTrunk = Omit<Trunk, 'id'> & { readonly password?: string };

type Optional = 'username' | 'contactUser' | 'fromUser' | 'fromDomain' | 'expirySeconds';

/** What changes in a trunk; `null` takes an optional setting away. */
export type TrunkChanges = Partial<Omit<NewTrunk, Optional | 'name' | 'kind'>> & {
  readonly [Key in Optional]?: Trunk[Key] | null;
};

/** Says what needs a trunk. */
export type TrunkUsage = (name: string) => Promise<readonly TrunkUse[]>;

/** The ways outside, here and in Asterisk. Those that an operator has written into pjsip.conf himself are not among them. */
@Injectable()
export class TrunksService implements OnModuleInit {
  private readonly logger = new Logger(TrunksService.name);
  private readonly usages: TrunkUsage[] = [];
  private readonly withoutPassword = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();

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

  /** @throws ApiError 404 `trunk-not-found`. */
  async get(id: string): Promise<Trunk> {
    const row = await this.store.reader.findOneBy(TrunkEntity, { id });
    if (!row) throw new ApiError(404, 'trunk-not-found', 'There is no such trunk.');
    return toTrunk(row);
  }

  async byName(name: string): Promise<Trunk | undefined> {
    const row = await this.store.reader.findOneBy(TrunkEntity, { name });
    return row ? toTrunk(row) : undefined;
  }

  async list({ limit, cursor }: PageQuery): Promise<Page<Trunk>> {
    const rows = await this.store.reader.find(TrunkEntity, {
      where: cursor === undefined ? {} : { id: MoreThan(cursor) },
      order: { id: 'ASC' },
      take: limit + 1,
    });
    return toPage(rows.map(toTrunk), limit);
  }

  /** Whether Asterisk has lost its password, which only its administrator can give again. */
  lacksPassword(id: string): boolean {
    return this.withoutPassword.has(id);
  }

  /**
   * Stored before Asterisk is told: if we die in between, {@link restore} goes on with it.
   * @throws ApiError 409 `trunk-name-taken`; 422 `invalid-trunk`; as {@link TrunkProvisioner.put}.
   */
  async create({ password, ...given }: NewTrunk): Promise<Trunk> {
    const trunk: Trunk = { id: newId(), ...given };
    refuseFaulty(trunk, password === undefined ? 'none' : 'given');
    return this.inTurn(async () => {
      await this.refuseTakenName(trunk.name);
      await this.store.write((manager) => manager.insert(TrunkEntity, toRow(trunk)));
      try {
        await this.provisioner.put(trunk, null, password);
        await this.watch.follow(trunk);
      } catch (error) {
        await this.store.write((manager) => manager.delete(TrunkEntity, { id: trunk.id }));
        throw error;
      }
      this.events.publish({ type: 'trunk.created', data: trunk });
      return trunk;
    });
  }

  /** @throws ApiError 404 `trunk-not-found`; 422 `invalid-trunk`; as {@link TrunkProvisioner.put}. */
  async update(id: string, { password, ...changes }: TrunkChanges): Promise<Trunk> {
    return this.inTurn(async () => {
      const before = await this.get(id);
      const trunk = withChanges(before, changes);
      const hasOne = before.username !== undefined && !this.withoutPassword.has(id);
      refuseFaulty(trunk, password === undefined ? (hasOne ? 'kept' : 'none') : 'given');
      await this.provisioner.put(trunk, before, password);
      await this.store.write((manager) => manager.update(TrunkEntity, { id }, toRow(trunk)));
      if (password !== undefined || trunk.username === undefined) this.withoutPassword.delete(id);
      await this.watch.follow(trunk);
      this.events.publish({ type: 'trunk.updated', data: trunk });
      return trunk;
    });
  }

  /**
   * Asterisk is told first, so that no forgotten password stays good. Calls that are on it go on.
   * @throws ApiError 404 `trunk-not-found`; 409 `trunk-in-use` with what uses it; as {@link TrunkProvisioner.remove}.
   */
  async remove(id: string): Promise<void> {
    return this.inTurn(async () => {
      const trunk = await this.get(id);
      await this.refuseInUse(trunk.name);
      await this.provisioner.remove(trunk);
      await this.store.write((manager) => manager.delete(TrunkEntity, { id }));
      this.withoutPassword.delete(id);
      this.watch.forget(trunk.name);
      this.events.publish({ type: 'trunk.deleted', data: { id } });
    });
  }

  /** Gives Asterisk again what it has lost of our trunks. One that fails holds up no other. */
  async restore(): Promise<readonly Trunk[]> {
    return this.inTurn(async () => {
      const rows = await this.store.reader.find(TrunkEntity, { order: { id: 'ASC' } });
      for (const trunk of rows.map(toTrunk)) {
        try {
          if ((await this.provisioner.restore(trunk)) === 'complete') this.withoutPassword.delete(trunk.id);
          else {
            this.withoutPassword.add(trunk.id);
            this.logger.error(
              { trunk: trunk.name },
              'Asterisk has lost the password of a trunk: PATCH it in again',
            );
          }
          await this.watch.follow(trunk);
        } catch (err) {
          this.logger.error({ err, trunk: trunk.name }, 'a trunk could not be given to Asterisk again');
        }
      }
      return rows.map(toTrunk);
    });
  }

  /** Lets a feature that refers to trunks keep them from being deleted. */
  keepWhileUsed(usage: TrunkUsage): void {
    this.usages.push(usage);
  }

  private async refuseInUse(name: string): Promise<void> {
    const usedBy = (await Promise.all(this.usages.map((usage) => usage(name)))).flat();
    if (usedBy.length === 0) return;
    const detail = 'Others refer to this trunk; change them first.';
    throw new ApiError(409, 'trunk-in-use', detail, { members: { usedBy } });
  }

  /** Whatever is an endpoint in Asterisk already, ours or not, would be overwritten. */
  private async refuseTakenName(name: string): Promise<void> {
    const isTaken =
      (await this.byName(name)) ??
      (await this.phones.byUser(name)) ??
      (await this.provisioner.hasEndpoint(name));
    if (isTaken === false) return;
    const detail = `There is an endpoint ${name} already, another trunk, a phone or one of pjsip.conf.`;
    throw new ApiError(409, 'trunk-name-taken', detail);
  }

  /** What is written to Asterisk is several requests: two changes side by side would mix. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

function refuseFaulty(trunk: Trunk, password: Parameters<typeof trunkFaults>[1]): void {
  const errors = trunkFaults(trunk, password);
  if (errors.length === 0) return;
  throw new ApiError(422, 'invalid-trunk', 'A trunk of this kind cannot be as it is given.', { errors });
}
