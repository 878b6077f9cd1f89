import type { Baton } from '../../test/support/baton';
import type { List } from './lists';

export interface Measured {
  readonly name: string;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** How many the last answer had. */
  readonly items: number;
}

/** Times whole answers, one request after another; each list is asked twice before, for what is done only once. */
export async function measure(baton: Baton, list: List, requests: number): Promise<Measured> {
  const times: number[] = [];
  let items = 0;
  for (let nth = -2; nth < requests; nth += 1) {
    const path = list.path(Math.abs(nth));
    const key = list.key ?? baton.adminKey;
    const startedAt = performance.now();
    const answer = await baton.api<{ readonly items: readonly unknown[] }>('GET', path, undefined, {
      authorization: `Bearer ${key}`,
    });
    const tookMs = performance.now() - startedAt;
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
    items = answer.body.items.length;
    if (items === 0 && list.finds !== 'nothing') throw new Error(`GET ${path} finds nothing`);
    if (nth >= 0) times.push(tookMs);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.ceil(share * times.length) - 1] ?? NaN;
  return { name: list.name, medianMs: at(0.5), p95Ms: at(0.95), items };
}
