import { Story } from '../../core/call/testing/story';
import { CallObservers } from './call-observers';

it('tells all that follow a call in their order, whichever of them throws', () => {
  const { call, events } = Story.talking();
  const told: string[] = [];
  const logged: unknown[] = [];
  class Broken {
    update(): void {
      throw new Error('broken');
    }
  }
  const following = (name: string) => ({
    update: (...[of]: unknown[]) => told.push(`${name} ${of === call}`),
  });
  new CallObservers([following('first'), new Broken(), following('last')], {
    info: () => undefined,
    warn: () => undefined,
    error: ({ id }, message) => logged.push(`${id === call.id} ${message}`),
  }).update(call, events, 0);
  expect(told).toEqual(['first true', 'last true']);
  expect(logged).toEqual(['true Broken could not follow the call']);
});
