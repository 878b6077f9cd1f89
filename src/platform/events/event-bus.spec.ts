import { Logger } from '@nestjs/common';
import type { BatonEvent, PublishedEvent } from './event';
import { EventBus, REPLAYABLE } from './event-bus';

const happened = (n: number) =>
  ({ type: 'call.test', callId: 'c', agents: [], data: { n } }) as unknown as BatonEvent;

describe('EventBus', () => {
  it('numbers events without gaps and gives them to every listener in order', () => {
    const bus = new EventBus();
    const start = bus.position;
    const heard: number[] = [];
    bus.subscribe((event) => heard.push(event.seq));
    [1, 2, 3].forEach((n) => bus.publish(happened(n)));
    expect(heard).toEqual([]);
    bus.tell();
    expect(heard).toEqual([start + 1, start + 2, start + 3]);
  });

  it('tells in a moment without being asked to, with the time at which it happened', async () => {
    const bus = new EventBus();
    const before = Date.now();
    bus.publish(() => happened(1));
    const published = Date.now();
    const { time, data } = await new Promise<PublishedEvent>((resolve) => bus.subscribe(resolve));
    expect(data).toEqual({ n: 1 });
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(time)).toBeLessThanOrEqual(published);
  });

  it('is not broken by a listener that throws', () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const bus = new EventBus();
    const heard = jest.fn();
    bus.subscribe(() => {
      throw new Error('listener');
    });
    bus.subscribe(heard);
    bus.publish(happened(1));
    bus.tell();
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('stops telling a listener that has gone', () => {
    const bus = new EventBus();
    const heard = jest.fn();
    bus.subscribe(heard)();
    bus.publish(happened(1));
    bus.tell();
    expect(heard).not.toHaveBeenCalled();
  });

  it('repeats what came after a known event', () => {
    const bus = new EventBus();
    bus.publish(happened(1));
    bus.tell();
    const known = bus.position;
    bus.publish(happened(2));
    bus.publish(happened(3));
    bus.tell();
    const { events, complete } = bus.since(known);
    expect(complete).toBe(true);
    expect(events.map((event) => event.data)).toEqual([{ n: 2 }, { n: 3 }]);
    expect(bus.since(bus.position)).toEqual({ events: [], complete: true });
  });

  it('says that something was missed when the known event is too old, or from another run', () => {
    const bus = new EventBus();
    const start = bus.position;
    for (let n = 0; n <= REPLAYABLE; n += 1) bus.publish(happened(n));
    bus.tell();
    expect(bus.since(start).complete).toBe(false);
    expect(bus.since(start).events).toHaveLength(REPLAYABLE);
    expect(bus.since(start + 1)).toMatchObject({ complete: true });
    expect(bus.since(bus.position + 1).complete).toBe(false);
    expect(bus.since(5).complete).toBe(false);
  });
});
