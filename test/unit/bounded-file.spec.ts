import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keepBounded } from '../../scripts/lib/bounded-file.cjs';

it('empties a file that grows beyond its bounds, and no other', () => {
  jest.useFakeTimers();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-bounded-'));
  const file = path.join(dir, 'log');
  const stop = keepBounded(file, { maxBytes: 10, everyMs: 1_000 });
  try {
    jest.advanceTimersByTime(1_000);
    const writer = fs.openSync(file, 'a');
    fs.writeSync(writer, '0123456789');
    jest.advanceTimersByTime(1_000);
    expect(fs.readFileSync(file, 'utf8')).toBe('0123456789');
    fs.writeSync(writer, 'x');
    jest.advanceTimersByTime(1_000);
    expect(fs.readFileSync(file, 'utf8')).toBe('');
    fs.writeSync(writer, 'more than ten of them');
    stop();
    jest.advanceTimersByTime(5_000);
    expect(fs.readFileSync(file, 'utf8')).toBe('more than ten of them');
    fs.closeSync(writer);
  } finally {
    jest.useRealTimers();
    fs.rmSync(dir, { recursive: true });
  }
});
