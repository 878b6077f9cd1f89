import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import type { Step } from '../../core/call/plan';
import {
  type CallChange,
  type CallWatch,
  type CommandFailure,
  type CommandName,
  commandNames,
  recallStages,
  type Repair,
  repairs,
  type Sound,
  type StepResult,
} from './call-watch';

/** From what one request to Asterisk takes to what nobody waits for any more. */
const STEP_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** What people wait for: finer where they begin to notice. */
const WAIT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10];

/** What an operator measures of calls. Every label is of a closed set: none holds a number, a name or an id. */
@Injectable()
export class CallMeasures implements CallWatch {
  readonly #steps: Histogram<'step' | 'result'>;
  readonly #withoutEffect: Counter<'step'>;
  readonly #commands: Histogram<'command'>;
  readonly #failures: Counter<'command' | 'code'>;
  readonly #sounds: Histogram<'sound'>;
  readonly #started: Counter<'direction'>;
  readonly #ended: Counter<'direction' | 'reason'>;
  readonly #lastResorts: Counter<'search'>;
  readonly #transfers: Counter<'mode' | 'target' | 'outcome'>;
  readonly #stages: Counter<'stage'>;
  readonly #recalls: Counter<'stage' | 'outcome'>;
  readonly #looks: Histogram<'result'>;
  readonly #repairs: Counter<'repair'>;

  constructor(metrics: Registry) {
    const registers = [metrics];
    this.#steps = new Histogram({
      name: 'baton_step_seconds',
      help: 'Steps in Asterisk, from their beginning to the answer, by type and result',
      labelNames: ['step', 'result'],
      buckets: STEP_SECONDS,
      registers,
    });
    this.#withoutEffect = new Counter({
      name: 'baton_steps_without_effect_total',
      help: 'Steps that Asterisk accepted and that showed no effect in time, so that it was looked at',
      labelNames: ['step'],
      registers,
    });
    this.#commands = new Histogram({
      name: 'baton_command_seconds',
      help: 'Commands that were carried out, from the request until all that follows is to be seen in Asterisk',
      labelNames: ['command'],
      buckets: WAIT_SECONDS,
      registers,
    });
    this.#failures = new Counter({
      name: 'baton_command_failures_total',
      help: 'Commands that were not carried out, by the code of the answer',
      labelNames: ['command', 'code'],
      registers,
    });
    this.#sounds = new Histogram({
      name: 'baton_sound_seconds',
      help: 'What a leg is to hear, from the event or command that asks for it until Asterisk tells that it is there',
      labelNames: ['sound'],
      buckets: WAIT_SECONDS,
      registers,
    });
    this.#started = new Counter({
      name: 'baton_calls_started_total',
      help: 'Calls that have begun',
      labelNames: ['direction'],
      registers,
    });
    this.#ended = new Counter({
      name: 'baton_calls_ended_total',
      help: 'Calls that are over, by how the leg of the contact ended',
      labelNames: ['direction', 'reason'],
      registers,
    });
    this.#lastResorts = new Counter({
      name: 'baton_last_resorts_total',
      help: 'Contacts for whom nobody was found, so that the dialplan has got them, by what was searched for',
      labelNames: ['search'],
      registers,
    });
    this.#transfers = new Counter({
      name: 'baton_transfers_total',
      help: 'Transfers that are over. One whose transferor has left before anybody answered counts as cold',
      labelNames: ['mode', 'target', 'outcome'],
      registers,
    });
    this.#stages = new Counter({
      name: 'baton_recall_stages_total',
      help: 'Stages that recalls have come to',
      labelNames: ['stage'],
      registers,
    });
    this.#recalls = new Counter({
      name: 'baton_recalls_total',
      help: 'Recalls that are over, by the stage they had come to',
      labelNames: ['stage', 'outcome'],
      registers,
    });
    this.#looks = new Histogram({
      name: 'baton_look_seconds',
      help: 'Looks at all that Asterisk has, until it has answered',
      labelNames: ['result'],
      buckets: STEP_SECONDS,
      registers,
    });
    this.#repairs = new Counter({
      name: 'baton_look_repairs_total',
      help: 'What looks have found that no event had told',
      labelNames: ['repair'],
      registers,
    });
    // What an alert watches is there before it happens for the first time: otherwise that time is no increase.
    for (const command of commandNames) this.#failures.inc({ command, code: 'internal-error' }, 0);
    for (const search of ['inbound', 'recall']) this.#lastResorts.inc({ search }, 0);
    for (const stage of recallStages) this.#stages.inc({ stage }, 0);
    for (const repair of repairs) this.#repairs.inc({ repair }, 0);
    for (const result of ['done', 'failed']) this.#looks.zero({ result });
  }

  stepped(step: Step['type'], result: StepResult, tookMs: number): void {
    this.#steps.observe({ step, result }, tookMs / 1000);
  }

  hadNoEffect(step: Step['type']): void {
    this.#withoutEffect.inc({ step });
  }

  inEffect(command: CommandName, tookMs: number): void {
    this.#commands.observe({ command }, tookMs / 1000);
  }

  notDone(command: CommandName, code: CommandFailure): void {
    this.#failures.inc({ command, code });
  }

  heard(sound: Sound, tookMs: number): void {
    this.#sounds.observe({ sound }, tookMs / 1000);
  }

  changed(change: CallChange): void {
    switch (change.type) {
      case 'started':
        this.#started.inc({ direction: change.direction });
        break;
      case 'ended':
        this.#ended.inc({ direction: change.direction, reason: change.reason });
        break;
      case 'last-resort':
        this.#lastResorts.inc({ search: change.search });
        break;
      case 'transfer-closed':
        this.#transfers.inc({ mode: change.mode, target: change.target, outcome: change.outcome });
        break;
      case 'recall-stage':
        this.#stages.inc({ stage: change.stage });
        break;
      case 'recall-closed':
        this.#recalls.inc({ stage: change.stage, outcome: change.outcome });
        break;
    }
  }

  looked(result: 'done' | 'failed', tookMs: number): void {
    this.#looks.observe({ result }, tookMs / 1000);
  }

  repaired(repair: Repair): void {
    this.#repairs.inc({ repair });
  }
}
