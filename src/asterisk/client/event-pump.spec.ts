import { EventPump } from './event-pump';
import type { AriEvent } from './generated/types';

function pump() {
  const delivered: AriEvent[] = [];
  const lines: string[] = [];
  const log = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const logger = { debug: log, info: log, warn: log, error: log };
  return { delivered, lines, pump: new EventPump(logger, (event) => delivered.push(event)) };
}

describe('EventPump', () => {
  it('passes on what it knows', () => {
    const { delivered, pump: it } = pump();
    const event = { type: 'ApplicationReplaced', application: 'baton', timestamp: '' };
    it.message(event);
    expect(delivered).toEqual([event]);
    expect(it.counters).toEqual({ unknown: new Map(), malformed: 0 });
  });

  it('counts events of a type it does not know, and logs each type once', () => {
    const { delivered, lines, pump: it } = pump();
    for (const type of ['Future', 'Future', 'Other', 'Future', 'toString'])
      it.message({ type, application: 'baton' });
    expect(delivered).toEqual([]);
    expect(it.counters.unknown).toEqual(
      new Map([
        ['Future', 3],
        ['Other', 1],
        ['toString', 1],
      ]),
    );
    expect(lines).toHaveLength(3);
  });

  it.each([null, 7, 'text', [], {}, { type: 7 }])('counts %j as malformed', (message) => {
    const { delivered, pump: it } = pump();
    it.message(message);
    it.malformed();
    expect(delivered).toEqual([]);
    expect(it.counters.malformed).toBe(2);
  });
});
