import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onlyPresentModules, writeAsteriskConfig } from '../../scripts/lib/asterisk-config.cjs';
import { CreateLineDto } from '../../src/features/lines/line.dto';

const values = {
  etcDir: '/a/etc',
  moduleDir: '/nowhere',
  dataDir: '/a/share',
  varDir: '/a/var',
  spoolDir: '/a/spool',
  runDir: '/a/run',
  logDir: '/a/log',
  logFile: 'messages.log',
  securityLog: '/a/security/security.log',
  ariApp: 'baton',
  ariUser: 'baton',
  ariPassword: 'secret',
  httpBind: '127.0.0.1',
  httpPort: 8088,
  musicDir: '/asterisk/music',
  sipBind: '0.0.0.0',
  sipPort: 5060,
  sipTcpPort: 5061,
  rtpStart: 10_000,
  rtpEnd: 20_000,
};

let dir: string;
const read = (name: string) => fs.readFileSync(path.join(dir, name), 'utf8');

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-config-'));
});

afterEach(() => {
  fs.rmSync(dir, { recursive: true });
});

describe('writeAsteriskConfig', () => {
  it('renders every file and leaves no name open', () => {
    writeAsteriskConfig(dir, values);

    const files = fs.readdirSync(dir).filter((name) => name.endsWith('.conf'));
    expect(files).toEqual(
      expect.arrayContaining(['asterisk.conf', 'ari.conf', 'pjsip.conf', 'extensions.conf']),
    );
    for (const name of files) expect(read(name)).not.toContain('{{');
    expect(read('http.conf')).toContain('bindaddr = 127.0.0.1');
    expect(read('pjsip.conf')).toContain('bind = 0.0.0.0:5061');
  });

  it('lets only the owner read the secrets', () => {
    writeAsteriskConfig(dir, values);

    expect(fs.statSync(path.join(dir, 'ari.conf')).mode & 0o777).toBe(0o600);
  });

  it('puts additions to a file of ours beside it, and a file that we do not have in its own place', () => {
    writeAsteriskConfig(dir, values, { 'pjsip.conf': '[101](baton-phone)', 'voicemail.conf': '[general]' });

    expect(read('local/pjsip.conf')).toBe('[101](baton-phone)\n');
    expect(read('pjsip.conf')).toContain('#tryinclude "local/pjsip.conf"');
    expect(read('voicemail.conf')).toBe('[general]\n');
  });

  it('names what it has written, and nothing else is there', () => {
    const written = writeAsteriskConfig(dir, values, {
      'pjsip.conf': '[101](baton-phone)',
      'voicemail.conf': '[general]',
    });

    const there = fs.readdirSync(dir, { encoding: 'utf8', recursive: true });
    expect([...written].sort()).toEqual(there.filter((name) => name !== 'local').sort());
  });

  it('never leaves half a file to an Asterisk that reads meanwhile', () => {
    writeAsteriskConfig(dir, values);
    const before = read('ari.conf');
    const reader = fs.openSync(path.join(dir, 'ari.conf'), 'r');
    writeAsteriskConfig(dir, { ...values, ariPassword: 'another' });

    expect(fs.readFileSync(reader, 'utf8')).toBe(before);
    expect(read('ari.conf')).toContain('another');
    fs.closeSync(reader);
  });
});

describe('onlyPresentModules', () => {
  it('drops what this Asterisk does not have, so that an older one starts without errors', () => {
    fs.writeFileSync(path.join(dir, 'res_ari.so'), '');
    fs.writeFileSync(path.join(dir, 'res_sorcery_config.so'), '');
    const text = [
      'autoload = no',
      'preload = res_sorcery_config.so',
      'load = res_ari.so',
      'load = res_websocket_client.so',
      '#tryinclude "local/modules.conf"',
    ];

    expect(onlyPresentModules(text.join('\n'), dir)).toBe(
      text.filter((line) => !/client/.test(line)).join('\n'),
    );
  });

  it('keeps the list as it is when the modules are in another container', () => {
    expect(onlyPresentModules('load = a.so', path.join(dir, 'missing'))).toBe('load = a.so');
  });
});

it('has no context that a line could have for its last resort: each would bring the contact back to Baton', () => {
  const file = fs.readFileSync(path.resolve(__dirname, '../../asterisk-config/extensions.conf'), 'utf8');
  const contexts = [...file.matchAll(/^\[([\w-]+)\]/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'general');
  const isTaken = (lastResort: string | undefined) => {
    const destination = { type: 'agent', id: '1' };
    const line = { name: 'Line', number: '+3120555000', trunk: 'carrier', destination, lastResort };
    return CreateLineDto.schema.safeParse(line).success;
  };
  expect(isTaken('voicemail')).toBe(true);
  expect(contexts).toContain('trunk-dials');
  expect(contexts.filter(isTaken)).toEqual([]);
});
