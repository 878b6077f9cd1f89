import { incidentOf } from './security-event';

/** As Asterisk 22.10.1 writes it. */
const logged = (message: string): string =>
  JSON.stringify({
    hostname: '',
    timestamp: '2026-11-29 22:16:36.410',
    identifiers: { lwp: 9599, callid: '' },
    logmsg: {
      location: { filename: 'res_security_log.c', function: 'security_event_stasis_cb', line: 114 },
      level: 'SECURITY',
      message: `${message}\n`,
    },
  });

const LOCAL = 'IPV4/UDP/10.0.0.1/5060';
interface Fields {
  readonly severity?: string;
  readonly account?: string;
  readonly session?: string;
  readonly remote?: string;
  readonly more?: string;
}
const event = (name: string, fields: Fields = {}) => {
  const { severity = 'Error', account = 'x', session = 'c1@x', more = '' } = fields;
  const remote = fields.remote ?? 'IPV4/UDP/192.0.2.66/5062';
  return logged(
    `SecurityEvent="${name}",EventTV="2026-11-29T22:16:36.409+0000",Severity="${severity}",Service="PJSIP",` +
      `EventVersion="1",AccountID="${account}",SessionID="${session}",LocalAddress="${LOCAL}",RemoteAddress="${remote}"${more}`,
  );
};

describe('what Asterisk says of whom it refuses', () => {
  it.each([
    ['an unknown account', event('InvalidAccountID'), 'security.unknown-account'],
    [
      'a wrong password',
      event('ChallengeResponseFailed', { more: ',Response="ab"' }),
      'security.wrong-phone-password',
    ],
    ['a wrong password in the clear', event('InvalidPassword'), 'security.wrong-phone-password'],
    ['something else', event('FailedACL'), 'security.sip-refused'],
  ])('is told of %s', (_, line, type) => {
    const data = { account: 'x', service: 'PJSIP' };
    expect(incidentOf(line)).toMatchObject({ type, source: '192.0.2.66', data });
  });

  it('has addresses of both kinds', () => {
    const line = event('InvalidAccountID', { remote: 'IPV6/WS/2001:db8::66/443' });
    expect(incidentOf(line)).toMatchObject({ source: '2001:db8::66' });
  });

  it.each([
    ['a challenge', event('ChallengeSent', { severity: 'Informational', more: ',Challenge=""' })],
    ['who was let in', event('SuccessfulAuth', { severity: 'Informational', more: ',UsingPassword="1"' })],
    ['the same once more, by no name', event('ChallengeResponseFailed', { account: '<unknown>' })],
    ['its banner', '[2026-11-29 22:16:36.186] Asterisk 22.10.1 built by nobody'],
    ['nothing', ''],
    ['other JSON', '{"logmsg":{"message":7}}'],
    ['null', 'null'],
    ['another message', logged('Something happened')],
  ])('is nothing to tell: %s', (_, line) => expect(incidentOf(line)).toBeNull());

  const forged = 'RemoteAddress="IPV4/UDP/9.9.9.9/1';
  it.each([
    ['the account', { account: `x",${forged}` }],
    ['the account, whole', { account: `x",SessionID="y",LocalAddress="${LOCAL}",${forged}` }],
    ['the Call-ID', { session: `x",${forged}` }],
    ['the Call-ID, twice', { session: `x",${forged}",RemoteAddress="IPV4/UDP/8.8.8.8/1` }],
    ['the response', { more: `,Response="x",${forged}"` }],
  ])('is not believed about the address when a stranger forges it in %s', (_, fields) => {
    const incident = incidentOf(event('InvalidAccountID', fields));
    expect(incident).toMatchObject({ type: 'security.unknown-account' });
    expect(incident?.source).toBeUndefined();
  });

  it('is told also when a stranger makes the line too long for Asterisk, and no address of that is believed', () => {
    const session = `x",${forged}"${'x'.repeat(9_000)}`;
    const incident = incidentOf(event('InvalidAccountID', { account: 'nobody', session }).slice(0, 8_191));
    expect(incident).toMatchObject({ type: 'security.unknown-account', data: { account: 'nobody' } });
    expect(incident?.source).toBeUndefined();
    const challenge = event('ChallengeSent', { severity: 'Informational', session }).slice(0, 8_191);
    expect(incidentOf(challenge)).toBeNull();
  });

  it('counts guesses of one phone apart from those of another, and of unknown ones by where they come from', () => {
    const keyOf = (name: string, account: string) => incidentOf(event(name, { account }))?.key;
    const wrong = 'ChallengeResponseFailed';
    expect(keyOf(wrong, 'phone-201')).not.toBe(keyOf(wrong, 'phone-202'));
    expect(keyOf('InvalidAccountID', 'a')).toBe(keyOf('InvalidAccountID', 'b'));
  });

  it('shows numbers that strangers call from as such, and no more of a name than is of use', () => {
    const accountOf = (account: string) => incidentOf(event('InvalidAccountID', { account }))?.data.account;
    expect(accountOf('+31612345678')).toEqual({ type: 'number', number: '+31612345678' });
    expect(accountOf('tel 06-1234 5678')).toBe('tel ••••78');
    expect(accountOf('phone-201')).toBe('phone-201');
    expect(accountOf('a\u0007b\nc')).toBe('a b c');
    expect(accountOf('x'.repeat(5_000))).toHaveLength(80);
  });

  it('is read in moments, whatever a stranger writes', () => {
    const hostile = ['"', '",', ',RemoteAddress="', '\\', 'AccountID="', ',RemoteAddress="IPV4/UDP/'];
    for (const piece of hostile) {
      const line = event('InvalidAccountID', { session: piece.repeat(60_000 / piece.length) });
      const since = performance.now();
      for (const cut of [line, line.slice(0, 50_000)]) incidentOf(cut);
      expect(performance.now() - since).toBeLessThan(100);
    }
  });
});
