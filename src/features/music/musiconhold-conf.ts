import { join } from 'node:path';
import type { MusicOrder } from './music-class';

export interface PlayedClass {
  readonly name: string;
  readonly order: MusicOrder;
  /** Ids, in the order in which they play. */
  readonly files: readonly string[];
}

/** How a file is called in the music folder. */
export function musicFileName(id: string): string {
  return `${id}.wav`;
}

/**
 * Classes by mode `playlist` (Asterisk 18), which names each file: a folder would be read by the day's listeners as it is
 * then, and a file that has gone from it ends their music. A class without files is left out; Asterisk refuses those.
 * @param folder absolute, without `;`, quotes and line breaks
 * @param store identity of ours, so that no other server takes the folder for its own
 */
export function musicOnHoldConf(folder: string, classes: readonly PlayedClass[], store: string): string {
  const sections = classes
    .filter(({ files }) => files.length > 0)
    .map(({ name, order, files }) => {
      // Asterisk looks for the extensions that it can play itself.
      const entries = files.map((id) => `entry = ${join(folder, id)}`);
      const sort = order === 'random' ? ['sort = random'] : [];
      return [`[${name}]`, 'mode = playlist', ...sort, ...entries, ''].join('\n');
    });
  return ['; Written by Baton; changes are lost.', ownerLine(store), '', ...sections].join('\n');
}

const ownerLine = (store: string) => `; Store: ${store}`;

/** The identity of the store whose server has written this file; undefined if it does not say, as before there were any. */
export function ownerOf(conf: string): string | undefined {
  return /^; Store: ([a-z]{8})$/m.exec(conf)?.[1];
}
