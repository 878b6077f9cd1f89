import type { Attempt, Expected, Reply } from './attempt';

export type FaultType =
  /** From 500 on, or no answer at all. */
  | 'server error'
  /** Something was done or told that must be refused. */
  | 'let in'
  /** It was refused, but not as a refusal of ours has to look. */
  | 'bad answer';

export interface Fault {
  readonly type: FaultType;
  readonly why: string;
}

/** Words of what is behind an answer: a stack, the store, the files of the server. */
const insides =
  /node_modules|\n\s+at |\bat \S+ \(|\.(js|ts):\d+|sqlite|typeorm|QueryFailed|\b(SELECT|INSERT|UPDATE) .* (FROM|INTO|SET) |\/(tmp|home|usr|var|root)\/|ENOENT|ECONNREFUSED|RangeError|TypeError|Cannot read/i;

/** What is wrong with the answer; nothing if it is as it has to be. @param secrets must be in no answer */
export function judge(attempt: Attempt, reply: Reply, secrets: readonly string[]): readonly Fault[] {
  const { status, headers, text } = reply;
  const faults: Fault[] = [];
  const fault = (type: FaultType, why: string) => faults.push({ type, why });

  if (status === 0) fault('server error', 'closed without an answer');
  if (status >= 500 && !isAnnounced(reply)) fault('server error', `answered ${status}`);
  if (status > 0 && status < 500 && !fits(attempt.expected, reply))
    fault(isLetIn(attempt.expected, status) ? 'let in' : 'bad answer', expectedInstead(attempt.expected));
  if (status >= 400 && attempt.method !== 'HEAD') {
    const why = problemFault(status, headers['content-type'], text);
    if (why !== undefined) fault('bad answer', why);
    const inside = insides.exec(text)?.[0];
    if (inside !== undefined) fault('bad answer', `tells of the insides: ${inside.trim()}`);
  }
  if (secrets.some((secret) => text.includes(secret))) fault('let in', 'tells a secret');
  return faults;
}

/** The one error of ours that a client is to live with: Asterisk cannot be reached, and it says when to come again. */
function isAnnounced({ status, headers }: Reply): boolean {
  return status === 503 && headers['retry-after'] !== undefined;
}

function fits(expected: Expected, { status, text }: Reply): boolean {
  switch (expected.type) {
    case 'refused':
      return expected.with?.includes(status) ?? (status >= 400 && status < 500);
    case 'answered':
      return expected.with.includes(status);
    case 'as':
      return status === expected.reply.status && text === expected.reply.text;
    case 'anything':
      return true;
  }
}

function isLetIn(expected: Expected, status: number): boolean {
  if (expected.type === 'as') return true;
  return expected.type === 'refused' && status < 400;
}

function expectedInstead(expected: Expected): string {
  switch (expected.type) {
    case 'refused':
      return `expected ${expected.with?.join(' or ') ?? 'a refusal'}`;
    case 'answered':
      return `expected ${expected.with.join(' or ')}`;
    case 'as':
      return `expected exactly ${expected.reply.status} ${expected.reply.text}`;
    case 'anything':
      return '';
  }
}

function problemFault(status: number, contentType: string | undefined, text: string): string | undefined {
  if (contentType !== 'application/problem+json')
    return `is ${contentType ?? 'of no type'}, no problem document`;
  try {
    const problem = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (problem['status'] !== status) return 'says another status in its body';
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(String(problem['code']))) return 'has no code';
    return problem['detail'] === '' ? 'has no detail' : undefined;
  } catch {
    return 'is no JSON';
  }
}
