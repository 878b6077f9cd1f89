import { z } from 'zod';
import { isEasilyGuessed } from './easily-guessed';
import { isReadableOnTheWay } from './plaintext';
import { StartupError } from './startup-error';
import { isTrustable } from './trusted-proxies';

// What may also stand in a WebSocket subprotocol (RFC 6455, 4.1), which is where browsers put it.
const keyCharacters = /^[A-Za-z0-9._~-]+$/;

const port = z.coerce.number('must be a number').int().min(0).max(65_535);
const text = (pattern: RegExp, meaning: string) => z.string().regex(pattern, meaning);

const key = text(keyCharacters, 'must be letters, digits, . _ ~ or -')
  .min(16, 'must be at least 16 characters long')
  .max(200)
  .refine((given) => !isEasilyGuessed(given), 'is among the first that anybody would try');

/** For how many days something is kept; 0: for ever. */
const days = z.coerce.number('must be a number').int().min(0).max(36_500);

const variables = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  ARI_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .default('http://127.0.0.1:8088'),
  // Must be asked for in so many words: whoever can listen between here and Asterisk can then hear and move every call.
  ARI_ALLOW_PLAINTEXT: z.enum(['true', 'false'], { error: 'must be true or false' }).default('false'),
  ARI_USER: text(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1-64 letters, digits, _ . or -').default('baton'),
  ARI_PASSWORD: z
    .string('is not set; it is the password of ARI_USER in ari.conf')
    .min(1, 'is not set; it is the password of ARI_USER in ari.conf'),
  // The application's name goes into dialplan arguments and into the socket's query string.
  ARI_APP: text(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1-64 letters, digits, _ or -').default('baton'),
  // Asterisk's own file, as asterisk-config/logger.conf has it; where it is on another machine nobody reads it.
  ASTERISK_SECURITY_LOG: text(/^\//, 'must be an absolute path').optional(),
  // What grows with every call and request. Timelines are most of it.
  KEEP_CALLS_DAYS: days.default(365),
  KEEP_TIMELINES_DAYS: days.default(90),
  KEEP_AUDIT_DAYS: days.default(730),
  KEEP_INCIDENTS_DAYS: days.default(365),
  // For so long a command with an Idempotency-Key that comes again gets its first answer.
  KEEP_ANSWERS_HOURS: z.coerce.number('must be a number').int().min(1).max(720).default(24),
  // So many events of the stream are there for those who have missed them. In memory.
  KEEP_EVENTS: z.coerce.number('must be a number').int().min(0).max(100_000).default(1_000),
  DATA_DIR: z.string().min(1).default('./data'),
  // A disk with less space left is told of. Music and Asterisk's logs may be on it, too.
  LOW_SPACE_MB: z.coerce.number('must be a number').int().min(1).default(500),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ADMIN_KEY: key.optional(),
  RESTRICTED_KEY: key.optional(),
  // Written into Asterisk's configuration, where these would end or quote it.
  MUSIC_DIR: text(/^\/[^;"\r\n]*$/, 'must be an absolute path without ; and quotes').optional(),
  MUSIC_CLASSES: text(/^[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*$/, 'must be names, separated by commas').optional(),
  SIP_HOST: z.string().min(1).optional(),
  SIP_UDP_PORT: port.min(1).default(5060),
  SIP_TCP_PORT: port.min(1).optional(),
  // Most phones send sound also while they are muted. Where some do not, 0 switches it off, for phones set up from then on.
  SILENT_PHONE_SECONDS: z.coerce
    .number('must be a number')
    .int()
    .refine((seconds) => seconds === 0 || (seconds >= 5 && seconds <= 3_600), 'must be 0 (off) or 5 to 3600')
    .default(60),
  // Whoever is named here is believed about who sends a request, which wrong passwords and the audit log go by.
  TRUSTED_PROXIES: z
    .string()
    .transform((list) => list.split(',').map((proxy) => proxy.trim()))
    .refine(
      (list) => list.every(isTrustable),
      'must be addresses, networks as 10.0.0.0/8, or loopback, linklocal, uniquelocal, separated by commas',
    )
    .optional(),
  SIP_WS_URL: z.url({ protocol: /^wss?$/, error: 'must be a ws:// or wss:// address' }).optional(),
});

const environment = variables.refine(
  (env) => env.ARI_ALLOW_PLAINTEXT === 'true' || !isReadableOnTheWay(new URL(env.ARI_URL)),
  {
    path: ['ARI_URL'],
    error:
      'is another machine and not https://, so that the password of ARI could be read on the way; ' +
      'use https://, or set ARI_ALLOW_PLAINTEXT=true if nobody can listen in between',
  },
);

/** How this server is set up. Parsed once, at start; nothing else reads the environment. */
export interface Settings {
  readonly http: { readonly host: string; readonly port: number };
  readonly ari: {
    /** Base address without a trailing slash, e.g. `http://127.0.0.1:8088`. */
    readonly url: string;
    readonly user: string;
    readonly password: string;
    readonly app: string;
  };
  /** Where Asterisk can be reached by phones; told to whoever sets a phone up. */
  readonly sip: { readonly udp: string; readonly tcp: string; readonly ws: string };
  /** A phone that sends no sound for so long in a call, and has not put it on hold, counts as gone; 0: never. */
  readonly silentPhoneSeconds: number;
  /** Undefined: Baton puts no music into its Asterisk. */
  readonly music:
    | {
        /** Written by Baton and read by Asterisk, which must both know it by this name. */
        readonly dir: string;
        /** Classes that Asterisk has besides, by the operator's own configuration. */
        readonly otherClasses: readonly string[];
      }
    | undefined;
  /** Where Asterisk writes about those whom it refuses; undefined: nobody reads that. */
  readonly asteriskSecurityLog: string | undefined;
  /** Addresses and networks of proxies that say truly whom they pass on. */
  readonly trustedProxies: readonly string[];
  /** Milliseconds; null: for ever. Timelines are not kept without their calls. */
  readonly keptForMs: Readonly<Record<'calls' | 'timelines' | 'audit' | 'incidents', number | null>>;
  /** Milliseconds for which the first answer to a command with an `Idempotency-Key` is given again. */
  readonly answersKeptForMs: number;
  /** How many events can be asked for again. */
  readonly eventsKept: number;
  readonly dataDir: string;
  /** With less space than this on the disk of the data folder administrators are told; 1,048,576 bytes each. */
  readonly lowSpaceMegabytes: number;
  readonly logLevel: string;
  /** Replaces the stored admin key when given. */
  readonly adminKey: string | undefined;
  /** A second key, which reads only, and sees of phone numbers the last two digits. */
  readonly restrictedKey: string | undefined;
}

/**
 * Reads the settings out of an environment. An empty variable counts as not set, as docker compose passes those.
 * @throws StartupError with one line per bad value; a value is never repeated in it, since some are secrets.
 */
export function parseSettings(environ: Readonly<Record<string, unknown>>): Settings {
  const given = Object.fromEntries(Object.entries(environ).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StartupError(lines.join('\n'));
  }
  const env = parsed.data;
  const ariUrl = new URL(env.ARI_URL);
  const sipHost = env.SIP_HOST ?? ariUrl.hostname;
  const wsProtocol = ariUrl.protocol === 'https:' ? 'wss:' : 'ws:';
  return {
    http: { host: env.HOST, port: env.PORT },
    ari: {
      url: env.ARI_URL.replace(/(?<!\/)\/+$/, ''),
      user: env.ARI_USER,
      password: env.ARI_PASSWORD,
      app: env.ARI_APP,
    },
    sip: {
      udp: `${sipHost}:${env.SIP_UDP_PORT}`,
      tcp: `${sipHost}:${env.SIP_TCP_PORT ?? env.SIP_UDP_PORT}`,
      ws: env.SIP_WS_URL ?? `${wsProtocol}//${ariUrl.host}/ws`,
    },
    silentPhoneSeconds: env.SILENT_PHONE_SECONDS,
    music:
      env.MUSIC_DIR === undefined
        ? undefined
        : { dir: env.MUSIC_DIR, otherClasses: env.MUSIC_CLASSES?.split(',') ?? [] },
    asteriskSecurityLog: env.ASTERISK_SECURITY_LOG,
    trustedProxies: env.TRUSTED_PROXIES ?? [],
    keptForMs: {
      calls: daysOrForEver(env.KEEP_CALLS_DAYS),
      timelines: daysOrForEver(env.KEEP_TIMELINES_DAYS),
      audit: daysOrForEver(env.KEEP_AUDIT_DAYS),
      incidents: daysOrForEver(env.KEEP_INCIDENTS_DAYS),
    },
    answersKeptForMs: env.KEEP_ANSWERS_HOURS * 3_600_000,
    eventsKept: env.KEEP_EVENTS,
    dataDir: env.DATA_DIR,
    lowSpaceMegabytes: env.LOW_SPACE_MB,
    logLevel: env.LOG_LEVEL,
    adminKey: env.ADMIN_KEY,
    restrictedKey: env.RESTRICTED_KEY,
  };
}

const DAY_MS = 86_400_000;

/** @param days 0: for ever */
function daysOrForEver(days: number): number | null {
  return days === 0 ? null : days * DAY_MS;
}
