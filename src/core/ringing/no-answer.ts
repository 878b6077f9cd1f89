/** A group and the group it hands on to, if it does. */
export interface HandOver {
  readonly id: string;
  readonly name: string;
  readonly next: string | null;
}

/**
 * Follows the no-answer destinations from one group.
 * @param groups all groups by id, with the settings that are to be checked
 * @returns the way from the group back to itself, it at both ends; undefined if it ends elsewhere
 */
export function cycleFrom(
  start: string,
  groups: ReadonlyMap<string, HandOver>,
): readonly HandOver[] | undefined {
  const way: HandOver[] = [];
  const seen = new Set<string>();
  let at = groups.get(start);
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    way.push(at);
    at = at.next === null ? undefined : groups.get(at.next);
  }
  return at?.id === start ? [...way, at] : undefined;
}
