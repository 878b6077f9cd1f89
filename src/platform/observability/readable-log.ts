import { styleText } from 'node:util';
import { type DestinationStream, levels } from 'pino';

export interface Appearance {
  readonly colours: 'yes' | 'no';
  /** Whether the stack of an error follows its message, in lines of its own. */
  readonly stacks: 'shown' | 'left-out';
}

/** A line as pino and pino-http write it. */
interface Entry {
  readonly level: number;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly msg?: string;
  readonly context?: string;
  readonly err?: { readonly message?: string; readonly stack?: string };
  readonly req?: { readonly method: string; readonly path: string };
  readonly res?: { readonly status: number };
  /** Milliseconds. */
  readonly responseTime?: number;
  readonly requestId?: string;
}

/**
 * The log for somebody who sits at a terminal: a line each with time and message, and behind them what else there is. For
 * programs it is JSON.
 */
export function readableLog(write: (text: string) => void, appearance: Appearance): DestinationStream {
  return { write: (line) => write(readable(line, appearance)) };
}

function readable(line: string, { colours, stacks }: Appearance): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
    colours === 'yes' && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  const { level, time, msg, context: _, err, req, res, responseTime, requestId, ...rest } = parsed(line);
  const said = req && res ? `${req.method} ${req.path} ${res.status} in ${responseTime} ms` : (msg ?? '');
  const why = err?.message === undefined || err.message === msg ? '' : `: ${err.message}`;
  const fields = Object.entries(req && res ? rest : { requestId, ...rest })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const [label, format] = severityOf(level);
  const text = harmless(`${label}${said}${why}`);
  const stack = stacks === 'shown' ? (err?.stack ?? '').split('\n').slice(1) : [];
  return [
    `${paint('dim', clock(time))} ${paint(format, text)}${paint('dim', harmless(fields.join('')))}`,
    ...stack.map((frame) => paint('dim', harmless(frame))),
    '',
  ].join('\n');
}

function parsed(line: string): Entry {
  return JSON.parse(line) as Entry;
}

function severityOf(level: number): readonly [label: string, format: 'reset' | 'yellow' | 'red'] {
  const { warn = 40, error = 50 } = levels.values;
  if (level >= error) return ['error: ', 'red'];
  return level >= warn ? ['warning: ', 'yellow'] : ['', 'reset'];
}

/** What others have sent may be in a line, and must not tell the terminal what to do. JSON would have escaped most of it. */
function harmless(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}

/** As the clock on the wall has it. */
function clock(timeMs: number): string {
  return new Date(timeMs).toTimeString().slice(0, 8);
}
