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
});
