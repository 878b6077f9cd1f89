import { Client } from 'undici';
import type { Staff, World } from '../../test/support/world';
import type { Cast, Conversation, Way } from './way';

/** A warm transfer as a customer does it: Baton's REST API over one kept connection, one request a verb. */
export class BatonWay implements Way {
  readonly name = 'Baton';
  private readonly client: Client;

  constructor(
    private readonly world: World,
    private readonly cast: Cast,
    private readonly staff: readonly Staff[],
    private readonly target: Staff,
  ) {
    this.client = new Client(world.baton.url);
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
        transfer = (await this.post<{ transfer: { id: string } }>(`${callId}/transfers`, body)).transfer.id;
      },
      merge: async () => {
        await this.post(`${callId}/transfers/${transfer}/merge`);
      },
      over: async () => {
        await world.event(({ type }) => type === 'call.ended', 'the call to end', answered.seq);
        for (const { id } of this.staff) await world.agentState(id, 'available');
      },
    };
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private async post<T>(path: string, body?: object): Promise<T> {
    const { statusCode, body: answer } = await this.client.request({
      method: 'POST',
      path: `/api/v1/calls/${path}`,
      headers: {
        authorization: `Bearer ${this.world.baton.adminKey}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (statusCode >= 400) throw new Error(`${path}: ${statusCode} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
