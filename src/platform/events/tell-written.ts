import { Pace } from '../settings/pace';
import type { Written } from '../store/written';
import type { EventBus } from './event-bus';

/**
 * Tells of thousands that were written at once, with other work in between.
 * @param kind `agent` for `agent.created` and so on
 * @param find what there is now; undefined if it was deleted meanwhile, which was told then
 */
export async function tellWritten(
  events: Pick<EventBus, 'publish'>,
  kind: 'agent' | 'line' | 'ring-group',
  { created, changed, removed }: Written,
  find: (id: string) => Promise<object | undefined>,
): Promise<void> {
  const pace = new Pace();
  const tell = async (what: 'created' | 'updated', id: string): Promise<void> => {
    await pace.breathe();
    const data = await find(id);
    if (data) events.publish({ type: `${kind}.${what}`, data });
  };
  for (const id of created) await tell('created', id);
  for (const id of changed) await tell('updated', id);
  for (const id of removed) events.publish({ type: `${kind}.deleted`, data: { id } });
}
