import {
  type Attempt,
  type Call,
  type EndReason,
  isLive,
  type Leg,
  leg,
  type LegId,
  type Ring,
} from './call';
import type { CallEvent } from './inputs';
import { legId } from './names';
import { isForHelp } from './outside';

/**
 * A call while one input is being decided: the only mutable thing in the domain, never seen outside `decide`.
 * Every change goes through here, so that facts and published events cannot drift apart.
 */
export class Draft {
  readonly events: CallEvent[] = [];

  constructor(
    public call: Call,
    readonly now: number,
  ) {}

  set(change: Partial<Call>): void {
    this.call = { ...this.call, ...change };
  }

  setLeg(id: LegId, change: Partial<Leg>): void {
    this.set({ legs: this.call.legs.map((l) => (l.id === id ? { ...l, ...change } : l)) });
  }

  setAttempt(change: Partial<Attempt>): void {
    if (this.call.attempt) this.set({ attempt: { ...this.call.attempt, ...change } });
  }

  publish(event: CallEvent): void {
    this.events.push(event);
  }

  leg(id: LegId | null): Leg | undefined {
    return leg(this.call, id);
  }

  serial(): number {
    const serial = this.call.serial;
    this.set({ serial: serial + 1 });
    return serial;
  }

  /** Adds a leg to be dialled; ids derive from the call's, so that an orphan in Asterisk is recognisable. */
  ring(member: Ring): LegId {
    const id = legId(this.call, this.serial());
    const { delayMs, ...asked } = member;
    const { attempt, line } = this.call;
    const search = attempt ? { asked: { kind: attempt.kind, by: attempt.from ?? null } } : {};
    const asking = isForHelp(line, member) ? { confirm: false } : {};
    const added: Leg = { ...asked, ...asking, ...search, id, state: 'wanted', startAt: this.now + delayMs };
    this.set({ legs: [...this.call.legs, added] });
    this.publish({ type: 'leg.added', leg: id });
    return id;
  }

  /** Wants a leg gone. It is `ending` until Asterisk says so, or gone at once if it was never dialled. */
  end(id: LegId, reason: EndReason): void {
    const ending = this.leg(id);
    if (!isLive(ending)) return;
    const end = { reason, at: this.now };
    const neverDialled =
      ending.state === 'wanted' && (ending.startAt === undefined || ending.startAt > this.now);
    this.setLeg(id, { state: neverDialled ? 'gone' : 'ending', end });
    if (neverDialled) this.publish({ type: 'leg.ended', leg: id, reason });
  }

  endAll(reason: EndReason): void {
    for (const l of this.call.legs) this.end(l.id, reason);
  }
}
