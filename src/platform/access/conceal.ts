import { digitsOf, hasDigit } from '../../core/caller-id/digits';
import { type DigitRun, digitRuns, digitRunsOfName } from './digit-runs';

const HIDDEN = '••••';

/**
 * Takes real phone numbers out of what is to be shown to somebody without the permission `numbers:real`: of each only the
 * last two digits stay, wherever in the value and however it is written, and whatever it looks like. People are known by
 * their shape (`type` contact or number, the target of a redirect, a dial string that leads outside), so that what is added
 * later need not be listed here. Our own numbers, extensions, ids and times stay as they are.
 */
export function conceal<T>(value: T): T {
  const secrets = new Secrets();
  secrets.collect(value);
  secrets.sort();
  return secrets.isEmpty ? value : (secrets.conceal(value) as T);
}

/** `+31612345678` -> `••••78`; always as long, as the length tells something, too. Two digits are no more than that. */
export function maskedNumber(number: string): string {
  const digits = digitsOf(number);
  return digits.length > 2 ? HIDDEN + digits.slice(-2) : HIDDEN;
}

/** `Kim 06-12345678` -> `Kim ••••78`: of all its digits only the last two, if there are more. */
function maskedName(name: string): string {
  if (digitsOf(name).length <= 2) return name;
  const runs = digitRunsOfName(name);
  return replaceRuns(name, runs, (run) => HIDDEN + (run === runs.at(-1) ? run.digits.slice(-2) : ''));
}

export function replaceRuns(
  text: string,
  runs: readonly DigitRun[],
  by: (run: DigitRun) => string | null,
): string {
  let result = '';
  let from = 0;
  for (const run of runs) {
    const instead = by(run);
    if (instead === null) continue;
    result += text.slice(from, run.from) + instead;
    from = run.to;
  }
  return result + text.slice(from);
}

/** Ids of ours and times, wherever they stand. */
const untouched =
  /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)/i;
/** The id that Asterisk gives to a channel: a time and a count, where it has a system name behind that. */
const uniqueId = /^(?:[\w-]{1,60}-)?\d{9,11}\.\d{1,9}$/;

/** Parts of a text with what must stay as it is at every second place. */
export function apart(text: string): readonly string[] {
  return uniqueId.test(text) ? ['', text] : text.split(untouched);
}

/** A number with fewer digits may stand in ids, counts and times by chance: it counts only where it stands alone. */
const TELLING = 5;
/** A number written nationally and the same one written internationally agree in so many of their last digits. */
const SAME_END = 7;

/** The numbers and names that are to be concealed in a value. */
class Secrets {
  /** As they are written where they were found. */
  readonly #numbers = new Set<string>();
  /** What is not found by its digits alone: names, and numbers with letters in between; and what stays of each. */
  readonly #words = new Map<string, string>();
  /** Of those words the ones that look like an id or a time. */
  #disguised: readonly (readonly [string, string])[] = [];
  /** Whether one of them has no digit: an address such as `kim.contact`. */
  #hasPlainWords = false;
  readonly #digits = new Set<string>();
  readonly #ends = new Set<string>();

  get isEmpty(): boolean {
    return this.#numbers.size === 0 && this.#words.size === 0;
  }

  collect(value: unknown): void {
    if (Array.isArray(value)) value.forEach((item) => this.collect(item));
    if (!isRecord(value)) return;
    const { type, number, name, to, endpoint } = value;
    if (isPerson(type)) {
      this.#addNumber(number);
      this.#addName(name);
    }
    if (isLeadingOn(value)) this.#addNumber(to);
    if (typeof endpoint === 'string') this.#addNumber(/^PJSIP\/([^@]+)@/.exec(endpoint)?.[1]);
    Object.values(value).forEach((item) => this.collect(item));
  }

  /** After all was collected. */
  sort(): void {
    this.#disguised = [...this.#words].filter(([word]) => apart(word).length > 1);
    this.#hasPlainWords = [...this.#words.keys()].some((word) => !hasDigit(word));
  }

