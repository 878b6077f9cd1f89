import jsQR from 'jsqr';
import { hostAndPort, type SipAccount } from './account';
import { type PhoneMake, phoneMakes, provisioningOf } from './provisioning';

const account: SipAccount = {
  user: 'phone-201',
  password: 'aB3_-x',
  name: 'Anna',
  extension: '201',
  host: '192.0.2.10',
  port: 5070,
};

/** What somebody might be called, or call themselves, to become more than a name. */
const hostile = `"><P2>x</P2>&amp; O'Neil\n\u0000account.1.password = x\\" <sip:b@c> 😀 \ud800`;

const fileFor = (make: PhoneMake, changes: Partial<SipAccount> = {}): string =>
  provisioningOf('sip', { ...account, ...changes }).files.find((file) => file.make === make)?.text ?? '';

describe('what a phone is set up with', () => {
  it.each([
    [
      'yealink',
      'account.1.password = aB3_-x\naccount.1.sip_server.1.address = 192.0.2.10\naccount.1.sip_server.1.port = 5070\n',
    ],
    ['snom', '<user_host idx="1" perm="">192.0.2.10:5070</user_host>'],
    ['grandstream', '<P47>192.0.2.10:5070</P47><P35>phone-201</P35><P36>phone-201</P36><P34>aB3_-x</P34>'],
    ['poly', 'reg.1.auth.userId="phone-201" reg.1.auth.password="aB3_-x"'],
    [
      'linphone',
      '<entry name="reg_proxy" overwrite="true">&lt;sip:192.0.2.10:5070;transport=udp&gt;</entry>',
    ],
  ] as const)('names server, user and password as %s reads them', (make, text) => {
    expect(fileFor(make)).toContain(text);
  });

  it('begins a Yealink file with the line that Yealink asks for', () => {
    expect(fileFor('yealink')).toMatch(/^#!version:1\.0\.0\.1\n/);
  });

  it.each(phoneMakes.filter((make) => make !== 'yealink'))(
    'keeps name and password text in the XML of %s',
    (make) => {
      const text = fileFor(make, { name: hostile, password: hostile });
      const plain = fileFor(make);
      // As many tags and attributes as without: nothing of it has become one.
      for (const mark of [/</g, />/g, /"/g]) {
        expect(text.match(mark)).toHaveLength(plain.match(mark)?.length ?? 0);
      }
      expect(text).toContain('&quot;&gt;&lt;P2&gt;x&lt;/P2&gt;&amp;amp; O&apos;Neil');
      // eslint-disable-next-line no-control-regex -- what XML cannot hold
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u);
      expect(text).toContain('😀');
    },
  );

  it('keeps a name on its line in a Yealink file', () => {
    const keys = (text: string) => text.split('\n').map((line) => line.split(' = ')[0]);
    expect(keys(fileFor('yealink', { name: hostile, password: hostile }))).toEqual(keys(fileFor('yealink')));
  });

  it('keeps a quote in the name of a Linphone identity', () => {
    expect(fileFor('linphone', { name: 'A "B" \\ C' })).toContain(
      '&quot;A \\&quot;B\\&quot; \\\\ C&quot; &lt;sip:phone-201@192.0.2.10:5070&gt;',
    );
  });

  it('gives a browser nothing to import', () => {
    expect(provisioningOf('web', account)).toEqual({ files: [] });
  });
});

describe('the QR code', () => {
  it.each([
    ['Anna', account.name],
    ['a name in another script', 'Ånna Łukasz 田中'],
    ['the longest name that an agent can have', '田'.repeat(100)],
  ])('is read by a scanner as what the app takes: %s', (_, name) => {
    const { qrCode } = provisioningOf('sip', { ...account, name });
    expect(qrCode?.text).toContain(`<DisplayName>${name}</DisplayName>`);
    expect(scanned(qrCode?.svg ?? '')).toBe(qrCode?.text);
  });
});

it.each([
  ['pbx.example:5060', { host: 'pbx.example', port: 5060 }],
  ['[2001:db8::1]:5070', { host: '[2001:db8::1]', port: 5070 }],
])('takes %s apart', (server, parts) => {
  expect(hostAndPort(server)).toEqual(parts);
});

/** Draws the SVG and looks at the picture as a camera would. */
function scanned(svg: string): string | undefined {
  const scale = 4;
  const side = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, column, row] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let y = Number(row) * scale; y < (Number(row) + 1) * scale; y++) {
      for (let x = Number(column) * scale; x < (Number(column) + 1) * scale; x++) {
        pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
      }
    }
  }
  const bytes = jsQR(pixels, side, side)?.binaryData;
  return bytes && Buffer.from(bytes).toString('utf8');
}
