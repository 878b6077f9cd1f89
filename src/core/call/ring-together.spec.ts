import { type Call, defaultLimits, type Dialable, phase } from './call';
import { decide, nextDeadline } from './decide';
import type { Accepted, CallEvent, Input } from './inputs';
import { dialFromPhone, originate, receive } from './start';
import { dialable } from './testing/people';
import { topology } from './topology';

const line = {
  id: 'line-1',
  name: 'Sales',
  number: '+4930100',
  trunk: 'trunk',
  musicClass: 'default',
  fallback: null,
};
const now = 1_000_000;
const second = (of: Dialable): Dialable => ({ ...of, endpoint: `${of.endpoint}-web` });
const [anna, ben] = [dialable('anna'), dialable('ben')];
const start = { id: 'call', line, limits: defaultLimits };

/** A call whose legs are known by the phone that they ring, without `PJSIP/`. */
class Told {
  readonly events: CallEvent[] = [];
  call: Call;

  constructor({ call, publish }: Accepted) {
    this.call = call;
    this.events.push(...publish);
  }

  phone(name: string) {
    const found = this.call.legs.find(({ endpoint }) => endpoint === `PJSIP/${name}`);
    if (!found) throw new Error(`nobody rings ${name}`);
    return found;
  }

  happens(input: Input, at = now): this {
    const decision = decide(this.call, input, at);
    if (!decision.ok) throw new Error(decision.refusal.code);
    this.call = decision.call;
    this.events.push(...decision.publish);
    return this;
  }

  /** As Asterisk reports it when there is somebody for the caller to talk with. */
  callerIsAnswered = () => this.happens({ type: 'leg-up', leg: 'sip-1' });
  answers = (name: string) => this.happens({ type: 'leg-up', leg: this.phone(name).id });
  declines = (name: string) => this.happens({ type: 'leg-gone', leg: this.phone(name).id, how: 'declined' });
  hangsUp = (name: string) => this.happens({ type: 'leg-gone', leg: this.phone(name).id, how: 'hung-up' });

  get ringing(): readonly string[] {
    return topology(this.call, now).legs.flatMap(({ place }) =>
      place.at === 'ringing' ? [place.endpoint.replace('PJSIP/', '')] : [],
    );
  }
}

describe('a colleague with two phones who is called', () => {
  const called = () =>
    new Told(
      dialFromPhone(
        { ...start, channel: 'sip-1', agent: anna, other: ben, furtherOfOther: [second(ben)] },
        now,
      ),
    );

  it('hears both, and both show the same', () => {
    const { call, ringing } = called();
    expect(ringing).toEqual(['ben', 'ben-web']);
    const shows = call.legs.filter(({ id }) => id !== 'sip-1').map((leg) => leg.shows);
    expect(shows[0]).toMatchObject({ name: 'anna' });
    expect(shows[1]).toEqual(shows[0]);
  });

  it.each([
    ['ben', 'ben-web'],
    ['ben-web', 'ben'],
  ])('talks on %s when they answer there, and the other one was answered elsewhere', (answered, other) => {
    const told = called().answers(answered);
    expect(told.phone(other).end?.reason).toBe('answered-elsewhere');
    expect(told.call.contact).toBe(told.phone(answered).id);
    expect(phase(told.callerIsAnswered().call)).toBe('talking');
    expect(told.events.filter(({ type }) => type === 'call.answered')).toEqual([
      { type: 'call.answered', leg: told.phone(answered).id },
    ]);
    told.hangsUp(other);
    expect(phase(told.call)).toBe('talking');
  });

  it.each([
    ['ben', 'ben-web'],
    ['ben-web', 'ben'],
  ])('can decline on %s and answer on %s', (declined, answered) => {
    const told = called().declines(declined);
    expect(phase(told.call)).toBe('ringing');
    expect(topology(told.call, now).legs.find(({ id }) => id === 'sip-1')?.ringback).toBe(true);
    expect(phase(told.answers(answered).callerIsAnswered().call)).toBe('talking');
  });

  it('has declined when they have on both', () => {
    const told = called().declines('ben-web').declines('ben');
    expect(told.phone('ben').end?.reason).toBe('declined');
    expect(told.happens({ type: 'leg-gone', leg: 'sip-1', how: 'hung-up' }).call.ended?.reason).toBe(
      'declined',
    );
  });

  it('is left in peace on both when the caller hangs up', () => {
    const told = called().happens({ type: 'leg-gone', leg: 'sip-1', how: 'hung-up' });
    expect(told.ringing).toEqual([]);
  });

  it('does not answer for no longer than on one', () => {
    const told = called();
    const due = nextDeadline(told.call, now) ?? 0;
    expect(due).toBe(now + defaultLimits.agentRingMs);
    told.happens({ type: 'time' }, due);
    expect(told.ringing).toEqual([]);
  });
});

describe('an agent with two phones who begins a call', () => {
  const begun = () =>
    new Told(
      originate(
        { ...start, agent: anna, furtherOfAgent: [second(anna)], other: ben, furtherOfOther: [second(ben)] },
        now,
      ),
    );

  it('is rung on both, and nobody else yet', () => {
    expect(begun().ringing).toEqual(['anna', 'anna-web']);
  });

  it.each(['anna', 'anna-web'])(
    'owns the call on %s when they answer there; then all of the other side rings',
    (phone) => {
      const told = begun().answers(phone);
      expect(told.call.owner).toBe(told.phone(phone).id);
      expect(told.ringing).toEqual(['ben', 'ben-web']);
      told.answers('ben-web');
      expect(phase(told.call)).toBe('talking');
    },
  );

  it('has none when they decline on both', () => {
    const told = begun().declines('anna');
    expect(told.ringing).toEqual(['anna-web']);
    expect(phase(told.declines('anna-web').call)).toBe('ended');
  });
});

describe('an agent who took a call on one of their two phones', () => {
  it('is rung on both when the call comes back to them, the one they talked on first', () => {
    const destination = { type: 'agent', agentId: 'anna' } as const;
    const told = new Told(
      receive({ ...start, channel: 'sip-1', number: '+4917155', name: 'Kim', destination }, now),
    );
    const ring = (to: Dialable) => ({ ...to, delayMs: 0, ringMs: 20_000 });
    const found = { waves: [[ring(anna), ring(second(anna))]], then: [] };
    const attempt = told.call.attempt?.id ?? '';
    told.happens({ type: 'found', attempt, stops: 1, found }).answers('anna-web').callerIsAnswered();
    expect(told.phone('anna').end?.reason).toBe('answered-elsewhere');
    const target = { spec: { type: 'agent', agentId: 'ben' }, waves: [[ring(ben)]], then: [] } as const;
    told.happens({
      type: 'command',
      command: { type: 'transfer', target, release: 'now' },
      by: { type: 'api' },
    });
    told.declines('ben');
    expect(phase(told.call)).toBe('recalling');
    expect(told.ringing).toEqual(['anna-web', 'anna']);
  });
});
