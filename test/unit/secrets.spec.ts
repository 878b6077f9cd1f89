import { secretsIn } from '../support/secrets';

const value = 'correct horse/battery+"staple"ö';
const secrets = [{ what: 'the password', value }];

describe('secretsIn', () => {
  it.each([
    ['as it is', `x ${value} y`],
    ['in JSON', JSON.stringify({ password: value })],
    ['in JSON', JSON.stringify({ body: JSON.stringify({ password: value }) })],
    ['in JSON', JSON.stringify(JSON.stringify(JSON.stringify({ password: value })))],
    ['URL-encoded', `?p=${encodeURIComponent(value)}&x`],
    ['URL-encoded', new URLSearchParams({ p: value }).toString()],
    ['in hex', Buffer.from(`a${value}b`).toString('hex')],
    ['in base64', Buffer.from(value).toString('base64')],
    ['in base64', `Basic ${Buffer.from(`ann:${value}`).toString('base64')}`],
    ['in base64', Buffer.from(`anna:${value}!`).toString('base64url')],
    ['in base64', Buffer.from(`annab:${value}!!`).toString('base64')],
  ])('finds one %s', (how, text) => {
    expect(secretsIn(text, secrets)).toContain(`the password, ${how}`);
  });

  it('finds none where there is none', () => {
    expect(secretsIn(JSON.stringify({ password: '(secret)', name: 'correct horse' }), secrets)).toEqual([]);
  });
});
