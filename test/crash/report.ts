import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from '../support/phones/call';
import { experiencedBy } from './part';
import type { Site } from './site';

/** What went wrong, and where. */
export interface Failure {
  /** Point, step and stage. */
  readonly title: string;
  readonly error: unknown;
  readonly callId: string;
  /** The contact's newest. */
  readonly contact: Call | undefined;
  /** Resolves when the server is there again. */
  readonly recovering: Promise<void>;
}

const RECOVERED_WITHIN_MS = 10_000;

/** Everything that can be asked about a point that did not recover, before what it left is taken away. */
export async function reportOf(site: Site, failure: Failure): Promise<string> {
  const { title, error, callId, contact, recovering } = failure;
  const { world, cast, wire } = site;
  const heard = cast.people.map(([name, phone]) => `  ${name}: ${experiencedBy(phone)}`);
  // Of this moment: whether Asterisk sends the contact anything, and in which way it is bridged.
  const sound = await soundOf(site, contact);
  await Promise.race([recovering.catch(() => undefined), pause(RECOVERED_WITHIN_MS)]);
  const timeline = await world.baton.api('GET', `/calls/${callId}/timeline`).then(({ text }) => text, String);
  return [
    title,
    `  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    'heard at that moment:',
    ...heard,
    "the contact's sound:",
    ...sound,
    'requests:',
    ...wire.requests.map(({ n, method, uri }) => `  ${n} ${method} ${uri}`),
    'server since its last start:',
    ...lastLines(world.baton.stderr, 40),
    "the contact's SIP:",
    ...(contact?.messages ?? []).map(
      ({ direction, method, status, at }) => `  ${Math.round(at)} ${direction} ${method} ${status ?? ''}`,
    ),
    "Asterisk's log:",
    ...lastLines(readFileSync(world.asterisk.logFile, 'utf8'), 15),
    'timeline:',
    timeline,
  ].join('\n');
}

async function soundOf(site: Site, contact: Call | undefined): Promise<readonly string[]> {
  const asked = async (command: string) => [
    `> ${command}`,
    await site.world.asterisk.cli(command).catch(String),
  ];
  const channels = await asked('core show channels concise');
  const details = await Promise.all(
    (channels[1] ?? '')
      .split('\n')
      .flatMap((line) => (line.startsWith('PJSIP/') ? [line.split('!')[0] ?? ''] : []))
      .map((channel) => asked(`core show channel ${channel}`)),
  );
  const bridges = await asked('bridge show all');
  const statistics = await asked('pjsip show channelstats');
  return [
    ...(contact === undefined ? [] : [receivedBy(contact)]),
    ...channels,
    ...statistics,
    ...bridges,
    ...details.flat(),
  ];
}

/** At the phone's end of the wire. */
function receivedBy({ audio, stream, state }: Call): string {
  const now = performance.now();
  const last = audio.lastPacketAt === undefined ? 'never' : `${Math.round(now - audio.lastPacketAt)} ms ago`;
  // One that has ended has given its port back.
  const port = state === 'ended' ? 'none' : stream.port;
  return `  ${state}, at port ${port}; ${audio.packets.length} packets, the last ${last}; ${stream.strayPackets} stray ones`;
}

function lastLines(text: string, count: number): readonly string[] {
  return text.trim().split('\n').slice(-count);
}
