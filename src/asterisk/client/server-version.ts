/** A released version of Asterisk; `branch` 22, `minor` 10, `patch` 1. */
export interface AsteriskVersion {
  readonly branch: number;
  readonly minor: number;
  readonly patch: number;
}

export const MINIMUM_BRANCH = 18;

/** The first minor release of each branch that takes requests over the WebSocket; later branches were born with it. */
const REST_OVER_WEBSOCKET: ReadonlyMap<number, number> = new Map([
  [20, 14],
  [21, 9],
  [22, 4],
]);
const FIRST_BRANCH_BORN_WITH_IT = 23;

/**
 * @param text as in `system.version`: `22.10.1~dfsg+~cs6.17-1`, `certified/18.9-cert5`, `GIT-master-1a2b3c`
 * @returns undefined for what is not a plain release: a checkout, or a certified one, which has a count of its own
 */
export function parseVersion(text: string): AsteriskVersion | undefined {
  const found = /^(\d{1,3})\.(\d+)(?:\.(\d+))?(?![\d.])/.exec(text);
  if (found === null || text.includes('cert')) return undefined;
  return { branch: Number(found[1]), minor: Number(found[2]), patch: Number(found[3] ?? 0) };
}

/** The branch alone, which certified releases name as well. */
export function parseBranch(text: string): number | undefined {
  const found = /(?:^|[/-])(\d{1,3})\.\d+/.exec(text);
  return found === null ? undefined : Number(found[1]);
}

/** Whether the server takes requests over its WebSocket; `unknown`: try. */
export function restOverWebSocket(text: string): 'yes' | 'no' | 'unknown' {
  const version = parseVersion(text);
  if (version === undefined) return 'unknown';
  if (version.branch >= FIRST_BRANCH_BORN_WITH_IT) return 'yes';
  const since = REST_OVER_WEBSOCKET.get(version.branch);
  return since !== undefined && version.minor >= since ? 'yes' : 'no';
}
