/** What stands between the separators of a header field's value, and whether the value was written as RFC 3261 has it. */
export interface Parts {
  readonly parts: readonly string[];
  /** A quoted string or an angle bracket is left open: what belongs to what can only be guessed. */
  readonly isSound: boolean;
}

/** Splits a value at each of these characters that is neither in a quoted string nor between angle brackets. Linear. */
export function splitOutside(value: string, separators: string): Parts {
  const parts: string[] = [];
  let from = 0;
  let isQuoted = false;
  let isInBrackets = false;
  for (let at = 0; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (isQuoted) {
      if (char === '\\') at += 1;
      else if (char === '"') isQuoted = false;
    } else if (char === '"') isQuoted = true;
    else if (char === '<') isInBrackets = true;
    else if (char === '>') isInBrackets = false;
    else if (!isInBrackets && separators.includes(char)) {
      parts.push(value.slice(from, at));
      from = at + 1;
    }
  }
  return { parts: [...parts, value.slice(from)], isSound: !isQuoted && !isInBrackets };
}

/** Where a character first stands outside of quoted strings; -1 if it does not. */
export function indexOutsideQuotes(text: string, wanted: string): number {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (isQuoted && char === '\\') at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && char === wanted) return at;
  }
  return -1;
}

/** The text of a token or a quoted string, without white space around it. */
export function textOf(value: string): string {
  const text = value.trim();
  if (!text.startsWith('"')) return text;
  return text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined).replace(/\\(.)/gs, '$1');
}

/** A parameter or a URI's header: `name=value`, or a name alone. In lower case, as neither's case means anything here. */
export function parameterOf(text: string): { readonly name: string; readonly value: string | null } {
  const equals = text.indexOf('=');
  const name = (equals < 0 ? text : text.slice(0, equals)).trim().toLowerCase();
  return { name, value: equals < 0 ? null : textOf(text.slice(equals + 1)).toLowerCase() };
}

/** What was percent-encoded; as it stands where that is not UTF-8. */
export function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
