export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Slope {
  /** By least squares. */
  readonly perUnit: number;
  /** It is more than this with a certainty of 95 %, as far as what is off the line is chance. */
  readonly atLeast: number;
}

/** From three points on: with fewer nothing can be said of the certainty. */
export function slopeOf(points: readonly Point[]): Slope {
  const freedom = points.length - 2;
  if (freedom < 1) throw new Error(`a slope needs three points, and there are ${points.length}`);
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const x = mean((point) => point.x);
  const y = mean((point) => point.y);
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  const perUnit = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
  const off = points.reduce((sum, point) => sum + (point.y - y - perUnit * (point.x - x)) ** 2, 0);
  const standardError = Math.sqrt(off / freedom / spread);
  return { perUnit, atLeast: perUnit - studentsT(freedom) * standardError };
}

/** One-sided, 95 %: Abramowitz and Stegun 26.7.5, whose error is below 1 % from three degrees of freedom on. */
function studentsT(freedom: number): number {
  const z = 1.6449;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}
