/** What of a caller is to be withheld: nothing, the name only, or all that tells who they are. */
export type Wish = 'none' | 'name' | 'all';

const strength: Readonly<Record<Wish, number>> = { none: 0, name: 1, all: 2 };

/** Of several wishes the one that keeps the most; `none` of none at all. */
export function strongest(wishes: readonly Wish[]): Wish {
  return wishes.reduce((most: Wish, wish) => (strength[wish] > strength[most] ? wish : most), 'none');
}
