import type { Identity } from '../../core/call/call';
import { callerName, callerNumber } from '../../core/caller-id/caller-number';
import { anonymous } from '../../core/caller-id/policy';
import { privacyWish, type SipHeader, tellingHeaders } from '../../core/caller-id/privacy/privacy-wish';
import type { Wish } from '../../core/caller-id/privacy/wish';
import type { Arrival, Caller } from '../../features/calls/pbx';
import type { AriClient } from '../client/ari-client';
import { AriError, AriHttpError } from '../client/errors';
import { tellCaller } from './channel-caller';

/** Nobody rings meanwhile. Asterisk takes some milliseconds for all of it. */
const ANSWERED_WITHIN_MS = 2_000;
/** Of one header; who sends more of it is not understood. */
const MOST_FIELDS = 16;

/** Channels of which Asterisk's own presentation tells all there is to tell: no SIP header came with them. */
const withoutSip = /^(?:DAHDI|IAX2)\//;

const withheld: Caller = { name: '', number: '', withheld: true };

/** It cannot be told whether the caller wishes for privacy. */
class Doubt extends Error {}

/**
 * Asks Asterisk who calls and whether they may be shown. Asterisk's own presentation (`CALLERID(num-pres)`) does not do for
 * that: chan_pjsip looks at the first Privacy header only if there is a P-Asserted-Identity as well, and knows of
 * Remote-Party-ID `privacy=full` only (res_pjsip.c, read at 22.10). So the header fields are read as they came in. They are
 * asked for over ARI, so that a dialplan that is not ours need not hand them over.
 */
export class CallerInquiry {
  constructor(private readonly client: AriClient) {}

  async ask(arrival: Arrival): Promise<Caller> {
    const { channel } = arrival;
    let caller: Caller;
    try {
      caller = await this.#judge(arrival);
    } catch (error) {
      if (!(error instanceof Doubt || error instanceof AriError)) throw error;
      // It has gone: there is nobody to be in doubt about.
      const hasGone = error instanceof AriHttpError && error.status === 404;
      caller = hasGone ? withheld : { ...withheld, doubt: error.message };
    }
    if (caller.withheld) await this.#takeOff(channel, anonymous);
    return caller;
  }

  async #judge({ channel, endpoint, isToBeWithheld }: Arrival): Promise<Caller> {
    if (isToBeWithheld) return withheld;
    const isSip = endpoint !== '';
    const [{ name: channelName, caller }, number, name, headers] = await Promise.all([
      this.client.ari.channels.get({ channelId: channel }, inLane(channel, 'caller')),
      this.#read(channel, 'CALLERID(num-pres)'),
      this.#read(channel, 'CALLERID(name-pres)'),
      isSip ? this.#headers(channel) : Promise.resolve([]),
    ]);
    if (!isSip && !withoutSip.test(channelName)) throw new Doubt('its channel is not of chan_pjsip');
    return this.#shown(channel, caller, privacyWish({ headers, presentations: { number, name }, ...caller }));
  }

  async #shown(channel: string, { name, number }: Identity, wish: Wish): Promise<Caller> {
    switch (wish) {
      case 'all':
        return withheld;
      case 'name':
        await this.#takeOff(channel, { name: '', number });
        return { name: '', number: callerNumber(number), withheld: false };
      case 'none':
        return { name: callerName(name), number: callerNumber(number), withheld: false };
    }
  }

  /** If it cannot be taken off, it is still known to nobody here. */
  async #takeOff(channel: string, instead: Identity): Promise<void> {
    await Promise.allSettled([tellCaller(this.client, channel, instead)]);
  }

  /** All header fields that can tell of a wish. @throws Doubt when one cannot be read */
  async #headers(channel: string): Promise<readonly SipHeader[]> {
    // As they stand in the INVITE, each as often as it does. Asterisk fails when one of them is longer than 4 kB.
    const names = (await this.#read(channel, 'PJSIP_HEADERS()')).toLowerCase().split(',');
    const fields = await Promise.all(
      tellingHeaders.map((name) => {
        const count = names.filter((one) => one.trim() === name.toLowerCase()).length;
        return count === 0 ? Promise.resolve([]) : this.#fields(channel, name, count);
      }),
    );
    return fields.flat();
  }

  /** @param count how many there are of it, at the least */
  async #fields(channel: string, name: string, count: number): Promise<readonly SipHeader[]> {
    const values: string[] = [];
    for (let from = 1; from + count <= MOST_FIELDS; from += count + 1) {
      const numbers = Array.from({ length: count + 1 }, (_, index) => from + index);
      const read = await Promise.all(numbers.map((number) => this.#field(channel, name, number)));
      values.push(...read);
      if (read.at(-1) === '') return values.slice(0, -1).map((value) => ({ name, value }));
    }
    throw new Doubt(`it has too many header fields ${name}`);
  }

  /**
   * Empty if there is none, or if it is empty or too long to be read. Without what is not ASCII: that would make Asterisk
   * fail wherever it is not UTF-8, and no wish is written with it but in a name, which we have besides.
   */
  #field(channel: string, name: string, number: number): Promise<string> {
    return this.#read(channel, `EVAL(\${FILTER(\\x20-\\x7e,\${PJSIP_HEADER(read,${name},${number})})})`);
  }

  async #read(channelId: string, variable: string): Promise<string> {
    try {
      const { value } = await this.client.ari.channels.getChannelVar(
        { channelId, variable },
        inLane(channelId, variable),
      );
      return value;
    } catch (error) {
      if (error instanceof AriHttpError && error.status !== 404)
        throw new Doubt(`Asterisk does not tell ${variable}`);
      throw error;
    }
  }
}

/** Each of its own lane: none waits for another. */
function inLane(channel: string, what: string) {
  return { lane: `${channel} ${what}`, timeoutMs: ANSWERED_WITHIN_MS };
}
