import { musicOnHoldConf } from './musiconhold-conf';

it('names each file of a class, in order and without its extension', () => {
  const conf = musicOnHoldConf('/srv/music', [
    { name: 'jazz', order: 'in-order', files: ['b', 'a'] },
    { name: 'mixed', order: 'random', files: ['c'] },
  ]);
  expect(conf).toContain(
    '[jazz]\nmode = playlist\nentry = /srv/music/b\nentry = /srv/music/a\n\n' +
      '[mixed]\nmode = playlist\nsort = random\nentry = /srv/music/c\n',
  );
});

it('leaves out what has no file, which Asterisk refuses', () => {
  expect(musicOnHoldConf('/srv/music', [{ name: 'jazz', order: 'in-order', files: [] }])).not.toContain('[');
});
