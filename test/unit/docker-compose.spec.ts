import fs from 'node:fs';
import path from 'node:path';

const read = (name: string) => fs.readFileSync(path.resolve(__dirname, '../..', name), 'utf8');

/** Made by the service "init", or of no use beside an Asterisk on this machine. */
const NOT_OF_THE_OPERATOR = ['ARI_ALLOW_PLAINTEXT', 'ARI_PASSWORD'];

/** A setting that is written into `.env` and not named here has no effect under docker compose, and nothing says so. */
describe('docker-compose.yml', () => {
  it('hands on every setting of the server', () => {
    const settings = [...read('src/platform/settings/settings.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(
      ([, name]) => name,
    );
    const named = [...read('docker-compose.yml').matchAll(/^ +([A-Z][A-Z_]+): /gm)].map(([, name]) => name);

    expect(settings).toContain('RESTRICTED_KEY');
    const missing = settings.filter((name) => !named.includes(name));
    expect(missing.sort()).toEqual(NOT_OF_THE_OPERATOR);
  });
});
