/** Something that must be seen nowhere, and what it is. */
export interface Secret {
  readonly what: string;
  readonly value: string;
}

/** A piece that short is in any long text by chance. */
const SHORTEST = 8;

/** Which secrets a text holds, as they are or in one of the ways in which they travel. */
export function secretsIn(text: string, secrets: readonly Secret[]): readonly string[] {
  // JSON within JSON within JSON: each wrap doubles the backslashes.
  const unwrapped = text.replaceAll('\\', '');
  return secrets.flatMap(({ what, value }) =>
    Object.entries(spellings(value))
      .filter(([, spelled]) => spelled.some((one) => one.length >= SHORTEST && text.includes(one)))
      .concat(unwrapped.includes(value) && !text.includes(value) ? [['in JSON', []]] : [])
      .map(([how]) => `${what}, ${how}`),
  );
}

function spellings(value: string): Readonly<Record<string, readonly string[]>> {
  const bytes = Buffer.from(value, 'utf8');
  return {
    'as it is': [value],
    'URL-encoded': [encodeURIComponent(value), new URLSearchParams({ '': value }).toString().slice(1)],
    'in hex': [bytes.toString('hex')],
    'in base64': [0, 1, 2].flatMap((before) => base64Within(bytes, before)),
  };
}

/** How it looks in the base64 of something longer, where it begins after `before` bytes of a group of three. */
function base64Within(bytes: Buffer, before: number): readonly string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  // The first and the last signs are made of its neighbours as well.
  const own = whole.slice(before === 0 ? 0 : before + 1, -1);
  return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
}
