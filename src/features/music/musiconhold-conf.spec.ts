import { musicOnHoldConf, ownerOf } from './musiconhold-conf';

it('names each file of a class, in order and without its extension', () => {
  const conf = musicOnHoldConf(
    '/srv/music',
    [
      { name: 'jazz', order: 'in-order', files: ['b', 'a'] },
      { name: 'mixed', order: 'random', files: ['c'] },
    ],
    'ourstore',
  );
  expect(conf).toContain(
    '[jazz]\nmode = playlist\nentry = /srv/music/b\nentry = /srv/music/a\n\n' +
      '[mixed]\nmode = playlist\nsort = random\nentry = /srv/music/c\n',
  );
});

it('leaves out what has no file, which Asterisk refuses', () => {
  expect(
    musicOnHoldConf('/srv/music', [{ name: 'jazz', order: 'in-order', files: [] }], 'ourstore'),
  ).not.toContain('[');
});

it('says whose it is; one of an earlier version does not', () => {
  expect(ownerOf(musicOnHoldConf('/srv/music', [], 'ourstore'))).toBe('ourstore');
  expect(ownerOf('; Written by Baton; changes are lost.\n')).toBeUndefined();
});
