import { setImmediate as others } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { PublishedEvent } from '../../../platform/events/event';
import { EventBus } from '../../../platform/events/event-bus';
import { AgentStates } from '../agent-states';
import { AgentsService } from '../agents.service';
import { type Lamp, lampOf } from './lamp';
import { LampBoard } from './lamp-board';
import { LampWriter } from './lamp-writer';

/** Nobody sees a lamp that is later by this; what happens within it in a burst is one write, after the calls' own requests. */
const SETTLE_MS = 50;
/** After so many the others have their turn: when Asterisk comes back, thousands change at once. */
const IN_A_ROW = 20;

/**
 * Keeps every agent's lamp as the agent's state is. It follows events, so whatever brings a state about neither knows nor waits
 * for it. What is written survives a restart of Asterisk and of ourselves: after each it is compared and mended.
 */
@Injectable()
export class BusyLamps implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger(BusyLamps.name);
  readonly #writer: LampWriter;
  readonly #extensions = new Map<string, string>();
  readonly #changed = new Set<string>();
  #mustReadAll = false;
  #isReading = false;
  #isOver = false;
  #settling: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(
    private readonly agents: AgentsService,
    private readonly states: AgentStates,
    private readonly events: EventBus,
    private readonly board: LampBoard,
  ) {
    this.#writer = new LampWriter(board, this.#logger);
  }

  onModuleInit(): void {
    this.#unsubscribe = this.events.subscribe((event) => this.#hear(event));
    this.board.onReady(() => {
      this.#mustReadAll = true;
      this.#readSoon();
    });
  }

  onModuleDestroy(): void {
    this.#isOver = true;
    this.#unsubscribe?.();
    clearTimeout(this.#settling);
    this.#writer.close();
  }

  #hear({ type, data }: PublishedEvent): void {
    if (!type.startsWith('agent.') || !('id' in data)) return;
    this.#changed.add(String(data.id));
    this.#readSoon();
  }

  #readSoon(): void {
    if (this.#isReading || this.#isOver) return;
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      void this.#read();
    }, SETTLE_MS);
  }

  /** One agent after the other, so that what was read last is what was true last. */
  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      if (this.#mustReadAll) await this.#readAll();
      const ids = [...this.#changed];
      this.#changed.clear();
      for (const [index, id] of ids.entries()) {
        if (index % IN_A_ROW === IN_A_ROW - 1) await others();
        await this.#readOne(id);
      }
    } catch (err) {
      if (!this.#isOver) this.#logger.error({ err }, 'the agents could not be read for their lamps');
    } finally {
      this.#isReading = false;
    }
    if (this.#mustReadAll || this.#changed.size > 0) this.#readSoon();
  }

  async #readAll(): Promise<void> {
    this.#mustReadAll = false;
    this.#changed.clear();
    this.#extensions.clear();
    const lamps = new Map<string, Lamp>();
    for await (const { agent, state } of this.states.all()) {
      this.#extensions.set(agent.id, agent.extension);
      lamps.set(agent.extension, lampOf(state));
    }
    this.#writer.wantAll(lamps);
    await this.#writer.renew();
  }

  async #readOne(id: string): Promise<void> {
    const agent = await this.agents.find(id);
    const before = this.#extensions.get(id);
    if (before !== undefined && before !== agent?.extension) {
      this.#extensions.delete(id);
      // Unless somebody else has it by now.
      if (![...this.#extensions.values()].includes(before)) this.#writer.want(before, undefined);
    }
    if (!agent) return;
    this.#extensions.set(id, agent.extension);
    this.#writer.want(agent.extension, lampOf(await this.states.of(agent)));
  }
}
