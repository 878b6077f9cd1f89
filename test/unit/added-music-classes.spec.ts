import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addedMusicClasses } from '../../scripts/lib/project-asterisk.cjs';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'baton-additions-'))));
afterEach(() => rmSync(dir, { recursive: true }));

it('finds the music classes that an operator has written by hand', () => {
  const lines = [
    '[general]',
    'cachertclasses = yes',
    '[jazz]',
    ' [default](+) ; ours',
    ';[off]',
    'directory = [x]',
  ];
  writeFileSync(join(dir, 'musiconhold.conf'), lines.join('\n'));
  expect(addedMusicClasses(dir)).toBe('jazz,default');
});

it('finds none where there is no such file, or no folder', () => {
  expect(addedMusicClasses(dir)).toBe('');
  expect(addedMusicClasses(join(dir, 'nowhere'))).toBe('');
});
