import { type Page } from '../../http/paging';
import { CallStore } from '../call-store';
import { type Call } from '../domain/call';

/** A store in memory that can be made to fail. */
export class KeptCalls extends CallStore {
  readonly kept = new Map<string, Call>();
  failing = false;

  override save(call: Call): Promise<void> {
    if (this.failing) return Promise.reject(new Error('the disk is full'));
    this.kept.set(call.id, call);
    return Promise.resolve();
  }

  override append(): Promise<void> {
    return Promise.resolve();
  }

  override timeline(): Promise<[]> {
    return Promise.resolve([]);
  }

  override find(id: string): Promise<Call | null> {
    return Promise.resolve(this.kept.get(id) ?? null);
  }

  override live(): Promise<readonly Call[]> {
    return Promise.resolve([...this.kept.values()].filter(({ ended }) => ended === null));
  }

  override list(): Promise<Page<Call>> {
    return Promise.resolve({ items: [...this.kept.values()] });
  }
}
