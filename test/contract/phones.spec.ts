import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAsterisk } from '../../scripts/lib/embedded-asterisk.cjs';
import { Phone } from '../support/phones/phone';
import { makeMusicWav } from '../support/media/music-wav';

type Asterisk = Awaited<ReturnType<typeof startAsterisk>>;

const endpoint = (user: string) => `
[${user}](baton-phone)
context = plain
aors = ${user}
auth = ${user}
[${user}]
type = aor
max_contacts = 5
remove_existing = yes
[${user}]
type = auth
auth_type = userpass
username = ${user}
password = secret-${user}
`;

describe('test phones on a real Asterisk', () => {
  let dir: string;
  let asterisk: Asterisk;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'phones-'));
    makeMusicWav(join(dir, 'music'));
    asterisk = await startAsterisk({
      dir,
      extraConf: {
        'pjsip.conf': ['101', '102', '103'].map(endpoint).join('\n'),
        'modules.conf': 'load = app_dial.so\nload = app_echo.so\n',
        'extensions.conf': `
[plain]
exten = _1XX,1,Dial(PJSIP/\${EXTEN},20)
exten = 200,1,Answer()
 same = n,Echo()
`,
      },
    });
  }, 60_000);

  afterAll(async () => {
    await asterisk.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const register = (user: string, name: string) =>
    Phone.register({ wsUrl: asterisk.wsUrl, user, password: `secret-${user}`, name });

  it('carry a tone both ways', async () => {
    const ann = await register('101', 'ann');
    const bob = await register('102', 'bob');
    try {
      const call = await ann.call('102');
      const incoming = await bob.rings({ withinMs: 2000 });
      await incoming.answer();
      await call.answered({ withinMs: 2000 });
      await ann.untilHears({ tones: ['bob'], music: false }, { withinMs: 3000 });
      await bob.untilHears({ tones: ['ann'] }, { withinMs: 3000 });
      await ann.hangUp();
    } finally {
      await Promise.all([ann.destroy(), bob.destroy()]);
    }
  });
});
