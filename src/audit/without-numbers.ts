import { maskedNumber } from '../access/conceal';

/**
 * What may be a phone number, as people write them: five digits or more, and nothing around that would make it part of an
 * id or a time.
 */
const number = /(?<![0-9A-Za-z-])\+?[0-9(*#](?:[ ().-]{0,2}[0-9*#]){4,}(?![0-9A-Za-z-])/g;

/**
 * The same value with the last two digits of whatever looks like a number. A body is kept as it was sent, also in a shape
 * that no request has: `conceal`, which goes by the shape, does not know what is a number there.
 */
export function withoutNumbers(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(number, maskedNumber);
  if (typeof value === 'number')
    return Number.isInteger(value) && value > 99_999 ? maskedNumber(String(value)) : value;
  if (Array.isArray(value)) return value.map(withoutNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [withoutNumbers(name), withoutNumbers(item)]),
  );
}
