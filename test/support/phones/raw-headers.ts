import type { Edge } from './ws-transport';

/** Header field lines as they are to stand on the wire, folds included; with a From among them, that one is sent. */
export type RawHeaders = readonly string[];

const CARRIED = 'X-Raw-Headers';

/** What to give to a call as its further headers, so that its INVITE has these lines: SIP.js would write them its own way. */
export function rawHeaders(lines: RawHeaders): readonly string[] {
  return [`${CARRIED}: ${Buffer.from(JSON.stringify(lines)).toString('base64')}`];
}

/**
 * Puts the lines of {@link rawHeaders} into the INVITE. The tag of From stays the phone's, and what comes back bears the
 * address that the phone has written, as SIP.js would not know its own call otherwise (a `tel:` address).
 */
export function rawHeadersAtEdge(): Required<Edge> {
  /** The phone's own address, by its tag. */
  const own = new Map<string, string>();
  return {
    outgoing: (text) => {
      const [line, carried = ''] = new RegExp(`^${CARRIED}: (.*)\r\n`, 'm').exec(text) ?? [];
      if (line === undefined) return text;
      const lines = JSON.parse(Buffer.from(carried, 'base64').toString()) as RawHeaders;
      const [, address = '', tag = ''] = /^From: (.*);tag=([^;\r]+)/im.exec(text) ?? [];
      own.set(tag, address);
      const written = lines.map((one) => `${isFrom(one) ? one.replace(/tag=x1/i, `tag=${tag}`) : one}\r\n`);
      const without = lines.some(isFrom) ? text.replace(/^From:.*\r\n/im, '') : text;
      return without.replace(line, () => written.join(''));
    },
    incoming: (text) =>
      text.replace(/^(From|To): .*;\s*tag=([^;\r\n]+)/gim, (whole, name: string, tag: string) => {
        const address = own.get(tag);
        return address === undefined ? whole : `${name}: ${address};tag=${tag}`;
      }),
  };
}

function isFrom(line: string): boolean {
  return /^f(?:rom)?\s*:/i.test(line);
}
