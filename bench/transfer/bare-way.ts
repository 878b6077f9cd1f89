import type { BareAri, BareEvent } from './bare-ari';
import type { Cast, Conversation, Way } from './way';

export const BARE_APP = 'bare';
const EXERCISES = 300;
/** What the contact dials to reach the script instead of Baton. */
const EXTENSION = '9000';

/** To be added to extensions.conf. */
export const BARE_DIALPLAN = `[from-trunk](+)\nexten = ${EXTENSION},1,Stasis(${BARE_APP})\n same = n,Hangup()\n`;

interface Ids {
  readonly contact: string;
  readonly talk: string;
  readonly hold: string;
  readonly anna: string;
  readonly ben: string;
}

/**
 * The same warm transfer by hand, one step after the other: nothing is stored, nothing is checked, no other call is
 * thought of.
 */
export class BareWay implements Way {
  readonly name = 'bare ARI';
  #serial = 0;

  constructor(
    private readonly ari: BareAri,
    private readonly cast: Cast,
  ) {}

  async converse(): Promise<Conversation> {
    const { ari } = this;
    const { caller, anna } = this.cast;
    const arrived = ari.next(({ type }) => type === 'StasisStart');
    const call = await caller.call(EXTENSION);
    const ids = idsFor((await arrived).channel?.id ?? '', ++this.#serial);

    const annaUp = this.#pickedUp(ids.anna);
    await this.#ring(ids.anna, anna.number);
    const toAnna = await anna.rings({ withinMs: 5_000 });
    await Promise.all([toAnna.answer(), annaUp]);
    await ari.request('POST', `bridges/${ids.talk}?type=mixing,proxy_media`);
    await ari.request('POST', `channels/${ids.contact}/answer`);
    await ari.request('POST', `bridges/${ids.talk}/addChannel?channel=${ids.anna},${ids.contact}`);
    return {
      contact: call,
      introduce: () => this.#introduce(ids),
      merge: () => ari.request('POST', `bridges/${ids.talk}/addChannel?channel=${ids.contact}`),
      exercise: async () => {
        // The id of a bridge that has just gone is refused for a moment.
        for (let time = 0; time < EXERCISES; time++) {
          await ari.request('POST', `bridges/${ids.hold}-${time}?type=holding`);
          await ari.request('DELETE', `bridges/${ids.hold}-${time}`);
        }
      },
      over: async () => {
        await ari.request('DELETE', `bridges/${ids.talk}`);
        // Not there after an exercise.
        await ari.request('DELETE', `bridges/${ids.hold}`).catch(() => undefined);
      },
    };
  }

  async #introduce(ids: Ids): Promise<void> {
    const { ari } = this;
    const { ben } = this.cast;
    void this.#pickedUp(ids.ben).then(async () => {
      await ari.request('DELETE', `channels/${ids.anna}/ring`);
      await ari.request('POST', `bridges/${ids.talk}/addChannel?channel=${ids.ben}`);
    });
    // In the order of docs/semantics.md#verbs: music for the contact, ringback for Anna, then the target.
    const entered = this.#about(ids.contact, 'ChannelEnteredBridge');
    await ari.request('POST', `bridges/${ids.hold}?type=holding`);
    const uri = `bridges/${ids.hold}/addChannel?channel=${ids.contact}&role=holding_participant`;
    await ari.request('POST', uri);
    // The answer does not prove it, and ringback that starts before is stopped again.
    await entered;
    await ari.request('POST', `channels/${ids.anna}/ring`);
    await this.#ring(ids.ben, ben.number);
  }

  /** create + dial */
  async #ring(channelId: string, endpoint: string): Promise<void> {
    const started = this.#about(channelId, 'StasisStart');
    const query = `endpoint=PJSIP/${endpoint}&app=${BARE_APP}&channelId=${channelId}`;
    const variables = { 'CONNECTEDLINE(all,i)': '"Sales" <200>' };
    await Promise.all([started, this.ari.request('POST', `channels/create?${query}`, { variables })]);
    await this.ari.request('POST', `channels/${channelId}/dial?timeout=30`);
  }

  #pickedUp(channelId: string): Promise<unknown> {
    return this.#about(channelId, 'ChannelStateChange', ({ channel }) => channel?.state === 'Up');
  }

  #about(
    channelId: string,
    type: string,
    fits: (event: BareEvent) => boolean = () => true,
  ): Promise<BareEvent> {
    return this.ari.next((event) => event.type === type && event.channel?.id === channelId && fits(event));
  }
}

function idsFor(contact: string, serial: number): Ids {
  const id = `${BARE_APP}-${serial}`;
  return { contact, talk: `${id}-talk`, hold: `${id}-hold`, anna: `${id}-anna`, ben: `${id}-ben` };
}
