import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { EventBus } from '../../platform/events/event-bus';
import { Incidents } from '../../platform/incidents/incidents';
import type { Trunk, TrunkState } from './trunk';
import { TrunkProvisioner } from './trunk-provisioner';
import { TrunkWatch } from './trunk-watch';
import { type TrunkName, TrunksService } from './trunks.service';

/** What every trunk is at this moment; each change is published as `trunk.state`. */
@Injectable()
export class TrunkStates implements OnApplicationBootstrap {
  readonly #logger = new Logger(TrunkStates.name);
  readonly #told = new Map<string, TrunkState>();

  constructor(
    private readonly trunks: TrunksService,
    private readonly provisioner: TrunkProvisioner,
    private readonly watch: TrunkWatch,
    private readonly events: EventBus,
    private readonly incidents: Incidents,
  ) {}

  onApplicationBootstrap(): void {
    this.watch.onChange((name) => this.#logged(this.#tellByName(name)));
    this.provisioner.onConnected(() => this.#logged(this.#restore()));
  }

  of({ id, name }: TrunkName): TrunkState {
    if (this.trunks.lacksPassword(id)) return 'password-missing';
    switch (this.watch.reach(name)) {
      case 'accepts':
        return 'online';
      case 'refuses':
        return 'refused';
      case 'silent':
        return 'offline';
      case 'not-known':
        return 'unknown';
    }
  }

  /** Publishes the trunk's state if it is not what was published last. */
  tell(trunk: Trunk): void {
    const state = this.of(trunk);
    if ((this.#told.get(trunk.id) ?? 'unknown') === state) return;
    this.#told.set(trunk.id, state);
    this.events.publish({ type: 'trunk.state', data: { id: trunk.id, name: trunk.name, state } });
    this.#record(trunk, state);
  }

  /** An operator who is asked the day after why nobody could be reached finds it among the incidents. */
  #record({ id, name }: Trunk, state: TrunkState): void {
    if (state !== 'refused' && state !== 'offline') return;
    const details = {
      refused:
        'A carrier refuses us: see the name and password of the trunk, or the addresses that it knows us by.',
      offline: 'A carrier does not answer; calls neither come from there nor go there.',
    };
    this.incidents.tell({
      type: `asterisk.trunk-${state}`,
      detail: details[state],
      data: { trunk: id, name },
      key: id,
    });
  }

  async #tellByName(name: string): Promise<void> {
    const trunk = await this.trunks.byName(name);
    if (trunk) this.tell(trunk);
  }

  async #restore(): Promise<void> {
    for (const trunk of await this.trunks.restore()) this.tell(trunk);
  }

  #logged(work: Promise<void>): void {
    work.catch((err: unknown) => this.#logger.error({ err }, "a trunk's state could not be told"));
  }
}
