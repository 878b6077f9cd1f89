import { ring, Story } from '../../core/call/testing/story';
import { AgentActivities } from './agent-activities';
import { ManualClock } from './testing/manual-clock';

const noPhones = {
  isOnline: () => false,
  exists: () => Promise.resolve(false),
  onChange: () => undefined,
  onKnown: () => undefined,
  known: () => Promise.resolve(),
};

describe('AgentActivities', () => {
  it('tells of the end of a wrap-up that began before a restart', async () => {
    const clock = new ManualClock();
    const untils = new Map([['ben', clock.now() + 5_000]]);
    const memory = { wrapUpUntil: (id: string) => untils.get(id) ?? null, wrappingUp: () => untils };
    const activities = new AgentActivities(noPhones, memory, clock);
    const told: string[] = [];
    activities.onChange((subject) => {
      if (subject.type === 'agent') told.push(`${subject.id} ${activities.activity(subject.id)}`);
    });
    activities.resume();
    await clock.pass(6_000);
    expect(told).toEqual(['ben wrap-up', 'ben idle']);
  });

  it('takes a member of a wave for ringing when their turn has come, and not before', async () => {
    const clock = new ManualClock();
    const memory = { wrapUpUntil: () => null, wrappingUp: () => new Map() };
    const activities = new AgentActivities(noPhones, memory, clock);
    const story = Story.arrival().finds([ring('anna'), ring('ben', { delayMs: 5_000 })]);
    activities.update(story.call);
    expect([activities.activity('anna'), activities.activity('ben')]).toEqual(['ringing', 'idle']);
    story.passes(5_000);
    await clock.pass(5_000);
    activities.update(story.rings('ben').call);
    expect(activities.activity('ben')).toBe('ringing');
  });
});
