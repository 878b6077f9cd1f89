import type { Call } from '../../core/call/call';
import { nothingObserved, type Observed, withBridge, withChannel } from '../../core/call/observed';
import { Story } from '../../core/call/testing/story';
import { topology } from '../../core/call/topology';
import { SoundWatch } from './sound-watch';

/** A call of which it is watched what its legs hear. */
class Hearing {
  readonly heard: string[] = [];
  readonly watch = new SoundWatch((sound, tookMs) => this.heard.push(`${sound} ${tookMs}`));
  observed: Observed = withBridge(withBridge(nothingObserved, { id: 'talk', type: 'mixing' }), {
    id: 'hold',
    type: 'holding',
  });

  constructor(public call: Call) {}

  /** At so many milliseconds; what changed the facts came in at `since`. */
  turn(now: number, since = now): void {
    this.watch.turn(topology(this.call, now), this.observed, { since, now });
  }

  put(leg: string, change: Parameters<typeof withChannel>[2]): void {
    this.observed = withChannel(this.observed, leg, { inApp: true, state: 'up', ...change });
  }
}

const legsOf = (story: Story) => [story.leg('contact').id, story.leg('anna').id] as const;

it('measures two-way sound from the answer until both are in one bridge', () => {
  const story = Story.ringing();
  const hearing = new Hearing(story.call);
  hearing.turn(0);
  hearing.call = story.answers('anna').call;
  const [contact, anna] = legsOf(story);
  hearing.turn(1_020, 1_000);
  hearing.put(anna, { bridge: 'talk' });
  hearing.turn(1_030);
  expect(hearing.heard).toEqual([]);
  hearing.put(contact, { bridge: 'talk' });
  hearing.turn(1_050);
  hearing.turn(1_060);
  expect(hearing.heard).toEqual(['talk 50', 'talk 50']);
});

it('measures the ringing tone of one who calls', () => {
  const story = Story.ringing();
  const contact = story.leg('contact').id;
  const hearing = new Hearing(story.call);
  hearing.put(contact, {});
  hearing.turn(1_000);
  hearing.put(contact, { ringback: true });
  hearing.turn(1_007);
  // After a move it is set again, which nobody waits for.
  hearing.put(contact, { ringback: null });
  hearing.turn(1_100);
  hearing.put(contact, { ringback: true });
  hearing.turn(1_200);
  expect(hearing.heard).toEqual(['ringback 7']);
});

describe('of a contact on hold', () => {
  const talking = () => {
    const story = Story.talking();
    const hearing = new Hearing(story.call);
    for (const leg of legsOf(story)) hearing.put(leg, { bridge: 'talk' });
    hearing.turn(0);
    return { story, hearing, contact: story.leg('contact').id };
  };

  it('measures the music until the contact is in the bridge that has it', () => {
    const { story, hearing, contact } = talking();
    hearing.call = story.holds().call;
    hearing.turn(1_000);
    hearing.put(contact, { bridge: null });
    hearing.turn(1_010);
    expect(hearing.heard).toEqual([]);
    hearing.put(contact, { bridge: 'hold' });
    hearing.turn(1_025);
    expect(hearing.heard).toEqual(['music 25']);
  });

  it('measures nothing that was not waited for until it came', () => {
    const { story, hearing, contact } = talking();
    hearing.call = story.holds().call;
    hearing.turn(1_000);
    hearing.call = story.resumes().call;
    hearing.turn(1_010);
    hearing.put(contact, { bridge: 'hold' });
    hearing.turn(1_020);
    expect(hearing.heard).toEqual([]);
  });

  it('measures nothing that was wanted while Asterisk was not heard', () => {
    const { story, hearing, contact } = talking();
    hearing.watch.forget();
    hearing.call = story.holds().call;
    hearing.turn(1_000);
    hearing.put(contact, { bridge: 'hold' });
    hearing.turn(1_025);
    expect(hearing.heard).toEqual([]);
    hearing.call = story.resumes().call;
    hearing.turn(2_000);
    hearing.put(contact, { bridge: 'talk' });
    hearing.turn(2_030);
    expect(hearing.heard).toEqual(['talk 30', 'talk 30']);
  });
});

it('measures nothing that was there before it was asked for', () => {
  const story = Story.talking();
  const hearing = new Hearing(story.call);
  for (const leg of legsOf(story)) hearing.put(leg, { bridge: 'talk' });
  hearing.turn(1_000);
  hearing.turn(1_010);
  expect(hearing.heard).toEqual([]);
});

it('does not take a leg for one that hears while it may be deaf where it is', () => {
  const story = Story.merged();
  const hearing = new Hearing(story.call);
  const [contact, anna, ben] = [story.leg('contact').id, story.leg('anna').id, story.leg('ben').id];
  for (const leg of [contact, anna, ben]) hearing.put(leg, { bridge: 'talk' });
  hearing.turn(0);
  hearing.put(ben, { bridge: null });
  hearing.call = story.hangsUp('ben').call;
  hearing.turn(1_000);
  expect(hearing.heard).toEqual([]);
  for (const leg of [contact, anna]) {
    hearing.put(leg, { bridge: null });
    hearing.put(leg, { bridge: 'talk' });
  }
  hearing.turn(1_040);
  expect(hearing.heard).toEqual(['talk 40', 'talk 40']);
});
