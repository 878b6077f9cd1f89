import { withoutSecrets } from './without-secrets';

it('leaves out what is secret by its name, however deep it lies', () => {
  const body = {
    name: 'a',
    password: 'p',
    list: [{ apiToken: 't', key: 'k', keys: 1 }],
    clientSecret: { x: 1 },
  };
  expect(withoutSecrets(body)).toEqual({
    name: 'a',
    password: '(secret)',
    list: [{ apiToken: '(secret)', key: '(secret)', keys: 1 }],
    clientSecret: '(secret)',
  });
});

it.each(['passwd', 'pass', 'PWD', 'passphrase', 'apiKey', 'api_key', 'Authorization', 'cookie'])(
  'leaves out what is written as %s',
  (name) => {
    expect(withoutSecrets({ [name]: 'x' })).toEqual({ [name]: '(secret)' });
  },
);

it.each(['passenger', 'monkey', 'keys', 'name'])('leaves %s as it is', (name) => {
  expect(withoutSecrets({ [name]: 'x' })).toEqual({ [name]: 'x' });
});

it.each([[null], ['text'], [7], [undefined]])('leaves %j as it is', (value) => {
  expect(withoutSecrets(value)).toBe(value);
});
