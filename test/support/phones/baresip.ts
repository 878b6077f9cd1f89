import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../scripts/lib/free-ports.cjs';
import { awaitChange, type Within } from '../await';
import { sharedTones, TONE_PEAK, type ToneBook } from '../media/tone-plan';
import { wavOf } from '../media/wav';
import { BaresipControl, type BaresipEvent } from './baresip-control';
import { Program } from './program';
import { findTools } from './tools';

export interface BaresipOptions {
  /** Asterisk's UDP port on 127.0.0.1. */
  readonly sipPort: number;
  readonly user: string;
  readonly password: string;
  /** How others call its tone; the SIP user when left out. */
  readonly name?: string;
  readonly toneHz?: number;
  readonly tones?: ToneBook;
  /** `auto` picks up every call at once; `manual` (default) leaves it to `answer`. */
  readonly answers?: 'auto' | 'manual';
  /** How long the registration may take; default ten seconds. */
  readonly registerMs?: number;
}

/** A phone that was forgotten ends after this time. */
const AT_MOST_MS = 120_000;
const START_MS = 10_000;
const START_ATTEMPTS = 4;

/**
 * A telephone that nobody here wrote: baresip, registered over UDP, without a sound card: its microphone is a
 * file. It cannot tell what it hears: ask the others.
 */
export class Baresip {
  private constructor(
    private readonly program: Program,
    private readonly control: BaresipControl,
    private readonly dir: string,
    private readonly server: string,
    private readonly forget: () => void,
    readonly name: string,
    readonly toneHz: number,
  ) {}

  /** Resolves when it is registered. @throws when it is not in time, with its last words */
  static async register(options: BaresipOptions): Promise<Baresip> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await Baresip.#start(options);
      } catch (error) {
        // It also takes the TCP port of the same number and the one above: those may be somebody else's.
        if (attempt === START_ATTEMPTS || !/Address already in use/.test(String(error))) throw error;
      }
    }
  }

  static async #start(options: BaresipOptions): Promise<Baresip> {
    const { sipPort, user, name = user, tones = sharedTones } = options;
    const tools = await findTools();
    const [localPort, controlPort] = await Promise.all([
      freePort('udp', '127.0.0.1'),
      freePort('tcp', '127.0.0.1'),
    ]);
    const toneHz = tones.claim(name, options.toneHz);
    const forget = () => tones.release(toneHz);
    const dir = mkdtempSync(join(tmpdir(), 'baton-baresip-'));
    const voiceFile = join(dir, 'voice.wav');
    // Not its sine generator: version 1.0's is six times as loud as our other voices.
    writeFileSync(voiceFile, wavOf([{ hz: toneHz, peak: TONE_PEAK }], AT_MOST_MS / 1000));
    writeFileSync(
      join(dir, 'config'),
      config({ localPort, controlPort, voiceFile, modules: tools.baresipModules }),
    );
    writeFileSync(join(dir, 'accounts'), account(options));
    const program = new Program({
      name: `baresip (${name})`,
      file: tools.baresip,
      args: ['-f', dir],
      cwd: dir,
      atMostMs: AT_MOST_MS,
    });
    try {
      await awaitChange({
        what: `baresip (${name}) to be ready`,
        withinMs: START_MS,
        watch: program.changes.watch,
        look: () => {
          if (!program.running) throw new Error(`baresip ended at its start: ${program.lastWords()}`);
          return program.output.includes('baresip is ready') ? true : undefined;
        },
        instead: () => `said: ${program.lastWords()}`,
      });
      const control = await BaresipControl.connect(controlPort);
      const phone = new Baresip(program, control, dir, `127.0.0.1:${sipPort}`, forget, name, toneHz);
      await phone.#registered(options.registerMs ?? START_MS);
      return phone;
    } catch (error) {
      await program.stop();
      forget();
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  }

  /** Everything it has reported. */
  get events(): readonly BaresipEvent[] {
    return this.control.events;
  }

  /** Dials; await `established`. */
  async call(number: string): Promise<void> {
    await this.control.command('dial', `sip:${number}@${this.server}`);
  }

  /** Resolves with the caller's URI when it is called. */
  async rings(within: Within): Promise<string> {
    return (await this.control.event('CALL_INCOMING', within)).peer;
  }

  async answer(): Promise<void> {
    await this.control.command('accept');
  }

  async established(within: Within): Promise<void> {
    await this.control.event('CALL_ESTABLISHED', within);
  }

  async hold(): Promise<void> {
    await this.control.command('hold');
  }

  async resume(): Promise<void> {
    await this.control.command('resume');
  }

  /** Blind transfer of the call in hand. */
  async transfer(number: string): Promise<void> {
    await this.control.command('transfer', `sip:${number}@${this.server}`);
  }

  /** Hangs up, or declines a call that rings. */
  async hangUp(): Promise<void> {
    await this.control.command('hangup');
  }

  /** Resolves with its reason when a call is over. */
  async ended(within: Within): Promise<string> {
    return (await this.control.event('CALL_CLOSED', within)).param;
  }

  /** Says nothing any more, neither SIP nor sound, and does not say so. */
  async losesPower(): Promise<void> {
    await this.program.kill();
  }

  /** Unregisters, ends it, and removes its files. */
  async destroy(): Promise<void> {
    this.control.close();
    await this.program.stop({ withinMs: 5000 });
    this.forget();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #registered(withinMs: number): Promise<void> {
    await awaitChange({
      what: `baresip (${this.name}) to be registered`,
      withinMs,
      watch: (changed) => {
        const stops = [this.program.changes.watch(changed), this.control.watch(changed)];
        return () => stops.forEach((stop) => stop());
      },
      // It may have registered before we were connected to hear of it: then it stands in its output.
      look: () => {
        const known = this.events.some(({ type }) => type === 'REGISTER_OK');
        return known || /\{\d+\/UDP\/v4\} 200 OK/.test(this.program.output) ? true : undefined;
      },
      instead: () => `said: ${this.program.lastWords()}`,
    });
  }
}

function account({ user, password, sipPort, answers = 'manual' }: BaresipOptions): string {
  const parameters = [
    `auth_user=${user}`,
    `auth_pass=${password}`,
    `answermode=${answers}`,
    'audio_codecs=PCMU',
    'regint=600',
  ];
  return `<sip:${user}@127.0.0.1:${sipPort};transport=udp>;${parameters.join(';')}\n`;
}

interface Places {
  readonly localPort: number;
  readonly controlPort: number;
  readonly voiceFile: string;
  readonly modules: string;
}

function config({ localPort, controlPort, voiceFile, modules }: Places): string {
  return `sip_listen 127.0.0.1:${localPort}
call_max_calls 4
statmode_default off
audio_source aufile,${voiceFile}
audio_player aubridge,nowhere
audio_alert aubridge,nowhere
audio_channels 1-1
rtp_ports 20000-30000
jitter_buffer_delay 1-2
net_interface 127.0.0.1
module_path ${modules}
module g711.so
module aufile.so
module aubridge.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${controlPort}
`;
}
