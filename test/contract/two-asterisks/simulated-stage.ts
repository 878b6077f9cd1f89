import type { PbxEvent } from '../../../src/features/calls/pbx';
import { Dice } from '../../simulation/dice';
import { type SimChannel, SimulatedAsterisk } from '../../simulation/simulated-asterisk';
import { VirtualTime } from '../../simulation/virtual-time';
import { ids, inWords, isAbout, type Name, type Sound, type Stage, subjectOf } from './stage';

/** By then whatever was to change has changed. */
const settledMs = 500;

/** @param seed another one is another run of the same script, where chance has a say */
export function simulatedStage(seed: number): Stage {
  const time = new VirtualTime();
  const events: PbxEvent[] = [];
  const phones = {
    isReachable: (endpoint: string) => endpoint !== 'PJSIP/nobody-there',
    onInvite: (channel: SimChannel) => {
      if (channel.endpoint.includes('busy')) return asterisk.hangsUp(channel, 'busy');
      asterisk.rings(channel);
      if (channel.endpoint.includes('answers')) time.after(300, () => asterisk.answers(channel));
    },
    onPrompt: () => undefined,
  };
  const asterisk: SimulatedAsterisk = new SimulatedAsterisk(time, new Dice(seed), phones, (event) =>
    events.push(event),
  );
  const channelOf = (who: Name): SimChannel => {
    const channel = asterisk.channels.get(who === 'caller' ? who : ids[who]);
    if (!channel) throw new Error(`${who} has no call`);
    return channel;
  };
  const heardBy = (who: Name) => {
    settle(time);
    return soundsFor(channelOf(who));
  };
  const reports = (of: string) => events.filter((event) => isAbout(event, of)).map(inWords);
  const does = (who: Name, action: (channel: SimChannel) => void) => Promise.resolve(action(channelOf(who)));
  return {
    perform: (step) => Promise.resolve(asterisk.perform(step)),
    until: (of, what, times = 1) => {
      const isThere = () => reports(of).filter((report) => report === what).length >= times;
      for (let n = 0; n < 100 && !isThere() && time.next !== null; n += 1) time.step();
      if (!isThere()) throw new Error(`simulated: no ${what} of ${of}: ${reports(of).join(', ')}`);
      return Promise.resolve();
    },
    get reports() {
      return events.map((event) => `${subjectOf(event)} ${inWords(event)}`);
    },
    snapshot: () => Promise.resolve(asterisk.snapshot()),
    isCalled: () => Promise.resolve(),
    answers: (who) => does(who, (channel) => asterisk.answers(channel)),
    hangsUp: (who) => does(who, (channel) => asterisk.hangsUp(channel)),
    holds: (who, on) => does(who, (channel) => asterisk.holds(channel, on)),
    presses: (who, key) => does(who, (channel) => asterisk.presses(channel, key)),
    announces: (who) => does(who, (channel) => asterisk.announces(channel)),
    redirects: (who, to) => does(who, (channel) => asterisk.redirects(channel, to)),
    refuses: (who, how) => does(who, (channel) => asterisk.hangsUp(channel, how)),
    arrives: (_, arrival) => Promise.resolve(asterisk.arrive({ ...arrival, channel: 'caller' }, true).id),
    identifies: (channel) => {
      const caller = asterisk.channels.get(channel)?.caller;
      return caller ? Promise.resolve(caller) : Promise.reject(new Error('nobody has called'));
    },
    hear: (expected) => {
      settle(time);
      for (const [who, sound] of Object.entries(expected) as [Name, Sound][]) {
        const heard = soundsFor(channelOf(who));
        if (heard !== sound) throw new Error(`simulated: ${who} hears ${heard} and not ${sound}`);
      }
      return Promise.resolve();
    },
    heardBy: (who) => Promise.resolve(heardBy(who)),
  };
}

function settle(time: VirtualTime): void {
  let isOver = false;
  time.after(settledMs, () => (isOver = true));
  while (!isOver) time.step();
}

function soundsFor(channel: SimChannel): Sound {
  const { bridge, music, isHearingRingback, prompt } = channel;
  // A party that is told something is out of the conversation meanwhile.
  if (prompt > 0) return 'prompt';
  const company = bridge?.kind === 'mixing' ? [...bridge.members] : [];
  const voices = company
    .filter(
      (one) =>
        one !== channel && !one.isHolding && one.prompt === 0 && (one.state === 'up' || one.hasEarlyMedia),
    )
    .map((one) => nameOf(one));
  return inOrder([
    ...voices,
    ...(music === 'playing' ? ['music'] : []),
    ...(isHearingRingback ? ['ringback'] : []),
  ]);
}

export function inOrder(sounds: readonly string[]): Sound {
  return sounds.length === 0 ? 'nothing' : [...sounds].sort().join(' + ');
}

function nameOf({ id }: SimChannel): string {
  return Object.entries(ids).find(([, channel]) => channel === id)?.[0] ?? 'caller';
}
