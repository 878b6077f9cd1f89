import { Remembered } from './remembered';

it('reads once for many', async () => {
  const remembered = new Remembered<string>();
  const read = jest.fn(() => Promise.resolve('Anna'));
  expect(await Promise.all([remembered.get('1', read), remembered.get('1', read)])).toEqual(['Anna', 'Anna']);
  expect(await remembered.get('1', read)).toBe('Anna');
  expect(read).toHaveBeenCalledTimes(1);
});

it('reads again after a change, also when a reading was under way meanwhile', async () => {
  const remembered = new Remembered<string>();
  let finish: (name: string) => void = () => undefined;
  const old = remembered.get('1', () => new Promise((resolve) => (finish = resolve)));
  remembered.forget();
  const fresh = remembered.get('1', () => Promise.resolve('Annabel'));
  finish('Anna');
  expect([await old, await fresh]).toEqual(['Anna', 'Annabel']);
  expect(await remembered.get('1', () => Promise.resolve('nobody'))).toBe('Annabel');
});

it('keeps neither what is not there nor what could not be read', async () => {
  const remembered = new Remembered<string>();
  expect(await remembered.get('1', () => Promise.resolve(undefined))).toBeUndefined();
  await expect(remembered.get('1', () => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
  expect(await remembered.get('1', () => Promise.resolve('Anna'))).toBe('Anna');
});
