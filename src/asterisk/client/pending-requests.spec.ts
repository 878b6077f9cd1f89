import { AriBadResponse, AriConnectionLost, AriTimeout } from './errors';
import { PendingRequests } from './pending-requests';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const frame = (request_id: string, message_body?: string) =>
  ({
    type: 'RESTResponse',
    request_id,
    status_code: 200,
    reason_phrase: 'OK',
    ...(message_body === undefined ? {} : { message_body }),
  }) as const;

describe('PendingRequests', () => {
  it('gives each answer to whom it belongs, in whatever order they come', async () => {
    const pending = new PendingRequests();
    const first = pending.add('first', 1_000);
    const second = pending.add('second', 1_000);
    expect(pending.settle(frame(second.id, '{"n":2}'))).toBe(true);
    expect(pending.settle(frame(first.id))).toBe(true);
    expect(await first.answer).toEqual({ status: 200, reason: 'OK', body: undefined });
    expect(await second.answer).toEqual({ status: 200, reason: 'OK', body: { n: 2 } });
    expect(pending.outstanding).toBe(0);
  });

  it('counts a request that timed out until its late answer comes', async () => {
    const pending = new PendingRequests();
    const { id, answer } = pending.add('GET /channels', 1_000);
    jest.advanceTimersByTime(1_000);
    await expect(answer).rejects.toThrow(new AriTimeout('GET /channels', 1_000));
    expect(pending.outstanding).toBe(1);
    expect(pending.settle(frame(id))).toBe(true);
    expect(pending.outstanding).toBe(0);
  });

  it('fails all that is pending, once', async () => {
    const pending = new PendingRequests();
    const answers = [pending.add('a', 1_000).answer, pending.add('b', 1_000).answer];
    pending.failAll(new AriConnectionLost('gone'));
    for (const answer of answers) await expect(answer).rejects.toThrow(AriConnectionLost);
    expect(pending.outstanding).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('says so when nobody asked, or when the answer is not JSON', async () => {
    const pending = new PendingRequests();
    expect(pending.settle(frame('99'))).toBe(false);
    const { id, answer } = pending.add('a', 1_000);
    pending.settle(frame(id, '{'));
    await expect(answer).rejects.toThrow(AriBadResponse);
  });
});
