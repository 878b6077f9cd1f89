import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { answerControl, askControl } from '../../scripts/lib/start-control.cjs';

let dir: string;
const ends: (() => void)[] = [];

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-control-'));
});
afterEach(() => {
  ends.splice(0).forEach((end) => end());
  fs.rmSync(dir, { recursive: true });
});

async function answering(folder: string, isDone = true): Promise<void> {
  ends.push(
    await answerControl(folder, (question, say) => {
      say(`asked ${question}`);
      if (question === 'throw') throw new Error('this cannot be');
      return Promise.resolve(isDone);
    }),
  );
}

async function asked(folder: string, question: string) {
  const lines: string[] = [];
  const isDone = await askControl(folder, question, (line) => lines.push(line));
  return { isDone, lines };
}

it('says what is answered, and whether it was done, in a folder with however long a name', async () => {
  const deep = path.join(dir, 'a'.repeat(100), 'b'.repeat(100));
  await answering(deep);
  expect(await asked(deep, 'restart 1')).toEqual({ isDone: true, lines: ['asked restart 1'] });
  expect(fs.statSync(path.join(deep, 'start.sock')).mode & 0o077).toBe(0);
});

it.each([['no'], ['throw']])('says that it was not done (%s)', async (question) => {
  await answering(dir, false);
  expect((await asked(dir, question)).isDone).toBe(false);
});

it('is for one at a time, and nobody answers after the end', async () => {
  await answering(dir);
  await expect(answering(dir)).rejects.toThrow(`Another npm start runs with the data folder ${dir}`);
  ends.pop()?.();
  await expect(asked(dir, 'x')).rejects.toThrow(`No npm start runs with the data folder ${dir}.`);
});

it('takes the place of one that was killed', async () => {
  fs.writeFileSync(path.join(dir, 'start.sock'), '');
  await expect(asked(dir, 'x')).rejects.toThrow('No npm start runs');
  await answering(dir);
  expect((await asked(dir, 'x')).isDone).toBe(true);
});
