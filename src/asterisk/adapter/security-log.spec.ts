import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { SecurityLog } from './security-log';

let dir: string;
let file: string;
let lines: string[];
let skipped: number;
let log: SecurityLog;
let opened: number[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'baton-security-'));
  file = join(dir, 'security.log');
  opened = [];
  begin();
});

afterEach(() => {
  log.stop();
  opened.forEach(closeSync);
  rmSync(dir, { recursive: true, force: true });
});

function begin(): void {
  lines = [];
  skipped = 0;
  log = new SecurityLog(file, {
    line: (line) => lines.push(line),
    skipped: (bytes) => (skipped += bytes),
  });
}

/** As Asterisk does it: by one descriptor, ever at the end. */
function asterisk(): (text: string) => void {
  const fd = openSync(file, 'a');
  opened.push(fd);
  return (text) => void writeSync(fd, text);
}

it('reads what is written line by line, and leaves the file empty', () => {
  log.look();
  const write = asterisk();
  write('one\ntw');
  log.look();
  write('o\nthree\n');
  log.look();
  expect(lines).toEqual(['one', 'two', 'three']);
  expect(statSync(file).size).toBe(0);
});

it('reads after a start what was written before it, and nothing twice', () => {
  const write = asterisk();
  write('one\n');
  log.look();
  log.stop();
  write('two\n');
  begin();
  log.look();
  expect(lines).toEqual(['two']);
});

it('goes on when the file is moved away, as by a rotation', () => {
  const write = asterisk();
  write('one\n');
  log.look();
  renameSync(file, `${file}.0`);
  write('two\n');
  log.look();
  asterisk()('three\n');
  log.look();
  log.look();
  expect(lines).toEqual(['one', 'two', 'three']);
});

it('keeps up with a flood by throwing it away, and says how much of it', () => {
  const line = `${'x'.repeat(499)}\n`;
  const write = asterisk();
  for (let round = 0; round < 20; round += 1) {
    write(line.repeat(8_000));
    log.look();
    expect(statSync(file).size).toBe(0);
  }
  expect(lines.length * 500 + skipped).toBeGreaterThan(20 * 8_000 * 500 - 20 * 1_000);
  expect(lines.length).toBeLessThan(20 * 300);
  write('the end\n');
  log.look();
  expect(lines.at(-1)).toBe('the end');
});

it('takes a burst that it can read in a few looks', () => {
  asterisk()(`${'x'.repeat(499)}\n`.repeat(2_000));
  for (let look = 0; look < 10; look += 1) log.look();
  expect([lines.length, skipped]).toEqual([2_000, 0]);
});

it('is not filled by a line without an end', () => {
  const write = asterisk();
  for (let look = 0; look < 50; look += 1) {
    write('x'.repeat(100_000));
    log.look();
  }
  write('\nnext\n');
  log.look();
  expect(lines.at(-1)).toBe('next');
  expect(lines[0]?.length).toBeLessThan(300_000);
});

it('says once that it cannot be read, and reads it as soon as it can', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  mkdirSync(file);
  for (const _ of [1, 2, 3]) log.look();
  expect(warn.mock.calls).toEqual([
    [{ file, why: expect.stringContaining('EISDIR') as string }, "Asterisk's security log cannot be read"],
  ]);
  warn.mockRestore();
  rmdirSync(file);
  asterisk()('one\n');
  log.look();
  expect(lines).toEqual(['one']);
});

it('waits for a file that is not there yet', () => {
  log.look();
  asterisk()('one\n');
  log.look();
  expect(lines).toEqual(['one']);
});
