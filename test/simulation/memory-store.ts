import type { Call, CallId } from '../../src/core/call/call';
import { CallStore, type StoredLive } from '../../src/features/calls/call-store';
import type { Page } from '../../src/platform/lists/paging';
import type { Dice } from './dice';
import type { FaultPlan } from './fault-plan';
import type { VirtualTime } from './virtual-time';

/** What is on the disk: it outlives every process. */
export class Disk {
  readonly calls = new Map<CallId, Call>();

  constructor(private readonly onWritten: (call: Call) => void) {}

  write(call: Call): void {
    this.calls.set(call.id, call);
    this.onWritten(call);
  }

  get live(): readonly Call[] {
    return [...this.calls.values()].filter(({ ended }) => ended === null);
  }
}

/** The store of one process: writes take time, can fail, and are not done if the process dies before. */
export class MemoryStore extends CallStore {
  constructor(
    private readonly disk: Disk,
    private readonly time: VirtualTime,
    private readonly dice: Dice,
    private readonly faults: FaultPlan,
    private readonly isAlive: () => boolean,
  ) {
    super();
  }

  override save(call: Call): Promise<void> {
    if (!this.isAlive()) return new Promise(() => undefined);
    const about = `save ${call.id}`;
    const fault = this.faults.next('save', { type: 'save', about });
    if (fault?.what === 'crash-before') this.faults.crash(fault.ms);
    return new Promise((resolve, reject) => {
      const took = this.dice.between(0, 2) + (fault?.what === 'slow' ? fault.ms : 0);
      this.time.after(took, () => {
        if (!this.isAlive()) return;
        if (fault?.what === 'fail') {
          reject(new Error('simulated: the disk is full'));
          return;
        }
        this.disk.write(call);
        this.faults.ledger.does(about);
        if (fault?.what === 'crash-after') this.faults.crash(fault.ms);
        else resolve();
      });
    });
  }

  override timeline(): Promise<[]> {
    return Promise.resolve([]);
  }

  override onWorking(): void {
    // It is tried again in any case.
  }

  override find(id: CallId): Promise<Call | null> {
    return Promise.resolve(this.disk.calls.get(id) ?? null);
  }

  /** As a new process reads it: through JSON, so that nothing is kept that a database would not keep. */
  override live(): Promise<StoredLive> {
    const calls = this.disk.live.map((call) => JSON.parse(JSON.stringify(call)) as Call);
    return Promise.resolve({ calls, unreadable: [] });
  }

  override endUnreadable(): Promise<void> {
    return Promise.resolve();
  }

  override list(): Promise<Page<Call>> {
    return Promise.resolve({ items: [...this.disk.calls.values()] });
  }
}
