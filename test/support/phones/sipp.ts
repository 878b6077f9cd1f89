import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/lib/free-ports.cjs';
import { awaitChange, Changes, type Within } from '../await';
import { PACKET_SAMPLES, SAMPLE_RATE_HZ } from '../media/pcmu';
import { sharedTones, type ToneBook } from '../media/tone-plan';
import { Voice } from '../media/voice';
import { Program } from './program';
import { HANG_UP_REQUEST, uacScenario } from './sipp-scenario';
import { findTools } from './tools';

export interface SippCallOptions {
  /** Asterisk's UDP port on 127.0.0.1. */
  readonly sipPort: number;
  /** What is dialled. */
  readonly number: string;
  readonly from: { readonly name?: string; readonly number: string };
  /** For an endpoint that asks for a password. */
  readonly auth?: { readonly user: string; readonly password: string };
  /** How others call its tone. */
  readonly name: string;
  readonly toneHz?: number;
  readonly tones?: ToneBook;
  /** It hangs up by itself after this time, if the other side did not; default 30 s. */
  readonly talkMs?: number;
}

const SETUP_MS = 15_000;

/**
 * A caller that nobody here wrote: one call by SIPp over UDP, sending a tone as its voice. It cannot tell what it
 * hears: ask the others. Ends by itself, whatever the test does.
 */
export class SippCall {
  private constructor(
    private readonly program: Program,
    private readonly dir: string,
    private readonly address: { readonly port: number; readonly callId: string },
    private readonly forget: () => void,
    readonly name: string,
    readonly toneHz: number,
  ) {}

  /** Starts SIPp; the INVITE leaves within moments. */
  static async start(options: SippCallOptions): Promise<SippCall> {
    const { sipPort, number, from, auth, name, tones = sharedTones, talkMs = 30_000 } = options;
    const { sipp } = await findTools();
    const [port, mediaPort, controlPort] = await Promise.all([
      freePort('udp', '127.0.0.1'),
      freePort('udp', '127.0.0.1'),
      freePort('udp', '127.0.0.1'),
    ]);
    const callId = randomUUID();
    const toneHz = tones.claim(name, options.toneHz);
    const dir = mkdtempSync(join(tmpdir(), 'baton-sipp-'));
    writeFileSync(join(dir, 'voice.ul'), oneSecondOf(toneHz));
    writeFileSync(join(dir, 'call.xml'), uacScenario({ from, voiceFile: 'voice.ul', talkMs }));
    const program = new Program({
      name: `SIPp (${name})`,
      file: sipp,
      cwd: dir,
      atMostMs: SETUP_MS + talkMs + 5000,
      args: [
        `127.0.0.1:${sipPort}`,
        ...['-sf', 'call.xml', '-s', number, '-m', '1', '-nostdin', '-skip_rlimit', '-cid_str', callId],
        ...['-i', '127.0.0.1', '-p', String(port), '-mp', String(mediaPort), '-cp', String(controlPort)],
        ...['-trace_logs', '-log_file', LOG, '-trace_err', '-error_file', ERRORS],
        ...['-timeout', String(Math.ceil((SETUP_MS + talkMs) / 1000)), '-timeout_error'],
        ...(auth === undefined ? [] : ['-au', auth.user, '-ap', auth.password]),
      ],
    });
    return new SippCall(program, dir, { port, callId }, () => tones.release(toneHz), name, toneHz);
  }

  /** Resolves when the call is answered. @throws at once when it fails */
  async answered({ withinMs }: Within): Promise<void> {
    await this.#milestone('answered', withinMs);
  }

  /** Resolves when the call rings (180 or 183). */
  async rings({ withinMs }: Within): Promise<void> {
    await this.#milestone('ringing', withinMs);
  }

  /** Hangs up now (BYE, or CANCEL while it rings), and resolves when SIPp is gone. */
  async hangUp(): Promise<void> {
    if (this.program.running) await this.#tellToHangUp();
    await this.program.exited({ withinMs: 5000 });
  }

  /** Resolves when the call is over: `true` when it went as a call should, to the BYE. */
  async ended({ withinMs }: Within): Promise<boolean> {
    return (await this.program.exited({ withinMs })) === 0;
  }

  /** Ends it in any case, and removes its files. */
  async destroy(): Promise<void> {
    await this.program.stop();
    this.forget();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #tellToHangUp(): Promise<void> {
    const { port, callId } = this.address;
    const request = [
      `${HANG_UP_REQUEST} sip:sipp@127.0.0.1:${port} SIP/2.0`,
      'Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK-hang-up',
      'From: <sip:test@127.0.0.1>;tag=test',
      'To: <sip:sipp@127.0.0.1>',
      `Call-ID: ${callId}`,
      `CSeq: 1 ${HANG_UP_REQUEST}`,
      'Content-Length: 0',
    ].join('\r\n');
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) =>
      socket.send(`${request}\r\n\r\n`, port, '127.0.0.1', () => resolve()),
    );
    socket.close();
  }

  async #milestone(word: string, withinMs: number): Promise<void> {
    const changes = new Changes();
    const watcher = watch(this.dir, () => changes.tell());
    const stopProgram = this.program.changes.watch(() => changes.tell());
    try {
      await awaitChange({
        what: `SIPp's call (${this.name}) to be ${word}`,
        withinMs,
        watch: changes.watch,
        look: () => {
          if (this.#read(LOG).includes(word)) return true;
          if (!this.program.running) throw new Error(`SIPp ended before it was ${word}: ${this.#why()}`);
          return undefined;
        },
        instead: () => `it said: ${this.#why()}`,
      });
    } finally {
      watcher.close();
      stopProgram();
    }
  }

  #why(): string {
    return this.#read(ERRORS).trim() || this.program.lastWords() || 'nothing';
  }

  #read(file: string): string {
    try {
      return readFileSync(join(this.dir, file), 'utf8');
    } catch {
      // Not written yet.
      return '';
    }
  }
}

const LOG = 'log.txt';
const ERRORS = 'errors.txt';

/** A whole number of periods and of packets, so that it may be repeated for ever. */
function oneSecondOf(toneHz: number): Buffer {
  const voice = new Voice(toneHz);
  return Buffer.concat(Array.from({ length: SAMPLE_RATE_HZ / PACKET_SAMPLES }, () => voice.nextPacket()));
}
