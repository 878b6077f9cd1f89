import { Pace } from '../settings/pace';
import { ApiError } from '../http/problem';
import type { Written } from '../store/written';
import type { EventBus } from './event-bus';

/**
 * Tells of thousands that were written at once, with other work in between.
 * @param kind `agent` for `agent.created` and so on
 * @param get what there is now. Whoever has deleted it meanwhile has told that.
 */
export async function tellWritten(
  events: Pick<EventBus, 'publish'>,
  kind: 'agent' | 'line' | 'ring-group',
  { created, changed, removed }: Written,
  get: (id: string) => Promise<object>,
): Promise<void> {
  const pace = new Pace();
  const tell = async (what: 'created' | 'updated', id: string): Promise<void> => {
    await pace.breathe();
    const data = await get(id).catch(ifGone);
    if (data) events.publish({ type: `${kind}.${what}`, data });
  };
  for (const id of created) await tell('created', id);
  for (const id of changed) await tell('updated', id);
  for (const id of removed) events.publish({ type: `${kind}.deleted`, data: { id } });
}

function ifGone(error: unknown): undefined {
  if (error instanceof ApiError && error.status === 404) return undefined;
  throw error;
}
