import { Story, wave } from './testing/story';

/** A cold transfer to ben that failed after anna was freed. */
const recalling = (telling?: Parameters<typeof Story.talking>[0]): Story =>
  Story.talking(telling).transfers('ben', 'now').declines('ben');

describe('recall', () => {
  it.each([
    ['declined', (story: Story) => story.declines('ben')],
    ['did not answer', (story: Story) => story.passes(20_000)],
    ['was busy', (story: Story) => story.isBusy('ben')],
    ['could not be reached', (story: Story) => story.cannotBeReached('ben')],
  ])('rings the transferor again when the target %s after the transferor had gone', (_, happens) => {
    const story = happens(Story.talking().transfers('ben', 'now'));
    expect(story.picture).toBe('talk: contact~ | ringing: anna');
    expect(story.phase).toBe('recalling');
    expect(story.owner).toBeNull();
  });

  it('begins when a transfer is cancelled after the transferor was freed', () => {
    const story = Story.talking().transfers('ben', 'now').cancels();
    expect(story.picture).toBe('talk: contact~ | ringing: anna');
  });

  it('gives the contact back to the transferor who answers', () => {
    const story = recalling().answers('anna');
    expect(story.picture).toBe('talk: contact anna');
    expect(story.phase).toBe('talking');
    expect(story.owner).toBe('anna');
  });

  it('rings them twice, then goes to the last resort; the contact hears ringback all the while', () => {
    const story = recalling().slowly();
    story.passes(19_999);
    expect(story.picture).toBe('talk: contact~ | ringing: anna');
    story.passes(1);
    expect(story.picture).toBe('talk: contact~ | ringing: anna');
    story.passes(20_000);
    if (story.call.attempt?.waves === null) story.finds(); // anna belongs to no group
    expect(story.picture).toBe('last-resort: contact');
  });

  it("goes to the line's fallback before the last resort", () => {
    const story = recalling({ line: { fallback: { type: 'agent', agentId: 'dora' } } });
    story.declines('anna').declines('anna');
    while (story.attempt.stop.type === 'group-of-agent') story.finds(); // anna belongs to no group
    story.finds(wave('dora'));
    expect(story.picture).toBe('talk: contact~ | ringing: dora');
    expect(story.answers('dora').picture).toBe('talk: contact dora');
  });

  it('goes down the chain of owners, the last one first', () => {
    const story = Story.talking().transfers('ben').answers('ben').transfers('carla', 'now').declines('carla');
    expect(story.picture).toBe('talk: contact~ | ringing: ben');
    story.declines('ben').declines('ben');
    expect(story.picture).toBe('talk: contact~ | ringing: anna');
  });

  it('rings nobody of the chain again who owned the call twice', () => {
    const story = Story.talking().transfers('ben').answers('ben').transfers('anna').answers('anna');
    story.transfers('carla', 'now').declines('carla').declines('anna').declines('anna');
    expect(story.picture).toBe('talk: contact~ | ringing: ben');
    expect(story.attempt.waves).toEqual([]);
  });

  it('ends with the contact', () => {
    const story = recalling().hangsUp('contact');
    expect(story.endOf('anna')).toBe('contact-gone');
    expect(story.phase).toBe('ended');
  });

  it('brings back the owner of a contact who was left on hold', () => {
    const story = Story.talking().holds().hangsUp('anna').answers('anna');
    expect(story.picture).toBe('talk: contact anna');
  });

  it('begins when the target of a warm transfer declines after the transferor has hung up', () => {
    const story = Story.talking().introduces('ben').hangsUp('anna').declines('ben');
    expect(story.picture).toBe('talk: contact~ | ringing: anna');
  });

  it.each([
    ['a cold target declines', (story: Story) => story.transfers('ben').declines('ben')],
    ['a cold target does not answer', (story: Story) => story.transfers('ben').passes(20_000)],
    ['a warm target declines', (story: Story) => story.introduces('ben').declines('ben')],
    [
      'the target ends the consultation',
      (story: Story) => story.introduces('ben').answers('ben').hangsUp('ben'),
    ],
  ])('begins when the transferor hangs up before they can know that %s', (_, happens) => {
    const story = happens(Story.talking()).passes(1_900).hangsUp('anna');
    expect(story.picture).toBe('talk: contact~ | ringing: anna');
    expect(story.phase).toBe('recalling');
  });

  it('begins when transferor and target end the consultation at the same moment, whoever is heard of first', () => {
    const story = Story.talking().introduces('ben').answers('ben').hangsUp('anna').hangsUp('ben');
    expect(story.picture).toBe('talk: contact~ | ringing: ben');
  });

  it('does not begin when the target hangs up who has talked with the contact', () => {
    const story = Story.talking().introduces('ben').answers('ben').leaves().passes(500).hangsUp('ben');
    expect(story.endOf('contact')).toBe('call-over');
  });

  it.each([
    ['in conversation', () => Story.talking()],
    ['who has taken over', () => Story.talking().transfers('ben').answers('ben'), 'ben'],
    ['in a call that was made for them', () => Story.originated().answers('anna').answers('contact')],
  ] as const)(
    'begins when the phone of an agent %s falls silent',
    (_, tell, who: 'anna' | 'ben' = 'anna') => {
      const story = tell().passes(60_000).fallsSilent(who);
      expect(story.picture).toBe(`talk: contact~ | ringing: ${who}`);
      expect(story.phase).toBe('recalling');
    },
  );

  it('begins when the phone of an agent who dialled falls silent', () => {
    const story = Story.internal().answers('ben').answers('anna').fallsSilent('anna');
    expect(story.picture).toBe('talk: ben~ | ringing: anna');
  });

  it('does not begin when the phone of one of several falls silent: the others talk on', () => {
    expect(Story.merged().fallsSilent('anna').picture).toBe('talk: contact ben');
  });

  it('does not begin when the transferor hangs up after they have talked on with the contact', () => {
    const story = Story.talking().transfers('ben').declines('ben').passes(2_000).hangsUp('anna');
    expect(story.endOf('contact')).toBe('call-over');
  });

  it('does not begin when a target who was given the contact hangs up', () => {
    const story = Story.talking().transfers('ben').answers('ben').hangsUp('ben');
    expect(story.endOf('contact')).toBe('call-over');
  });

  it('does not begin when the transferor hangs up after they have cancelled', () => {
    const story = Story.talking().transfers('ben').cancels().hangsUp('anna');
    expect(story.endOf('contact')).toBe('call-over');
  });

  it('can be answered and transferred on', () => {
    const story = recalling().answers('anna').introduces('carla').answers('carla').leaves();
    expect(story.picture).toBe('talk: contact carla');
  });
});
