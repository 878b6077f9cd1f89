import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallResource } from '../support/call-resource';
import type { Command } from './flow';
import type { Site } from './site';

interface Problem {
  readonly code?: string;
}

const AGAIN_MS = 100;

/**
 * Gives a command as a careful client does: with an idempotency key, again while the server is away or says 503, and with
 * a look at the call when nobody knows whether it was carried out.
 *
 * @throws Error when it is refused, or not carried out within `withinMs`
 */
export async function give(site: Site, callId: string, command: Command, withinMs: number): Promise<void> {
  const { world, cast } = site;
  const until = performance.now() + withinMs;
  const before = await persist(site, until, () => world.call(callId));
  const isNews = !command.done(before);
  const path = `/calls/${callId}/${command.path(before, cast)}`;
  const body = command.body?.(cast);
  let key = randomUUID();
  for (;;) {
    const answer = await persist(site, until, () =>
      world.baton.api<Problem>(command.method, path, body, { 'idempotency-key': key }),
    );
    if (answer.status < 400) return;
    const isUnknown = answer.body.code === 'idempotency-outcome-unknown';
    if (answer.status !== 503 && answer.body.code !== 'idempotency-in-progress') {
      const call = await persist(site, until, () => world.call(callId));
      // Refused because it is done: the first request came through, and its answer did not.
      if (isNews && command.done(call)) return;
      if (!isUnknown) throw new Error(`${command.method} ${path}: ${answer.status} ${answer.text}`);
      key = randomUUID();
    } else if (performance.now() > until) {
      throw new Error(`${command.method} ${path} was still answered ${answer.status} after ${withinMs} ms`);
    } else {
      await pause(AGAIN_MS);
    }
  }
}

/** The call that lives, once there is one: for whoever has just called and is to learn its id. */
export async function liveCall(site: Site, withinMs: number): Promise<CallResource> {
  const until = performance.now() + withinMs;
  for (;;) {
    const [call] = await persist(site, until, () => site.world.calls());
    if (call) return call;
    if (performance.now() > until) throw new Error(`there was no call after ${withinMs} ms`);
    await pause(AGAIN_MS);
  }
}

/** Waits until a call is over as the API sees it. */
export async function untilEnded(site: Site, callId: string, withinMs: number): Promise<CallResource> {
  const until = performance.now() + withinMs;
  for (;;) {
    const call = await persist(site, until, () => site.world.call(callId));
    if (call.state === 'ended') return call;
    if (performance.now() > until) throw new Error(`the call was still ${call.state} after ${withinMs} ms`);
    await pause(AGAIN_MS);
  }
}

/** Again while the server is not there. */
export async function persist<T>(site: Site, until: number, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    await site.up;
    try {
      return await ask();
    } catch (error) {
      // What fetch throws when nobody answers, or whoever did died meanwhile.
      if (!(error instanceof TypeError) || performance.now() > until) throw error;
      await pause(AGAIN_MS);
    }
  }
}
