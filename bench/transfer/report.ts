import type { Round } from './measure';

const MEASURES: readonly (readonly [keyof Round, string])[] = [
  ['introduceToInvite', 'introduce -> INVITE at the target'],
  ['lastWordToMusic', 'last word -> music at the contact'],
  ['mergeToTwoWayAudio', 'merge -> they hear each other'],
];

const LABEL = 34;
const CELL = 9;

/** Milliseconds: median and 95th percentile of both, and the ratio of the medians. */
export function table(bare: readonly Round[], baton: readonly Round[]): readonly string[] {
  const rows = MEASURES.map(([measure, label]) => {
    const figures = [bare, baton].flatMap((rounds) => [0.5, 0.95].map((q) => quantile(rounds, measure, q)));
    const cells = [...figures.map((value) => value.toFixed(1)), ratio(bare, baton, measure).toFixed(2)];
    return row(label, cells);
  });
  return [
    row('', ['', 'bare ARI', '', 'Baton']),
    row('milliseconds', ['median', 'p95', 'median', 'p95', 'ratio']),
    ...rows,
  ];
}

/** Baton's median, as a multiple of the bare script's. */
export function ratio(bare: readonly Round[], baton: readonly Round[], measure: keyof Round): number {
  return quantile(baton, measure, 0.5) / quantile(bare, measure, 0.5);
}

function row(label: string, cells: readonly string[]): string {
  return label.padEnd(LABEL) + cells.map((cell) => cell.padStart(CELL)).join('');
}

function quantile(rounds: readonly Round[], measure: keyof Round, q: number): number {
  const sorted = rounds.map((round) => round[measure]).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
