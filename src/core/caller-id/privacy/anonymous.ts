/** What callers who do not tell a name or a number have in its place, in the languages of our trunks. */
const NOBODY =
  'anonymous anonym anonyme anonymer anoniem anonieme anonimo anonima unavailable restricted unknown private withheld ' +
  'blocked hidden suppressed undisclosed nobody invalid unbekannt unterdruckt onbekend afgeschermd inconnu masque prive ' +
  'privat privado privato desconocido oculto sconosciuto nascosto';
const isNobody = new Set(NOBODY.split(' '));

/** What may stand beside one of those: `Private Number`, `Unknown caller`. */
const beside = new Set(
  'caller number id user name call party cli nummer rufnummer anrufer numero appel'.split(' '),
);

/** Ways to say so of which no word says it alone. */
const sayings = new Set([
  'no caller id',
  'no number',
  'not available',
  'number not available',
  'id withheld',
]);

/** Whether a display name, or the user of an address, says nothing but that somebody does not say who they are. */
export function isAnonymous(text: string): boolean {
  const words = wordsOf(text);
  if (sayings.has(words.join(' '))) return true;
  return (
    words.some((word) => isNobody.has(word)) && words.every((word) => isNobody.has(word) || beside.has(word))
  );
}

/** Whether a host is one of those that never exist: `anonymous.invalid` (RFC 3323, 4.1.1.3; RFC 2606). */
export function isNowhere(host: string): boolean {
  return /(?:^|\.)invalid\.?$/.test(host.trim().toLowerCase());
}

/** Without accents, digits and punctuation, and full-width letters as others. */
function wordsOf(text: string): readonly string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^a-z]+/).filter((word) => word !== '');
}
