import {
  debianMirror,
  majorVersion,
  parseIndexTargets,
  privateAptConfig,
} from '../../scripts/lib/private-apt.cjs';

const target = (uri: string, release: string, component = 'main') => ({ uri, release, component });

describe('debianMirror', () => {
  it('finds the main archive among security and foreign sources', () => {
    const targets = parseIndexTargets(
      [
        'Packages|https://foreign.example/apt/|stable|main',
        'Packages|http://mirror.example/debian-security/|bookworm-security|main',
        'Translations|http://other.example/debian/|bookworm|main',
        'Packages|http://mirror.example/debian/|bookworm|main',
      ].join('\n'),
    );

    expect(debianMirror(targets, 'bookworm')).toBe('http://mirror.example/debian/');
  });

  it('takes the source of the installed release when its path is called otherwise', () => {
    const targets = [
      target('https://proxy.example/extras/', 'stable'),
      target('https://proxy.example/deb-remote/', 'trixie'),
    ];

    expect(debianMirror(targets, 'trixie')).toBe('https://proxy.example/deb-remote/');
  });

  it.each([
    ['a disc', [target('cdrom://debian/', 'bookworm')]],
    ['another distribution', [target('http://mirror.example/ubuntu/', 'noble')]],
  ])('finds none on %s', (_name, targets) => {
    expect(debianMirror(targets, undefined)).toBeUndefined();
  });
});

describe('majorVersion', () => {
  it.each([
    ['1:22.10.1+dfsg+~cs6.17.60671434-1', 22],
    ['1:18.10.0~dfsg+~cs6.10.40431411-2', 18],
    ['20.6.0', 20],
  ])('of %s is %d', (version, major) => {
    expect(majorVersion(version)).toBe(major);
  });
});

describe('privateAptConfig', () => {
  const config = privateAptConfig(
    [
      'APT::Update::Post-Invoke:: "touch /var/lib/stamp";',
      'Acquire::http::Proxy "http://proxy.example:3128";',
      'Acquire::Check-Valid-Until "false";',
      'Dir::Etc::main "apt.conf";',
    ].join('\n'),
    '/project/.asterisk/apt',
  );

  it("keeps the machine's proxy", () => {
    expect(config).toContain('Acquire::http::Proxy "http://proxy.example:3128";');
  });

  it('runs no hook of the machine', () => {
    expect(config).not.toContain('Post-Invoke');
  });

  it('never accepts an unsigned archive', () => {
    expect(privateAptConfig('Acquire::AllowInsecureRepositories "1";', '/x')).not.toContain('Insecure');
  });

  it('writes nowhere outside its folder', () => {
    for (const line of config.match(/^Dir::(State|Cache|Log).*$/gm) ?? []) {
      expect(line).toContain('"/project/.asterisk/apt/');
    }
  });
});
