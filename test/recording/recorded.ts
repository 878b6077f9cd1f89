import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Phase } from '../../src/core/call/call';

const recordings = resolve(__dirname, '../recorded');

/** Identity of the store that has begun the recorded calls: in the names of their channels. */
export const recordingStore = 'recorded';

/** A call as a release has stored it. */
export interface RecordedFacts {
  readonly id: string;
  /** When it was recorded, in the call's own time; epoch milliseconds. */
  readonly at: number;
  readonly phase: Phase;
  /** Of its facts. */
  readonly version: number;
  readonly facts: unknown;
}

/** Names of all releases of which something was recorded. */
export const releases: readonly string[] = readdirSync(recordings).sort();

export function folderOf(release: string): string {
  return join(recordings, release);
}

/** Every call that was recorded, with the release that has stored it. */
export function recordedFacts(): readonly (RecordedFacts & { readonly release: string })[] {
  return releases.flatMap((release) => {
    const folder = join(folderOf(release), 'facts');
    return !existsSync(folder)
      ? []
      : readdirSync(folder).map((file) => ({
          release,
          ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as RecordedFacts),
        }));
  });
}

/** Puts the store of a release into a data folder. */
export function restoreStore(release: string, dataDir: string): void {
  const packed = readFileSync(join(folderOf(release), 'store.sqlite.gz'));
  writeFileSync(join(dataDir, 'baton.sqlite'), gunzipSync(packed), { mode: 0o600 });
}
