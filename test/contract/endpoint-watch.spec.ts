import { EndpointWatch } from '../../src/pbx/endpoint-watch';
import { PlainAsterisk } from '../support/phones/plain-asterisk';
import { WatchedClient } from './ari-fixture';

/** Who is online is not known by being connected: calls that come in the meantime must not find everybody offline. */
describe('who is online', () => {
  let asterisk: PlainAsterisk;

  beforeAll(async () => {
    asterisk = await PlainAsterisk.start();
  }, 60_000);
  afterAll(() => asterisk.stop());

  it('is known once the endpoints were listed, and not before', async () => {
    await asterisk.phone('101');
    const { client } = new WatchedClient(asterisk.server, { app: 'baton-phones' });
    const watch = new EndpointWatch(client, 'baton-phones', {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: () => undefined,
    });
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
});
