// @ts-check
// `npm run release`: baton-<version>.tar.gz, with what is committed and a build of it in dist.shipped/. `npm start` takes that
// build as long as the sources beside it are those that it was made from, and then installs no development packages.

import crypto from 'node:crypto';
import fs from 'node:fs';
import { ensureNodePackages } from './lib/node-packages.cjs';
import { demandNode } from './lib/node-version.cjs';
import { projectFiles } from './lib/project-files.cjs';
import { PROJECT_ROOT } from './lib/project-root.cjs';
import { runCommand } from './lib/run-command.cjs';
import { BUILT, ensureBuilt, SHIPPED } from './lib/server-build.cjs';

const progress = (/** @type {string} */ line) => console.log(`- ${line}`);

async function main() {
  demandNode();
  process.chdir(PROJECT_ROOT);
  const changed = await runCommand('git', ['status', '--porcelain']);
  if (changed) throw new Error(`A release is what is committed, and this is not:\n${changed.trimEnd()}`);
  const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  await ensureNodePackages(progress);
  await ensureBuilt(progress);

  const archive = `baton-${version}.tar.gz`;
  const committedAt = (await runCommand('git', ['show', '--no-patch', '--format=%ct'])).trim();
  // Packed twice, the same bytes: nothing of this machine and this moment is in it.
  const alike = ['--sort=name', `--mtime=@${committedAt}`, '--owner=0', '--group=0', '--numeric-owner'];
  const places = [
    `--transform=s,^${BUILT}\\(/\\|$\\),${SHIPPED}\\1,S`,
    `--transform=s,^,baton-${version}/,S`,
  ];
  const what = [...(await projectFiles(PROJECT_ROOT)), BUILT];
  await runCommand('tar', [
    '--create',
    '--use-compress-program=gzip -n',
    '--file',
    archive,
    ...alike,
    ...places,
    ...what,
  ]);
  const sum = crypto.createHash('sha256').update(fs.readFileSync(archive)).digest('hex');
  progress(`${archive}, SHA-256 ${sum}`);
}

main().catch((/** @type {unknown} */ error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
