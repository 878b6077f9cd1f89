import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AriHttpError } from './errors';
import type { AriOperations } from './generated/operations';
import type { AriEvent } from './generated/types';

/** A server that works answers within a few milliseconds; one that has gone never does. */
const ANSWER_WITHIN_MS = 1_500;
const LOOK_EVERY_MS = 25;

const QUESTION = 'baton-who';
/** A variable of Asterisk's own, in which the answer is left. */
const answerOf = (app: string) => `BATON_HOLDER_${app.replace(/[^A-Za-z0-9]/g, '_')}`;

type Asking = Pick<AriOperations, 'applications' | 'asterisk' | 'events'>;

/**
 * The application under which a socket for requests registers. No channel ever enters it; but whoever lists the applications of
 * an Asterisk sees by it that a server of Baton is connected, as Asterisk forgets it with the socket.
 *
 * @param identity of the store whose server it is, eight letters; undefined: it does not say
 */
export function requestsApp(app: string, identity: string | undefined, slot: number): string {
  return identity === undefined ? `${app}-rest-${slot}` : `${app}.${identity}-rest-${slot}`;
}

/**
 * The holder of an application now, our own store's servers included. Sockets alone do not tell: of a machine that has lost
 * its power Asterisk keeps them until it is started anew. So whoever has the application is asked.
 *
 * @returns the identity of their store; undefined if nobody has it who would answer
 * @throws {AriError}
 */
export async function findHolder(ari: Asking, app: string): Promise<string | undefined> {
  const found = await ari.applications.list();
  const names = found.map(({ name }) => name);
  if (!isPresent(app, names)) return undefined;
  const nonce = randomBytes(8).toString('hex');
  try {
    await ari.events.userEvent({ eventName: QUESTION, application: app, variables: { nonce } });
  } catch (error) {
    if (error instanceof AriHttpError && error.status === 404) return undefined;
    throw error;
  }
  for (const until = performance.now() + ANSWER_WITHIN_MS; performance.now() < until;) {
    const { value } = await ari.asterisk.getGlobalVar({ variable: answerOf(app) });
    const [asked, identity] = value.split(' ');
    if (asked === nonce) return identity;
    await delay(LOOK_EVERY_MS);
  }
  return undefined;
}

/** @returns the answer to be left in Asterisk; undefined if the event is no such question */
export function answerTo(
  event: AriEvent,
  app: string,
  identity: string,
): { readonly variable: string; readonly value: string } | undefined {
  if (event.type !== 'ChannelUserevent' || event.eventname !== QUESTION || event.application !== app)
    return undefined;
  const { nonce } = event.userevent;
  if (typeof nonce !== 'string' || !/^[0-9a-f]{16}$/.test(nonce)) return undefined;
  return { variable: answerOf(app), value: `${nonce} ${identity}` };
}

/** Whether an application belongs to a socket for requests of this store's server, whichever its own one for calls is. */
export function isOfStore(application: string, identity: string): boolean {
  return /\.([a-z]{8})-rest-[0-9]+$/.exec(application)?.[1] === identity;
}

/** @param names of all applications of an Asterisk */
export function isPresent(app: string, names: readonly string[]): boolean {
  return names.some((name) => /^(.*)\.[a-z]{8}-rest-[0-9]+$/.exec(name)?.[1] === app);
}
