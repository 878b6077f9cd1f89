import { readSettings } from './client-options';
import { AriConfigurationError } from './errors';

const log = () => undefined;
const options = {
  url: 'http://pbx:8088',
  user: 'baton',
  password: 'secret',
  app: 'baton',
  logger: { debug: log, info: log, warn: log, error: log },
};

describe('readSettings', () => {
  it('adds the defaults and leaves the credentials out', () => {
    const settings = readSettings({ ...options, requestSockets: 5 });
    expect(settings).toMatchObject({
      app: 'baton',
      requestSockets: 5,
      pingIntervalMs: 1_500,
      transport: 'auto',
    });
    expect(JSON.stringify(settings)).not.toContain('secret');
  });

  it.each(['', 'a,b', 'a b', 'x'.repeat(101)])('refuses %j as an application', (app) => {
    expect(() => readSettings({ ...options, app })).toThrow(AriConfigurationError);
  });

  it('refuses to have no connection for requests', () => {
    expect(() => readSettings({ ...options, requestSockets: 0 })).toThrow(AriConfigurationError);
  });
});
