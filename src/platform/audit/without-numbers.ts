import { hasDigit } from '../../core/caller-id/digits';
import { apart, maskedNumber, replaceRuns } from '../access/conceal';
import { digitRuns } from '../access/digit-runs';

/** What may be a phone number; an extension is shorter. */
const SHORTEST = 5;

/**
 * The same value with the last two digits of whatever looks like a number, however it is written. A body is kept as it was
 * sent, also in a shape that no request has: `conceal`, which goes by the shape, does not know what is a number there.
 */
export function withoutNumbers(value: unknown): unknown {
  if (typeof value === 'string') return textWithoutNumbers(value);
  if (typeof value === 'number')
    return Number.isInteger(value) && value > 99_999 ? maskedNumber(String(value)) : value;
  if (Array.isArray(value)) return value.map(withoutNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [withoutNumbers(name), withoutNumbers(item)]),
  );
}

/** As {@link withoutNumbers}, of a text. */
export function textWithoutNumbers(text: string): string {
  if (!hasDigit(text)) return text;
  const masked = (part: string) =>
    replaceRuns(part, digitRuns(part), ({ digits }) =>
      digits.length < SHORTEST ? null : maskedNumber(digits),
    );
  return apart(text)
    .map((part, index) => (index % 2 === 0 ? masked(part) : part))
    .join('');
}
