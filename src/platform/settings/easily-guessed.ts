import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** More is not judged: it would take longer and longer, and what so many characters are worth is enough, or was not meant. */
const JUDGED_CHARS = 48;
/** What is left without the names must be this long. */
const FURTHER_CHARS = 8;
/** A season and a year, or a common password with digits behind it, are found in fewer. */
const GUESSES = 1e9;
/** Shorter words are part of many others. */
const WORD_CHARS = 3;

const product = ['baton', 'asterisk'];

/**
 * Knows 49,000 common passwords, also put together, doubled, turned round and with 0 for o; keyboard patterns, rows of
 * characters, years and dates. Few replaced characters at a time, as all ways to read a long row of them take a second.
 */
const judge = new ZxcvbnFactory({
  dictionary: { passwords: dictionary['passwords-common'] },
  graphs: adjacencyGraphs,
  useLevenshteinDistance: false,
  l33tMaxSubstitutions: 3,
  maxLength: JUDGED_CHARS,
});

/**
 * Whether somebody who tries common passwords first, and what is known of its owner, would find it soon.
 * @param names of its owner: they and the product's are worth nothing in it
 */
export function isEasilyGuessed(secret: string, names: readonly string[] = []): boolean {
  const rest = without(secret, [...names, ...product]);
  return rest.length < FURTHER_CHARS || judge.check(rest.slice(0, JUDGED_CHARS)).guesses < GUESSES;
}

function without(secret: string, names: readonly string[]): string {
  const words = names.flatMap((name) =>
    [name, ...name.split(/[^\p{L}\p{N}]+/u)].map((word) => word.toLowerCase()),
  );
  const longestFirst = words.filter(({ length }) => length >= WORD_CHARS).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, word) => rest.split(word).join(''), secret.toLowerCase());
}
