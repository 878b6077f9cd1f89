import type { AST } from '@eslint-community/regexpp';
import type { Dice } from '../../simulation/dice';

/** One of each kind of character that an expression may tell from others. */
const alphabet = [
  ...Array.from({ length: 127 }, (_, code) => String.fromCharCode(code)),
  '\u0085',
  'é',
  '\u2028',
  '５',
  '👋',
  '\ud800',
];

/** Draws texts that a part of an expression fits. What it looks ahead or back for is left out. */
export class Sampler {
  readonly #fitting = new Map<string, readonly string[]>();

  constructor(
    private readonly flags: string,
    private readonly dice: Dice,
  ) {}

  of(node: AST.Node): string {
    switch (node.type) {
      case 'Pattern':
      case 'Group':
      case 'CapturingGroup':
        return this.of(this.dice.pick(node.alternatives));
      case 'Alternative':
        return node.elements.map((element) => this.of(element)).join('');
      case 'Quantifier': {
        const count = this.dice.between(node.min, Math.min(node.max, node.min + 2));
        return Array.from({ length: count }, () => this.of(node.element)).join('');
      }
      case 'Character':
        return String.fromCodePoint(node.value);
      case 'CharacterSet':
      case 'CharacterClass':
        return this.dice.pick(this.#charactersOf(node.raw));
      default:
        return '';
    }
  }

  /** What leads to this part. */
  before(node: AST.Node): string {
    return this.#beside(
      node,
      (elements, index) => elements.slice(0, index),
      (outer, here) => outer + here,
    );
  }

  /** What follows it. */
  after(node: AST.Node): string {
    return this.#beside(
      node,
      (elements, index) => elements.slice(index + 1),
      (outer, here) => here + outer,
    );
  }

  #beside(
    node: AST.Node,
    side: (elements: readonly AST.Element[], index: number) => readonly AST.Element[],
    join: (outer: string, here: string) => string,
  ): string {
    const { parent } = node;
    if (!parent || parent.type === 'Pattern') return '';
    const outer = this.#beside(parent, side, join);
    if (parent.type !== 'Alternative') return outer;
    const elements = side(parent.elements, parent.elements.indexOf(node as AST.Element));
    return join(outer, elements.map((element) => this.of(element)).join(''));
  }

  #charactersOf(raw: string): readonly string[] {
    const known = this.#fitting.get(raw);
    if (known) return known;
    const one = new RegExp(`^(?:${raw})$`, this.flags.replace(/[gy]/g, ''));
    const fitting = alphabet.filter((character) => one.test(character));
    const characters = fitting.length > 0 ? fitting : [''];
    this.#fitting.set(raw, characters);
    return characters;
  }
}
