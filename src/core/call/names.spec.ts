import { newId } from '../../platform/store/new-id';
import { newIdentity } from '../../platform/store/store-identity';
import { bridgeStem, legId, nameOf } from './names';

const id = '01a2036a-cce4-740d-9714-cfb5757f1112';

describe('a name in Asterisk', () => {
  it('bears the identity of the store that gave it', () => {
    const call = { id, store: 'qwertzui' };
    expect(legId(call, 3)).toBe(`baton-qwertzui.${id}-3`);
    expect(bridgeStem(call, 'mixing')).toBe(`baton-qwertzui.${id}-talk`);
    expect(bridgeStem(call, 'holding')).toBe(`baton-qwertzui.${id}-hold`);
  });

  it('tells store and call again, whatever they are', () => {
    for (let round = 0; round < 200; round += 1) {
      const call = { id: newId(), store: newIdentity() };
      for (const name of [legId(call, round), `${bridgeStem(call, 'mixing')}${round}`])
        expect(nameOf(name)).toEqual(call);
    }
  });

  it('of a call that was begun by an earlier version goes on as it was, and tells no store', () => {
    expect(legId({ id }, 3)).toBe(`baton-${id}-3`);
    expect(nameOf(`baton-${id}-talk1`)).toEqual({ id });
  });

  it.each([
    ['1700000000.1'],
    ['baton-1700000000.1'],
    [`baton-qwertzui.x.${id}-3`],
    [`baton-QWERTZUI.${id}-3`],
    [`baton-qwertzu.${id}-3`],
    [`baton-qwertzui.${id}`],
    [`x-baton-qwertzui.${id}-3`],
    [''],
  ])('is not %s', (name) => expect(nameOf(name)).toBeNull());
});
