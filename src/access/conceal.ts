/**
 * Takes real phone numbers out of what is to be shown to somebody without the permission `numbers:real`: of each only the
 * last two digits stay, wherever in the value it is written. People are known by their shape (`type` contact or number, the
 * target of a redirect, a dial string that leads outside), so that what is added later need not be listed here. Our own
 * numbers, extensions and ids stay as they are.
 */
export function conceal<T>(value: T): T {
  const found = new Set<string>();
  collect(value, found);
  if (found.size === 0) return value;
  const longestFirst = [...found].sort((a, b) => b.length - a.length);
  const pattern = longestFirst.map((digits) => digits.replace(/[*().]/g, '\\$&')).join('|');
  // Not a part of an id or a time: those have letters, digits or hyphens around.
  const numbers = new RegExp(`(?<![0-9A-Za-z-])\\+?(${pattern})(?![0-9A-Za-z-])`, 'g');
  return replaced(value, (text) => text.replace(numbers, (_, digits: string) => maskedNumber(digits))) as T;
}

/** `+31612345678` -> `••••78`; always as long, as the length tells something, too. */
export function maskedNumber(number: string): string {
  return `••••${number.slice(-2)}`;
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) value.forEach((item) => collect(item, found));
  if (!isRecord(value)) return;
  const { type, number, name, to, endpoint } = value;
  if (type === 'contact' || type === 'number') {
    add(number, found);
    // Where a network knows no name it sends the number in its place, and not always written the same way.
    if (typeof name === 'string' && /^[+0-9 ().-]{4,}$/.test(name)) found.add(name.replace(/^\+/, ''));
  }
  if (type === 'redirect' || 'leg' in value) add(to, found);
  if (typeof endpoint === 'string') add(/^PJSIP\/([^@]+)@/.exec(endpoint)?.[1], found);
  Object.values(value).forEach((item) => collect(item, found));
}

function add(number: unknown, found: Set<string>): void {
  if (typeof number === 'string' && /^\+?[0-9*#]{2,}$/.test(number)) found.add(number.replace(/^\+/, ''));
}

function replaced(value: unknown, inText: (text: string) => string): unknown {
  if (typeof value === 'string') return inText(value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, inText));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [inText(key), replaced(item, inText)]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
