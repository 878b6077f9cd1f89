import { setImmediate as soon } from 'node:timers/promises';
import type { Lamp } from './lamp';
import { LampFailure } from './lamp-board';
import { AT_ONCE, LampWriter, REPAIR_AFTER_MS } from './lamp-writer';
import { RecordingBoard } from './testing/recording-board';

let board: RecordingBoard;
let writer: LampWriter;
let warnings: string[];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  board = new RecordingBoard();
  warnings = [];
  writer = new LampWriter(board, { warn: (message) => warnings.push(message), debug: () => undefined });
});
afterEach(() => {
  writer.close();
  jest.useRealTimers();
});

/** Every write that follows has been made. */
async function settled(): Promise<void> {
  let before = -1;
  while (before < board.writes.length + board.looks) {
    before = board.writes.length + board.looks;
    for (let turn = 0; turn < 5; turn += 1) await soon();
  }
}

describe('LampWriter', () => {
  it('writes what differs from what is shown, and removes what nobody wants', async () => {
    board.shown.set('201', 'free').set('202', 'on-call').set('203', null).set('299', 'free');
    writer.wantAll(
      new Map<string, Lamp>([
        ['201', 'free'],
        ['202', 'free'],
        ['203', 'free'],
        ['204', 'busy'],
      ]),
    );
    await writer.renew();
    await settled();
    expect(board.writes.sort()).toEqual(['202 free', '203 free', '204 busy', '299 removed']);
  });

  it('writes nothing before it has looked, nothing twice, and nothing once it is closed', async () => {
    writer.want('202', 'free');
    await settled();
    expect(board.writes).toEqual([]);
    await writer.renew();
    writer.want('202', 'free');
    await settled();
    writer.want('202', 'free');
    writer.want('202', 'ringing');
    await settled();
    writer.close();
    writer.want('202', 'on-call');
    await settled();
    expect(board.writes).toEqual(['202 free', '202 ringing']);
  });

  it('makes one write of all wishes that come while a lamp is written, the last of them', async () => {
    await writer.renew();
    for (const lamp of ['ringing', 'on-call', 'busy', 'free'] as const) writer.want('202', lamp);
    await settled();
    expect(board.writes).toEqual(['202 ringing', '202 free']);
  });

  it('removes the lamp of an extension that nobody has any longer', async () => {
    await writer.renew();
    writer.want('202', 'free');
    await settled();
    writer.want('202', undefined);
    await settled();
    expect([...board.shown.keys()]).toEqual([]);
  });

  it('sets thousands a few at a time', async () => {
    const all = new Map(Array.from({ length: 5000 }, (_, n) => [String(10_000 + n), 'free'] as const));
    writer.wantAll(all);
    await writer.renew();
    await settled();
    expect(board.shown).toEqual(all);
    expect(board.mostAtOnce).toBe(AT_ONCE);
  });

  it('looks again a while after a write was refused, mends it, and has said so once', async () => {
    await writer.renew();
    board.failure = new LampFailure('refused', 'Asterisk answered 500');
    writer.want('202', 'ringing');
    writer.want('203', 'ringing');
    await settled();
    expect(warnings).toEqual([expect.stringContaining('Asterisk answered 500')]);
    board.failure = undefined;
    await jest.advanceTimersByTimeAsync(REPAIR_AFTER_MS);
    await settled();
    expect([...board.shown]).toEqual([
      ['202', 'ringing'],
      ['203', 'ringing'],
    ]);
  });

  it('stops when the connection is lost, without a word, until it is renewed', async () => {
    await writer.renew();
    board.failure = new LampFailure('lost', 'gone');
    for (let n = 0; n < 100; n += 1) writer.want(String(200 + n), 'free');
    await settled();
    expect(board.writes.length).toBeLessThanOrEqual(AT_ONCE);
    await jest.advanceTimersByTimeAsync(REPAIR_AFTER_MS);
    expect({ warnings, looks: board.looks }).toEqual({ warnings: [], looks: 1 });

    board.failure = undefined;
    await writer.renew();
    await settled();
    expect(board.shown.size).toBe(100);
  });

  it('leaves an Asterisk alone that has no lamps, and says so once', async () => {
    board.failure = new LampFailure('unsupported', 'res_ari_device_states is not loaded');
    await writer.renew();
    await writer.renew();
    writer.want('202', 'free');
    await jest.advanceTimersByTimeAsync(REPAIR_AFTER_MS);
    await settled();
    expect(warnings).toHaveLength(1);
    expect({ writes: board.writes, looks: board.looks }).toEqual({ writes: [], looks: 2 });
  });

  it('lets a write that is under way end before it looks, or it would believe what was true before', async () => {
    board.shown.set('202', 'free');
    await writer.renew();
    writer.want('202', 'ringing');
    const renewed = writer.renew();
    writer.want('202', 'free');
    await renewed;
    await settled();
    expect(board.shown.get('202')).toBe('free');
  });
});
