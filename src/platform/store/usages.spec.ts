import type { EntityManager } from 'typeorm';
import { Usages } from './usages';

const manager = {} as EntityManager;

it('refuses what anybody refers to, and names all that do', async () => {
  const usages = new Usages<string>('line-in-use', 'Others refer to it.');
  usages.add((which) => Promise.resolve(which === 'a' ? ['one', 'two'] : []));
  usages.add((which, given) => Promise.resolve(which === 'a' && given === manager ? ['three'] : []));
  await usages.refuse('b', manager);
  await expect(usages.refuse('a', manager)).rejects.toMatchObject({
    code: 'line-in-use',
    extra: { members: { usedBy: ['one', 'two', 'three'] } },
  });
});
