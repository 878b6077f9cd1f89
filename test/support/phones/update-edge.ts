import { headerOf, headersOf } from './sip-log';
import type { Edge } from './ws-transport';

/**
 * UPDATE (RFC 3311), which SIP.js does not know: Asterisk tells a phone by it whom it is talking to now. Desk
 * phones announce it, so ours do, and answer it. One with an offer of media is refused; Asterisk sends none
 * unless session timers are negotiated.
 */
export function updateAnswering(): Edge {
  return {
    outgoing: (text) => text.replace(/^Allow: (?!.*UPDATE)(.*)$/m, 'Allow: $1,UPDATE'),
    incoming: (text, reply) => {
      if (!text.startsWith('UPDATE ')) return text;
      reply(answerTo(text));
      return undefined;
    },
  };
}

function answerTo(request: string): string {
  const message = { text: request };
  const hasOffer = headerOf(message, 'Content-Length') !== '0';
  const copied = ['From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headerOf(message, name) ?? ''}`);
  // The request was sent to our own Contact: its address is ours.
  const contact = /^UPDATE (\S+)/.exec(request)?.[1] ?? '';
  return [
    hasOffer ? 'SIP/2.0 488 Not Acceptable Here' : 'SIP/2.0 200 OK',
    ...headersOf(message, 'Via').map((via) => `Via: ${via}`),
    ...copied,
    `Contact: <${contact}>`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}
