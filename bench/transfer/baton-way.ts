import { Client } from 'undici';
import type { Staff, World } from '../../test/support/world';
import type { Cast, Conversation, Way } from './way';

const REFUSALS = 300;
const HOLDS = 40;

/** A warm transfer as a customer does it: Baton's REST API over one kept connection, one request a verb. */
export class BatonWay implements Way {
  readonly name = 'Baton';
  readonly #client: Client;

  constructor(
    private readonly world: World,
    private readonly cast: Cast,
    private readonly staff: readonly Staff[],
    private readonly target: Staff,
  ) {
    this.#client = new Client(world.baton.url);
  }

  async converse(): Promise<Conversation> {
    const { world, target } = this;
    const { caller, anna } = this.cast;
    const after = world.events.all.at(-1)?.seq ?? -1;
    const contact = await caller.call(world.lineNumber);
    await (await anna.rings({ withinMs: 5_000 })).answer();
    const answered = await world.event(({ type }) => type === 'call.answered', 'the call to start', after);
    const callId = answered.callId ?? '';
    let transfer = '';
    return {
      contact,
      introduce: async () => {
        const body = { mode: 'warm', target: { type: 'agent', id: target.id } };
        transfer = (await this.#post<{ transfer: { id: string } }>(`${callId}/transfers`, body)).transfer.id;
      },
      merge: async () => {
        await this.#post(`${callId}/transfers/${transfer}/merge`);
      },
      exercise: async () => {
        const nobody = { mode: 'warm', target: { type: 'agent', id: 'nobody' } };
        for (let time = 0; time < REFUSALS; time++) await this.#answer(`${callId}/transfers`, nobody);
        for (let time = 0; time < HOLDS; time++) {
          await this.#post(`${callId}/hold`);
          await this.#post(`${callId}/resume`);
        }
      },
      over: async () => {
        await world.event(({ type }) => type === 'call.ended', 'the call to end', answered.seq);
        for (const { id } of this.staff) await world.agentState(id, 'available');
      },
    };
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #post<T>(path: string, body?: object): Promise<T> {
    const { status, text } = await this.#answer(path, body);
    if (status >= 400) throw new Error(`${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  async #answer(path: string, body?: object): Promise<{ status: number; text: string }> {
    const { statusCode: status, body: answer } = await this.#client.request({
      method: 'POST',
      path: `/api/v1/calls/${path}`,
      headers: {
        authorization: `Bearer ${this.world.baton.adminKey}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status, text: await answer.text() };
  }
}
