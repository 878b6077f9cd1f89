import { Refused } from '../../refusals/refused';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const CLOSED_BY = { '[': 0x5d, '{': 0x7d } as const;

/**
 * Goes through JSON without parsing it: finds out where a value ends by its brackets and quotes. Whether what lies between is
 * JSON says whoever parses it.
 */
export class Scanner {
  #at = 0;
  #values = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly mostOfAPiece: number,
    private readonly mostValues: number,
  ) {}

  /** The character that the next value begins with. */
  next(): string {
    this.#skipBlanks();
    return String.fromCharCode(this.bytes[this.#at] ?? 0);
  }

  /** Goes through a list, or an object: yields before each member, which is to be read then. */
  *members(opening: '[' | '{'): Generator<void> {
    this.#take(opening.charCodeAt(0));
    if (this.#takeIf(CLOSED_BY[opening])) return;
    do yield;
    while (this.#takeIf(COMMA));
    this.#take(CLOSED_BY[opening]);
  }

  /** The name of a member, in its quotes. */
  key(): string {
    if (this.next() !== '"') throw malformed();
    const text = this.value();
    this.#take(COLON);
    return text;
  }

  /** The whole of the next value. @throws Refused `piece-too-large`, `too-many-values` */
  value(): string {
    this.#skipBlanks();
    const begin = this.#at;
    const end = this.#endOfValue(begin);
    if (end === begin) throw malformed();
    this.#at = end;
    return this.bytes.toString('utf8', begin, end);
  }

  /** @throws Refused `malformed-json` if there is anything left */
  end(): void {
    this.#skipBlanks();
    if (this.#at < this.bytes.length) throw malformed();
  }

  #endOfValue(begin: number): number {
    let depth = 0;
    let at = begin;
    this.#count();
    while (at < this.bytes.length) {
      if (at - begin > this.mostOfAPiece) throw this.#tooLarge();
      const byte = this.bytes[at] ?? 0;
      if (depth === 0 && at > begin && this.#endsScalar(byte)) return at;
      at += 1;
      if (byte === QUOTE) at = this.#endOfText(begin, at);
      else if (OPENING.has(byte)) depth += 1;
      else if (CLOSING.has(byte)) depth -= 1;
      else if (byte === COMMA || byte === COLON) this.#count();
      if (depth < 0) throw malformed();
      if (depth === 0 && (byte === QUOTE || CLOSING.has(byte))) return at;
    }
    if (depth > 0) throw malformed();
    return at;
  }

  #endsScalar(byte: number): boolean {
    return byte === COMMA || CLOSING.has(byte) || BLANKS.has(byte);
  }

  /** @param from behind the quote that begins it @returns behind the one that ends it */
  #endOfText(begin: number, from: number): number {
    for (let at = from; at < this.bytes.length; at += 1) {
      if (at - begin > this.mostOfAPiece) throw this.#tooLarge();
      const byte = this.bytes[at];
      if (byte === QUOTE) return at + 1;
      if (byte === BACKSLASH) at += 1;
    }
    throw malformed();
  }

  #count(): void {
    this.#values += 1;
    if (this.#values <= this.mostValues) return;
    throw new Refused('too-many-values', `A file has ${this.mostValues} values at most.`);
  }

  #skipBlanks(): void {
    const begin = this.#at;
    while (BLANKS.has(this.bytes[this.#at] ?? 0)) {
      this.#at += 1;
      if (this.#at - begin > this.mostOfAPiece) throw this.#tooLarge();
    }
  }

  #takeIf(byte: number): boolean {
    this.#skipBlanks();
    if (this.bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }

  #take(byte: number): void {
    if (!this.#takeIf(byte)) throw malformed();
  }

  #tooLarge(): Refused {
    const detail = `One item of a list, or one setting, has ${this.mostOfAPiece} bytes at most.`;
    return new Refused('piece-too-large', detail);
  }
}

function malformed(): Refused {
  return new Refused('malformed-json', 'The body is not JSON.');
}
