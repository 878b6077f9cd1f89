/** Something that a viewer must not see: a number, an extension or a name. */
export interface Secret {
  readonly what: string;
  readonly value: string;
}

/** Where it was seen. */
export interface Leak {
  readonly viewer: string;
  readonly secret: string;
  /** The line in which it stood. */
  readonly line: string;
}

/**
 * Searches text for secrets, as it stands and decoded: percent-encoding, quoted pairs, and numbers written with spaces,
 * dots, hyphens or brackets, nationally or internationally.
 */
export function search(viewer: string, text: string, secrets: readonly Secret[]): Leak[] {
  const leaks: Leak[] = [];
  for (const line of text.split(/\r\n|\n/)) {
    const forms = formsOf(line);
    for (const { what, value } of secrets) {
      if (isIn(forms, value)) leaks.push({ viewer, secret: what, line: line.slice(0, 200) });
    }
  }
  return leaks;
}

function formsOf(line: string): readonly string[] {
  const decoded = decodePercent(line).replace(/\\(.)/g, '$1');
  return [line, decoded, decoded.replace(/[\s().-]/g, '')];
}

function isIn(forms: readonly string[], value: string): boolean {
  if (!/^\+?[0-9]+$/.test(value)) {
    return forms.some((form) => form.toLowerCase().includes(value.toLowerCase()));
  }
  // The part that a national writing has, too; an extension as it is, but not as a part of a longer number.
  const digits = value.startsWith('+') ? value.slice(3) : `(?<![0-9a-f])${value}(?![0-9a-f])`;
  const pattern = new RegExp(digits, 'i');
  return forms.some((form) => pattern.test(form));
}

function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
