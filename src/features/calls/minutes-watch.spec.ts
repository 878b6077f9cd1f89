import type { Leg } from '../../core/call/call';
import { type GuardSettings, initialSettings } from '../../core/dialling/settings';
import type { Incident } from '../../platform/events/incident';
import type { Incidents } from '../../platform/incidents/incidents';
import type { GuardSettingsService } from '../dial-guard/guard-settings.service';
import type { OutsideUsage, Taken } from '../dial-guard/outside-usage';
import { MinutesWatch } from './minutes-watch';
import { ManualClock, settled } from './testing/manual-clock';

const MINUTE = 60_000;

/** Those who talk outside since when, and how much was talked before. */
class Usage {
  talks: Taken[] = [];
  before = 0;

  constructor(private readonly clock: ManualClock) {}

  talking = () => this.talks;
  of = (agentId: string) => ({ minutes: this.#minutes((talk) => talk.agentId === agentId) });
  ofAll = () => ({ minutes: this.#minutes(() => true) });

  #minutes(counts: (talk: Taken) => boolean): number {
    const spans = this.talks
      .filter(counts)
      .map(({ leg }) => (this.clock.now() - (leg.answeredAt ?? this.clock.now())) / MINUTE);
    return spans.reduce((sum, span) => sum + span, this.before);
  }
}

let clock: ManualClock;
let usage: Usage;
let settings: GuardSettings;
let told: Incident[];
let ended: string[];
let watch: MinutesWatch;

beforeEach(() => {
  clock = new ManualClock();
  usage = new Usage(clock);
  settings = { ...initialSettings, limits: { ...initialSettings.limits, minutesPerDay: 10 } };
  told = [];
  ended = [];
  watch = new MinutesWatch(
    usage as unknown as OutsideUsage,
    {
      get current() {
        return settings;
      },
    } as unknown as GuardSettingsService,
    { tell: (incident: Incident) => told.push(incident) } as unknown as Incidents,
    clock,
  );
  watch.start((_, leg) => {
    ended.push(leg);
    usage.talks = usage.talks.filter((talk) => talk.leg.id !== leg);
  });
});

function talks(leg: string, agentId?: string): void {
  const one = { call: 'c', agentId, leg: { id: leg, state: 'up', answeredAt: clock.now() } as Leg };
  usage.talks = [...usage.talks, one];
  watch.update();
}

it('ends what talks when the minutes of its agent are used up, and tells administrators', async () => {
  usage.before = 7;
  talks('one', 'anna');
  await clock.pass(3 * MINUTE - 1_000);
  expect(ended).toEqual([]);
  await clock.pass(1_200);
  expect(ended).toEqual(['one']);
  expect(told).toMatchObject([
    { type: 'security.minutes-used-up', data: { rule: 'minutes-per-day', agent: 'anna', calls: 1 } },
  ]);
});

it('ends two sooner than one', async () => {
  talks('one', 'anna');
  talks('two', 'anna');
  await clock.pass(5 * MINUTE + 200);
  expect([...ended].sort()).toEqual(['one', 'two']);
});

it('ends those of everybody when theirs are used up, nobody’s too', async () => {
  settings = { ...settings, accountLimits: { concurrentOutsideLegs: 9, minutesPerDay: 6 } };
  talks('one', 'anna');
  talks('two');
  await clock.pass(3 * MINUTE + 200);
  expect([...ended].sort()).toEqual(['one', 'two']);
  expect(told).toMatchObject([{ data: { rule: 'account-minutes-per-day' } }]);
});

it('sees a limit that is lowered while somebody talks', async () => {
  talks('one', 'anna');
  await clock.pass(2 * MINUTE);
  settings = { ...settings, limits: { ...settings.limits, minutesPerDay: 1 } };
  await clock.pass(31_000);
  expect(ended).toEqual(['one']);
});

it('has nothing to do while nobody talks, and stops', async () => {
  await clock.pass(MINUTE);
  watch.stop();
  talks('one', 'anna');
  await clock.pass(60 * MINUTE);
  await settled();
  expect(ended).toEqual([]);
});
