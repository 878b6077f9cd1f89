import type { Finding } from './stage';

/** Three of these beside the time fit a terminal of 80 columns. */
const CELL = 23;
const MARGIN = ' '.repeat(9);
/** Where the request begins that sets a scene going. */
const SENTENCE = 29;

export interface Headline {
  readonly sentence: string;
  /** To Baton, when somebody asked it for something. */
  readonly request?: string;
}

/** Tells the play: a sentence for each scene, and below it what each party hears. */
export class Narrator {
  readonly #startedAt = performance.now();

  constructor(private readonly print: (line: string) => void) {}

  say(...lines: readonly string[]): void {
    for (const line of lines) this.print(line);
  }

  /** Begins a part of the play, with a column for each party. */
  act(title: string, names: readonly string[]): void {
    this.say(title, '', row(names), row(names.map(() => '-'.repeat(CELL - 2))));
  }

  /** @param at performance.now() when the scene was set going */
  scene(at: number, { sentence, request = '' }: Headline, findings: readonly Finding[]): void {
    const time = `${((at - this.#startedAt) / 1_000).toFixed(1)} s`.padStart(7);
    this.say(`${time}  ${sentence.padEnd(SENTENCE)}${request}`.trimEnd(), row(findings.map(cell)), '');
  }
}

function cell({ experienced, afterMs }: Finding): string {
  return afterMs === undefined ? experienced : `${experienced}  ${Math.round(afterMs)} ms`;
}

function row(cells: readonly string[]): string {
  return (MARGIN + cells.map((text) => text.padEnd(CELL)).join('')).trimEnd();
}
