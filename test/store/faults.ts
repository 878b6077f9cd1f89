import { createConnection, type Socket } from 'node:net';

/** One way in which statements of the store fail; see faulty-driver.cjs. */
export interface Fault {
  readonly at: number | 'ROLLBACK' | 'SYNC';
  readonly code: string;
  readonly times: number;
  readonly rollsBack: boolean;
  readonly lies?: boolean;
}

/** What became of it. */
export interface Passed {
  /** The statements that were let through, in order, with those that failed in between left out. */
  readonly run: readonly string[];
  /** How many failed. */
  readonly failed: number;
}

const FULL = 'SQLITE_FULL';
const IO = 'SQLITE_IOERR_WRITE';
const BUSY = 'SQLITE_BUSY';
/** Longer than anybody waits for the store. */
const FOREVER = 1_000_000;

/** Each way in which one of these statements can fail, once, and the disk that is to confirm them. */
export function faultsOf(run: readonly string[]): readonly (readonly Fault[])[] {
  return [...faultsOfStatements(run), [{ at: 'SYNC', code: 'EIO', times: 1, rollsBack: false }]];
}

function faultsOfStatements(run: readonly string[]): readonly (readonly Fault[])[] {
  return run.flatMap((sql, at) => {
    const once = (code: string, rollsBack = false): Fault => ({ at, code, times: 1, rollsBack });
    if (sql.startsWith('BEGIN'))
      return [[once(FULL)], [once(IO)], [{ ...once(BUSY), times: 5 }], [{ ...once(BUSY), times: FOREVER }]];
    const noWayBack: Fault = { at: 'ROLLBACK', code: IO, times: 1, rollsBack: false };
    return [
      [once(FULL)],
      [once(IO)],
      [once(BUSY)],
      [once(FULL, true)],
      [once(IO, true)],
      [once(FULL), noWayBack],
      ...(sql === 'COMMIT' ? [[{ ...once(BUSY), times: FOREVER }]] : []),
    ];
  });
}

export function describe(faults: readonly Fault[], run: readonly string[]): string {
  const parts = faults.map(({ at, code, times, rollsBack }) => {
    const sql = typeof at === 'string' ? at : (run[at] ?? '').slice(0, 40);
    return `${code}${times > 1 ? ` x ${times}` : ''}${rollsBack ? ', rolled back,' : ''} at ${sql}`;
  });
  return parts.join(', then ');
}

/** The wire to the server's driver. */
export class FaultyDriver {
  private constructor(private readonly socket: Socket) {}

  static connect(path: string): Promise<FaultyDriver> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(path);
      socket.setEncoding('utf8');
      socket.once('connect', () => resolve(new FaultyDriver(socket))).once('error', reject);
    });
  }

  /** From now on these fail, and nothing else. @returns what became of what was told before */
  tell(faults: readonly Fault[]): Promise<Passed> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new Error('the server is gone'));
      this.socket.once('close', gone);
      this.socket.once('data', (line: string) => {
        this.socket.off('close', gone);
        resolve(JSON.parse(line) as Passed);
      });
      this.socket.write(`${JSON.stringify(faults)}\n`);
    });
  }

  close(): void {
    this.socket.destroy();
  }
}
