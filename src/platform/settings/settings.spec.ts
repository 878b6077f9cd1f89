import { parseSettings } from './settings';
import { StartupError } from './startup-error';

const DAY_MS = 86_400_000;
const minimal = { ARI_PASSWORD: 'secret' };

describe('parseSettings', () => {
  it('fills in the documented defaults', () => {
    expect(parseSettings(minimal)).toEqual({
      http: { host: '127.0.0.1', port: 3000 },
      ari: { url: 'http://127.0.0.1:8088', user: 'baton', password: 'secret', app: 'baton' },
      sip: { udp: '127.0.0.1:5060', tcp: '127.0.0.1:5060', ws: 'ws://127.0.0.1:8088/ws' },
      silentPhoneSeconds: 60,
      asteriskSecurityLog: undefined,
      trustedProxies: [],
      keptForMs: {
        calls: 365 * DAY_MS,
        timelines: 90 * DAY_MS,
        audit: 730 * DAY_MS,
        incidents: 365 * DAY_MS,
      },
      answersKeptForMs: DAY_MS,
      eventsKept: 1_000,
      lowSpaceMegabytes: 500,
      music: undefined,
      restrictedKey: undefined,
      dataDir: './data',
      logLevel: 'info',
      adminKey: undefined,
    });
  });

  it('derives where phones register from the address of Asterisk', () => {
    const { sip } = parseSettings({ ...minimal, ARI_URL: 'https://pbx.example:8089/', SIP_UDP_PORT: '5070' });
    expect(sip).toEqual({
      udp: 'pbx.example:5070',
      tcp: 'pbx.example:5070',
      ws: 'wss://pbx.example:8089/ws',
    });
  });

  it('refuses to send the password of ARI in the clear to another machine, unless it is told to', () => {
    const given = { ...minimal, ARI_URL: 'http://10.0.0.5:8088' };
    expect(() => parseSettings(given)).toThrow(/^ARI_URL: .*ARI_ALLOW_PLAINTEXT=true.*$/);
    expect(() => parseSettings({ ...given, ARI_ALLOW_PLAINTEXT: 'false' })).toThrow(/^ARI_URL: /);
    expect(() => parseSettings({ ...given, ARI_ALLOW_PLAINTEXT: 'yes' })).toThrow(/^ARI_ALLOW_PLAINTEXT: /);
    expect(parseSettings({ ...given, ARI_ALLOW_PLAINTEXT: 'true' }).ari.url).toBe(given.ARI_URL);
    expect(parseSettings({ ...minimal, ARI_URL: 'https://10.0.0.5:8089' }).ari.url).toBe(
      'https://10.0.0.5:8089',
    );
  });

  it('takes an empty variable as not set', () => {
    expect(parseSettings({ ...minimal, PORT: '', ADMIN_KEY: '' })).toMatchObject({ http: { port: 3000 } });
  });

  it('manages music in a folder that Asterisk reads as well, beside classes made by hand', () => {
    const given = { ...minimal, MUSIC_DIR: '/srv/music', MUSIC_CLASSES: 'jazz,by-hand' };
    expect(parseSettings(given).music).toEqual({ dir: '/srv/music', otherClasses: ['jazz', 'by-hand'] });
    expect(parseSettings({ ...minimal, MUSIC_DIR: '/srv/music' }).music?.otherClasses).toEqual([]);
  });

  it.each(['music', '/srv;music', '/srv\n[jazz]'])('takes no music folder called %j', (MUSIC_DIR) => {
    expect(() => parseSettings({ ...minimal, MUSIC_DIR })).toThrow(/^MUSIC_DIR: .+$/);
  });

  it.each(['1', '3601', '7.5', 'never'])('gives no phone up after %s seconds', (SILENT_PHONE_SECONDS) => {
    expect(() => parseSettings({ ...minimal, SILENT_PHONE_SECONDS })).toThrow(/^SILENT_PHONE_SECONDS: .+$/);
    expect(parseSettings({ ...minimal, SILENT_PHONE_SECONDS: '0' }).silentPhoneSeconds).toBe(0);
  });

  it('says one line for each bad value', () => {
    const parse = () => parseSettings({ PORT: 'x', ARI_URL: 'ftp://a', ARI_APP: 'a,b' });
    expect(parse).toThrow(StartupError);
    expect(parse).toThrow(/^PORT: .+\nARI_URL: .+\nARI_PASSWORD: .+\nARI_APP: .+$/);
  });

  it('keeps for ever what is kept for 0 days', () => {
    const given = {
      KEEP_CALLS_DAYS: '0',
      KEEP_TIMELINES_DAYS: '0',
      KEEP_AUDIT_DAYS: '0',
      KEEP_INCIDENTS_DAYS: '0',
    };
    const { keptForMs } = parseSettings({ ...minimal, ...given });
    expect(keptForMs).toEqual({ calls: null, timelines: null, audit: null, incidents: null });
    for (const name of Object.keys(given)) {
      for (const value of ['-1', '1.5', 'long'])
        expect(() => parseSettings({ ...minimal, [name]: value })).toThrow(new RegExp(`^${name}: .+$`));
    }
  });

  it('trusts the proxies that are named, and nobody else', () => {
    const { trustedProxies } = parseSettings({ ...minimal, TRUSTED_PROXIES: 'loopback, 10.0.0.0/8' });
    expect(trustedProxies).toEqual(['loopback', '10.0.0.0/8']);
    for (const TRUSTED_PROXIES of ['proxy.example', '0.0.0.0/0', '10.0.0.1,', 'true', '*'])
      expect(() => parseSettings({ ...minimal, TRUSTED_PROXIES })).toThrow(/^TRUSTED_PROXIES: must be .+$/);
  });

  it.each(['ADMIN_KEY', 'RESTRICTED_KEY'])('takes no %s that is easily guessed', (name) => {
    for (const key of ['passwordpassword', '1234567890123456', 'baton-baton-baton-2026'])
      expect(() => parseSettings({ ...minimal, [name]: key })).toThrow(new RegExp(`^${name}: is among .+$`));
  });

  it('does not repeat a refused secret', () => {
    expect(() => parseSettings({ ...minimal, ADMIN_KEY: 'hunter2' })).toThrow(/^ADMIN_KEY: (?!.*hunter2)/);
  });
});
