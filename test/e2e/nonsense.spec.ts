import { expectTalking, listenFor, NO_GAP_MS } from '../support/hearing';
import { Office, type Talk } from '../support/office';
import type { World } from '../support/world';

describe('commands that make no sense', () => {
  let office: Office;
  let world: World;

  beforeAll(async () => {
    office = await Office.open();
    world = office.world;
  }, 60_000);
  afterAll(() => world.stop());
  afterEach(() => world.clear(), 15_000);

  const cold = (target: unknown) => ({ mode: 'cold', target });
  const toNumber = (number: unknown) => cold({ type: 'number', number });

  /** Body of a transfer, status and code of the answer. */
  const nonsense: readonly (readonly [string, unknown, number, string])[] = [
    ['two targets joined by &', toNumber('101&102'), 422, 'undialable-number'],
    ['another technology', toNumber('x/sip:me@evil'), 422, 'undialable-number'],
    ['another trunk', toNumber('5@trunk'), 422, 'undialable-number'],
    ['a comma', toNumber('5,6'), 422, 'undialable-number'],
    ['a line feed', toNumber('5\n6'), 422, 'undialable-number'],
    ['a header in a number', toNumber('5\r\nX-Evil: 1'), 422, 'undialable-number'],
    ['a NUL', toNumber('5\u0000'), 422, 'undialable-number'],
    ['digits of another script', toNumber('\u0661\u0662\u0663'), 422, 'undialable-number'],
    ['a plus in the middle', toNumber('1+2'), 422, 'undialable-number'],
    ['no digits', toNumber(''), 400, 'invalid-request'],
    ['10 kB of digits', toNumber('1'.repeat(10_240)), 400, 'invalid-request'],
    ['a number that is one', toNumber(5), 400, 'invalid-request'],
    ['a list of numbers', toNumber(['5']), 400, 'invalid-request'],
    ['a number that is null', toNumber(null), 400, 'invalid-request'],
    ['an unknown field', { ...cold({ type: 'number', number: '5' }), headers: {} }, 400, 'invalid-request'],
    [
      'an unknown field of the target',
      cold({ type: 'number', number: '5', endpoint: 'Local/5' }),
      400,
      'invalid-request',
    ],
    ['an unknown type of target', cold({ type: 'endpoint', id: 'PJSIP/5' }), 400, 'invalid-request'],
    ['no target', { mode: 'cold' }, 400, 'invalid-request'],
    ['an unknown mode', { mode: 'hot', target: { type: 'number', number: '5' } }, 400, 'invalid-request'],
    [
      'release in a warm one',
      { mode: 'warm', release: 'now', target: { type: 'number', number: '5' } },
      400,
      'invalid-request',
    ],
    ['too short a time', { ...toNumber('5'), timeout: 1 }, 400, 'invalid-request'],
    ['a time that is text', { ...toNumber('5'), timeout: '20' }, 400, 'invalid-request'],
    ['an unknown agent', cold({ type: 'agent', id: 'nobody' }), 404, 'unknown-agent'],
    ["an agent's id with a path in it", cold({ type: 'agent', id: '../../lines' }), 404, 'unknown-agent'],
    ['a list', [], 400, 'invalid-request'],
    ['text', '"transfer"', 400, 'malformed-json'],
    ['no JSON', '{"mode":', 400, 'malformed-json'],
    ['70 kB', toNumber('1'.repeat(70_000)), 413, 'body-too-large'],
  ];

  it('get a 4xx with a code each, and the conversation meanwhile goes on without a gap', async () => {
    const talk = await office.talking();
    const answers: unknown[] = [];
    await expectUndisturbed(talk, async () => {
      for (const [what, body] of nonsense) {
        const { status, code } = await world.refusal('POST', `/calls/${talk.id}/transfers`, body);
        answers.push([what, status, code]);
      }
    });
    expect(answers).toEqual(nonsense.map(([what, , status, code]) => [what, status, code]));
  }, 30_000);

  it('and so do unknown ids and paths that lead elsewhere', async () => {
    const talk = await office.talking();
    const { id } = talk;
    const body = cold({ type: 'number', number: '5' });
    const odd = ['none', '%2e%2e%2fcalls', 'a%00b', 'a%0d%0ab', `baton-${id}-1`, 'x'.repeat(3_000)];
    const answers: string[] = [];
    await expectUndisturbed(talk, async () => {
      for (const other of odd) {
        const paths: [string, string, unknown?][] = [
          ['GET', `/calls/${other}`],
          ['POST', `/calls/${other}/transfers`, body],
          ['POST', `/calls/${other}/drop`],
          ['POST', `/calls/${id}/transfers/${other}/merge`],
          ['POST', `/calls/${id}/transfers/${other}/cancel`],
          ['DELETE', `/calls/${id}/legs/${other}`],
        ];
        for (const [method, path, sent] of paths) {
          const { status, code } = await world.refusal(method, path, sent);
          answers.push(`${method} ${path.slice(0, 80)}: ${status} ${code}`);
        }
      }
    });
    expect(answers.filter((answer) => !/: (404|409) [a-z-]+$/.test(answer))).toEqual([]);
  }, 30_000);

  /** Contact and agent hear each other all the while, no phone rings, and the call is as it was. */
  async function expectUndisturbed({ id }: Talk, commands: () => Promise<void>): Promise<void> {
    const before = await world.call(id);
    const called = [office.ben.phone, office.outsider].map((phone) => phone.sip.lastInviteAt);
    const since = performance.now();
    await commands();
    await listenFor(office.contact, 500);
    expect(await world.call(id)).toEqual(before);
    for (const { audio } of [office.contact, office.anna.phone]) {
      expect(audio.longestSilence({ since })).toBeLessThan(NO_GAP_MS);
      expect(audio.longestGap({ since })).toBeLessThan(300);
      expect(audio.firstHeard('music')).toBeUndefined();
      expect(audio.firstHeard('other')).toBeUndefined();
    }
    await expectTalking(office.contact, office.anna);
    expect([office.ben.phone, office.outsider].map((phone) => phone.sip.lastInviteAt)).toEqual(called);
    expect(await world.calls()).toHaveLength(1);
  }
});
