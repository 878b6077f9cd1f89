import fs from 'node:fs';
import path from 'node:path';
import { type Lock, missingPlatformPackages } from '../../scripts/lib/lockfile.cjs';

interface Entry {
  readonly dev?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
}

describe.each(['package-lock.json', 'bench/package-lock.json'])('%s', (file) => {
  const text = fs.readFileSync(path.resolve(__dirname, '../..', file), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, Entry> };

  it('knows every platform package (if not: node scripts/complete-lock.mjs)', () => {
    expect(missingPlatformPackages(JSON.parse(text) as Lock)).toEqual({});
  });

  it('names no registry: everybody installs from their own', () => {
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('has a hash of whatever a server runs', () => {
    const ofServer = Object.entries(packages).filter(([place, { dev }]) => place !== '' && !dev);

    expect(ofServer.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
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
