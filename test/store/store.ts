import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { callKinds } from './call-kinds';
import { settingKinds } from './setting-kinds';

export interface StoreResult {
  readonly failures: number;
  readonly untrue: number;
  readonly disturbed: number;
}

const LOADER = resolve(__dirname, '../../scripts/lib/run-typescript.cjs');
const parts = { settings: settingKinds, calls: callKinds } as const;

/**
 * Has every statement of every kind of write fail in every way, once, while calls go on, and kills the server after each kind.
 * What is set up and what is done to calls go side by side, each at an Asterisk and a server of its own.
 * @param only only kinds whose name has this in it; all if empty
 * @throws Error if a part was broken off
 */
export async function testStore(only: string): Promise<StoreResult> {
  const wanted = Object.entries(parts).filter(([, kinds]) => kinds.some(({ name }) => name.includes(only)));
  const results = await Promise.all(wanted.map(([part]) => resultOf(part, only)));
  const total = (figure: keyof StoreResult) => results.reduce((sum, result) => sum + result[figure], 0);
  return { failures: total('failures'), untrue: total('untrue'), disturbed: total('disturbed') };
}

async function resultOf(part: string, only: string): Promise<StoreResult> {
  const child = fork(join(__dirname, 'worker.ts'), [part, only], { execArgv: ['--require', LOADER] });
  let result: StoreResult | undefined;
  child.once('message', (message) => (result = message as StoreResult));
  await once(child, 'exit');
  if (!result) throw new Error(`the part ${part} was broken off`);
  return result;
}
