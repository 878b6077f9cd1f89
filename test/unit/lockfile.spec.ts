import fs from 'node:fs';
import path from 'node:path';
import { missingPlatformPackages, type Lock } from '../../scripts/lib/lockfile.cjs';

describe('package-lock.json', () => {
  it('knows every platform package (if not: node scripts/complete-lock.mjs)', () => {
    const text = fs.readFileSync(path.resolve(__dirname, '../../package-lock.json'), 'utf8');

    expect(missingPlatformPackages(JSON.parse(text) as Lock)).toEqual({});
  });
});

describe('missingPlatformPackages', () => {
  const parent = {
    optionalDependencies: { '@a/core-linux-arm64-musl': '1.2.3', '@a/core-win32-x64': '1.2.3' },
  };

  it('names what the lock lacks, with system and processor from its name', () => {
    const packages = {
      'node_modules/@a/core': { ...parent, dev: true },
      'node_modules/@a/core-win32-x64': { version: '1.2.3' },
    };

    expect(missingPlatformPackages({ packages })).toEqual({
      'node_modules/@a/core-linux-arm64-musl': {
        version: '1.2.3',
        cpu: ['arm64'],
        dev: true,
        optional: true,
        os: ['linux'],
      },
    });
  });

  it('leaves alone what is not pinned to one version', () => {
    const packages = { 'node_modules/b': { optionalDependencies: { fsevents: '^2.3.3' } } };

    expect(missingPlatformPackages({ packages })).toEqual({});
  });
});
