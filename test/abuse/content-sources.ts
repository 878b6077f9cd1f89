import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Dice } from '../simulation/dice';
import { refused } from './attempt';
import type { Route } from './routes';
import { valid } from './schema';
import { idsOf, json, realPath, type Source, taking, type Target } from './source';
import { neededFor } from './who-may';

const types = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'text/json',
  'application/json-patch+json',
  'application/cbor',
  '*/*',
  'json',
  '',
];

/** Bodies of another type, in another character set, packed, broken or endless. */
export const contents: Source = async (target, dice) => {
  const route = dice.pick(taking(target).filter((one) => neededFor(one) !== 'nothing'));
  const { body, headers, why } = dice.pick(oddContents)(route, target, dice);
  await target.ask({
    kind: `content, ${why}`,
    method: route.method,
    path: realPath(route, target, dice),
    headers: { ...json, ...target.people.admin.headers, ...headers },
    body,
    // 431: a header that is longer than any that is meant.
    expected: refused(400, 413, 415, 431),
  });
};

interface Content {
  readonly why: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

type OddContent = (route: Route, target: Target, dice: Dice) => Content;

const sample = (route: Route, target: Target, dice: Dice) =>
  JSON.stringify(valid(route.body ?? {}, dice, idsOf(target, dice)));

const oddContents: readonly OddContent[] = [
  (...of) => ({
    why: 'another type',
    body: `${sample(...of)} `,
    headers: { 'content-type': of[2].pick(types) },
  }),
  (...of) => ({
    why: 'another character set',
    body: sample(...of),
    headers: {
      'content-type': `application/json; charset=${of[2].pick(['utf-16', 'latin1', 'utf-7', 'utf-32', 'x'.repeat(500)])}`,
    },
  }),
  (...of) => ({
    why: 'no UTF-8',
    body: Buffer.concat([
      Buffer.from('{"name":"a'),
      Buffer.from([of[2].pick([0xff, 0xc0, 0xfe, 0x80, 0xed])]),
      Buffer.from('b"}'),
    ]),
  }),
  (...of) => ({
    why: 'another packing',
    body: sample(...of),
    headers: { 'content-encoding': of[2].pick(['compress', 'zstd', 'gzip, gzip', 'aes128gcm', 'x']) },
  }),
  (...of) => ({
    why: 'a broken packing',
    body: Buffer.from(sample(...of)),
    headers: { 'content-encoding': of[2].pick(['gzip', 'deflate', 'br']) },
  }),
  (...of) => ({
    why: 'half a packing',
    body: gzipSync(`{"name":"${'x'.repeat(200)}"}`).subarray(0, of[2].between(5, 20)),
    headers: { 'content-encoding': 'gzip' },
  }),
  (...of) => bomb(of[2].pick(['gzip', 'deflate', 'br'] as const)),
  (...of) => ({
    why: 'too long',
    body: `{"name":"${'x'.repeat(of[2].pick([64 * 1024, 100_000, 400_000]))}"}`,
  }),
  (...of) => ({ why: 'broken', body: sample(...of).slice(0, -1) }),
  (...of) => ({
    why: 'broken',
    body: of[2].pick([
      '{',
      '{"a":',
      '{"a":1,}',
      "{'a':1}",
      '{"a":1}{"b":2}',
      '\0',
      '{"a":\0}',
      'NaN',
      '{"a":Infinity}',
      '{"a":01}',
      '{"a":"\t"}',
      '{"\\u00":1}',
      '﻿{',
      '<a/>',
      'a=b',
      '{a:1}',
      '{"a":1}//x',
    ]),
  }),
  (...of) => nest(of[2].pick([25, 1_000, 15_000]), of[2]),
];

function bomb(packing: 'gzip' | 'deflate' | 'br'): Content {
  const zeros = Buffer.alloc(5_000_000, 0x20);
  const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[packing];
  return { why: 'a bomb', body: (bombs[packing] ??= pack(zeros)), headers: { 'content-encoding': packing } };
}

const bombs: Partial<Record<'gzip' | 'deflate' | 'br', Buffer>> = {};

function nest(levels: number, dice: Dice): Content {
  const [open, close] = dice.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  const most = Math.min(levels, Math.floor(60_000 / (open.length + close.length)));
  const key = dice.chance(0.5) ? { 'idempotency-key': `deep-${dice.between(1, 1e9)}` } : {};
  return {
    why: 'nested',
    body: `${open.repeat(most)}${open === '[' ? '' : '1'}${close.repeat(most)}`,
    headers: key,
  };
}
