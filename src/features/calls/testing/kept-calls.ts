import type { Call } from '../../../core/call/call';
import type { Page } from '../../../platform/lists/paging';
import { CallStore, type StoredLive } from '../call-store';

/** A store in memory that can be made to fail. */
export class KeptCalls extends CallStore {
  readonly kept = new Map<string, Call>();
  /** Calls that go on and cannot be read. */
  readonly unreadable = new Set<string>();
  failing = false;

  override save(call: Call): Promise<void> {
    if (this.failing) return Promise.reject(new Error('the disk is full'));
    this.kept.set(call.id, call);
    return Promise.resolve();
  }

  override timeline(): Promise<[]> {
    return Promise.resolve([]);
  }

  override onWorking(): void {
    // It is tried again in any case.
  }

  override find(id: string): Promise<Call | null> {
    return Promise.resolve(this.kept.get(id) ?? null);
  }

  override live(): Promise<StoredLive> {
    const calls = [...this.kept.values()].filter(({ ended }) => ended === null);
    const unreadable = [...this.unreadable].map((id) => ({ id, why: new Error('spoilt by the test') }));
    return Promise.resolve({ calls, unreadable });
  }

  override endUnreadable(id: string): Promise<void> {
    this.unreadable.delete(id);
    return Promise.resolve();
  }

  override list(): Promise<Page<Call>> {
    return Promise.resolve({ items: [...this.kept.values()] });
  }
}
