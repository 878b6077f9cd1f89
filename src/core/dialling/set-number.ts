import { type Home, readDialled } from './dialled';
import type { OwnNumbers } from './own-numbers';
import { type DialRules, forbiddenNumber, type Rule } from './policy';
import { inWords } from './rule-words';

/** A line from which a number that is set may come to be dialled. */
export interface Dialler extends Home {
  readonly rules: readonly DialRules[];
  /** There is no line yet, and what depends on its country waits for one. */
  readonly isYetUnknown?: boolean;
}

/** Why a number cannot be set. */
export interface SetRefusal {
  readonly code: 'undialable-number' | 'forbidden-number' | 'own-number' | 'emergency-number';
  readonly rule?: Rule;
  readonly message: string;
}

/** As one dials it somewhere, without saying where. */
const local = /^[0-9]{1,32}$/;

/**
 * Whether a number may be set where Baton is to dial it by itself: in a ring group, or as what a line falls back on. It is refused if
 * no line could ever dial it. If it leads back to one of our lines, or to those whom one calls for help, one line is enough.
 * @param diallers each line that reads it differently, or has rules of its own
 */
export function refusalToSet(
  number: string,
  diallers: readonly Dialler[],
  own: OwnNumbers,
): SetRefusal | undefined {
  const refusals = diallers.map((dialler) => refusalOn(number, dialler, own));
  const always = refusals.find(
    (refusal) => refusal?.code === 'own-number' || refusal?.code === 'emergency-number',
  );
  return always ?? (refusals.every((refusal) => refusal !== undefined) ? refusals[0] : undefined);
}

function refusalOn(number: string, dialler: Dialler, own: OwnNumbers): SetRefusal | undefined {
  const line = own.lineOf(number);
  if (line)
    return { code: 'own-number', rule: 'own-number', message: `is the number of our own line ${line.name}` };
  // What it is will be known when there is a line, and it is judged when it is to be dialled.
  if (dialler.isYetUnknown === true && local.test(number)) return undefined;
  const dialled = readDialled(number, dialler);
  switch (dialled.type) {
    case 'undialable':
      return { code: 'undialable-number', message: dialled.why };
    case 'emergency':
      return {
        code: 'emergency-number',
        rule: 'emergency-number',
        message: 'is an emergency number: nobody is called for help but by somebody who asks for it',
      };
    case 'code':
    case 'number': {
      const back = own.lineOf(dialled.number);
      if (back)
        return { code: 'own-number', rule: 'own-number', message: `leads back to our own line ${back.name}` };
      const rule = forbiddenNumber({ dialled, isOwn: false, joins: 'agent', rules: dialler.rules });
      return rule ? { code: 'forbidden-number', rule, message: inWords(rule) } : undefined;
    }
  }
}
