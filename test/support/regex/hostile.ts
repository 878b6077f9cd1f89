import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { Dice } from '../../simulation/dice';
import { Sampler } from './sampler';

export interface Expression {
  readonly source: string;
  readonly flags: string;
}

/** A text in which `unit` comes again and again. */
export interface Attack {
  readonly before: string;
  readonly unit: string;
  readonly after: string;
}

/** So often each part is drawn anew: which characters of its classes come beside each other is chance. */
const SAMPLES = 200;
/** What no expression of ours expects where another character would go on. */
const ENDINGS = ['', '\0', '!', 'x', '\n', '"', ' '] as const;

/**
 * Texts that are made to be hard for this expression: whatever it may repeat is repeated, after what leads there, and then
 * goes on as it must not. The same for the same expression.
 */
export function attacksOn({ source, flags }: Expression): readonly Attack[] {
  const dice = new Dice(source.length);
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: /[uv]/.test(flags) });
  const parts = new Sampler(flags, dice);
  const attacks = new Map<string, Attack>();
  const attack = (before: string, unit: string, after: string) => {
    if (unit !== '') attacks.set(JSON.stringify([before, unit, after]), { before, unit, after });
  };
  const repeat = (part: AST.Node, also: string) => {
    const unit = parts.of(part);
    const lead = parts.before(part);
    for (const after of [dice.pick(ENDINGS), also]) attack('', unit, after);
    for (const after of ENDINGS) attack(lead, unit, after);
    attack(lead, unit, `${parts.after(part)}\0`);
    // Begun again and again, and each time there is all the rest to go through.
    attack('', lead, dice.pick(ENDINGS));
    attack('', lead + unit, dice.pick(ENDINGS));
  };
  visitRegExpAST(pattern, {
    onPatternEnter: (node) => times(SAMPLES, () => repeat(node, parts.of(node))),
    onQuantifierEnter: (node) => times(SAMPLES, () => repeat(node.element, parts.after(node))),
    onCharacterEnter: ({ value }) => attack('', String.fromCodePoint(value), '\0'),
  });
  return [...attacks.values()];
}

function times(count: number, work: () => void): void {
  for (let done = 0; done < count; done += 1) work();
}