  conceal(value: unknown): unknown {
    if (typeof value === 'string') return this.#inText(value);
    if (Array.isArray(value)) return value.map((item) => this.conceal(item));
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).map(([key, item]) => [
      this.#inText(key),
      typeof item === 'string' ? this.#inField(value, key, item) : this.conceal(item),
    ]);
    return Object.fromEntries(entries);
  }

  #addNumber(number: unknown): void {
    if (typeof number !== 'string' || number === '') return;
    this.#numbers.add(number);
    this.#addDigits(digitsOf(number));
    // Written as no run of digits is found by: in several, or with letters or dots in or around it. A bare word may be any.
    if (!/^\+?[0-9*#]+$/.test(number) && !/^\p{L}*$/u.test(number))
      this.#words.set(number, maskedNumber(number));
  }

  /** Where a network knows no name it sends the number in its place, or both together, and not always written the same way. */
  #addName(name: unknown): void {
    if (typeof name !== 'string') return;
    const masked = maskedName(name);
    if (masked === name) return;
    this.#words.set(name, masked);
    for (const { digits } of digitRunsOfName(name)) if (digits.length > 2) this.#addDigits(digits);
  }

  #addDigits(digits: string): void {
    if (digits.length > 0) this.#digits.add(digits);
    if (digits.length >= SAME_END) this.#ends.add(digits.slice(-SAME_END));
  }

  /** Where the shape of the whole says what a field is. */
  #inField(of: Readonly<Record<string, unknown>>, key: string, text: string): string {
    const { type } = of;
    if (type === 'agent' && key === 'extension') return text;
    if (isPerson(type) && key === 'number') return text === '' ? text : maskedNumber(text);
    if (isLeadingOn(of) && key === 'to') return maskedNumber(text);
    // What a phone shows: a number, or what stood in its place.
    const isShown = typeof of['name'] === 'string' && typeof of['number'] === 'string';
    if (isShown && key === 'number' && this.#numbers.has(text)) return maskedNumber(text);
    if (isShown && key === 'name') return this.#inText(this.#withoutWords(text));
    return this.#inText(text);
  }

  /** Numbers that are none, as `kim.contact`: what looks like a word is one anywhere but beside a number. */
  #withoutWords(text: string): string {
    let result = text;
    for (const number of this.#numbers) {
      if (digitsOf(number) === '') result = result.replaceAll(number, HIDDEN);
    }
    return result;
  }

  #inText(text: string): string {
    if (!hasDigit(text) && !this.#hasPlainWords) return text;
    if (this.#numbers.has(text) && !uniqueId.test(text)) return maskedNumber(text);
    // A name that is written like a time or an id is not spared as if it were one.
    const plain = this.#disguised.reduce((result, [word, masked]) => result.replaceAll(word, masked), text);
    return apart(plain)
      .map((part, index) => (index % 2 === 0 ? this.#inPart(part) : part))
      .join('');
  }

  #inPart(part: string): string {
    let result = part;
    for (const [word, masked] of this.#words) result = replaceWhole(result, word, masked);
    return replaceRuns(result, digitRuns(result), (run) =>
      this.#isOne(run) ? maskedNumber(run.digits) : null,
    );
  }

  #isOne({ digits, isAttached }: DigitRun): boolean {
    for (let at = 0; at + SAME_END <= digits.length; at += 1) {
      // Not only at its end: something else may be written behind it.
      if (this.#ends.has(digits.slice(at, at + SAME_END))) return true;
    }
    return this.#digits.has(digits) && (digits.length >= TELLING || !isAttached);
  }
}

/** Short ones only where nothing is attached to them. */
function replaceWhole(text: string, wanted: string, by: string): string {
  if (!text.includes(wanted)) return text;
  if (digitsOf(wanted).length >= TELLING) return text.replaceAll(wanted, by);
  const parts = text.split(wanted);
  return parts.reduce((before, after) => {
    const isFree = !/[\p{L}\p{N}_.:-]$/u.test(before) && !/^(?:[\p{L}\p{N}_:-]|\.[\p{L}\p{N}])/u.test(after);
    return before + (isFree ? by : wanted) + after;
  });
}

/** Where a phone sends its calls: a redirect, or the report of one. */
function isLeadingOn(value: Readonly<Record<string, unknown>>): boolean {
  return value['type'] === 'redirect' || 'leg' in value;
}

function isPerson(type: unknown): boolean {
  return type === 'contact' || type === 'number';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
