import { Pace } from '../settings/pace';
import type { Written } from '../store/written';
import type { BatonEvent } from './event';
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
  // That its data is of its type is checked wherever the tests read events.
  const publish = (type: string, data: object): void => events.publish({ type, data } as BatonEvent);
  const tell = async (what: 'created' | 'updated', id: string): Promise<void> => {
    await pace.breathe();
    const data = await find(id);
    if (data) publish(`${kind}.${what}`, data);
  };
  for (const id of created) await tell('created', id);
  for (const id of changed) await tell('updated', id);
  for (const id of removed) publish(`${kind}.deleted`, { id });
}
