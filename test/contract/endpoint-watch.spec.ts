import { EndpointWatch } from '../../src/asterisk/adapter/endpoint-watch';
import { awaitChange, Changes } from '../support/await';
import { PlainAsterisk } from '../support/phones/plain-asterisk';
import { TcpProxy } from '../support/tcp-proxy';
import { WatchedClient } from './ari-fixture';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Being connected does not tell who is online: calls that come in the meantime must not find everybody offline. */
describe('who is online', () => {
  let asterisk: PlainAsterisk;

  beforeAll(async () => {
    asterisk = await PlainAsterisk.start();
  }, 60_000);
  afterAll(() => asterisk.stop());

  it('is known once the endpoints were listed, and not before', async () => {
    await asterisk.phone('101');
    const { client } = new WatchedClient(asterisk.server, { app: 'baton-phones' });
    const watch = new EndpointWatch(client, 'baton-phones', quiet);
    const steps: string[] = [];
    const known = watch.known().then(() => steps.push(`known, 101 online: ${String(watch.isOnline('101'))}`));
    client.on('up', () => steps.push(`up, 101 online: ${String(watch.isOnline('101'))}`));
    try {
      await client.start();
      await known;
    } finally {
      client.stop();
    }
    expect(steps).toEqual(['up, 101 online: false', 'known, 101 online: true']);
  }, 20_000);

  it('is asked again when the list could not be had though the connection stands', async () => {
    await asterisk.phone('102');
    const proxy = await TcpProxy.to(asterisk.server.ports.http);
    const { client } = new WatchedClient({ ...asterisk.server, ariUrl: proxy.url }, { app: 'baton-phones' });
    // Before the watch hears of it: its list comes over a connection of its own.
    client.on('up', () => proxy.refuse());
    const warnings: string[] = [];
    const watch = new EndpointWatch(client, 'baton-phones', {
      ...quiet,
      warn: (_, message) => {
        warnings.push(message);
        proxy.mend();
      },
    });
    const known = new Changes();
    watch.onKnown(() => known.tell());
    try {
      await client.start();
      await awaitChange({
        what: '102 to be known as online',
        withinMs: 10_000,
        look: () => watch.isOnline('102') || undefined,
        watch: known.watch,
      });
      expect(warnings).toEqual(['The phones could not be looked up']);
    } finally {
      client.stop();
      await proxy.close();
    }
  }, 20_000);
});
