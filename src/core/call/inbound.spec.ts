import { Story, wave } from './testing/story';

describe('a contact who calls a line', () => {
  it('hears ringback, unanswered, while it is asked who is there', () => {
    const story = Story.arrival();
    expect(story.picture).toBe('door: contact~');
    expect(story.phase).toBe('ringing');
  });

  it('still hears ringback while the agent rings', () => {
    expect(Story.ringing().picture).toBe('door: contact~ | ringing: anna');
  });

  it('is answered when the agent answers, and they talk', () => {
    const story = Story.talking();
    expect(story.picture).toBe('talk: contact anna');
    expect(story.phase).toBe('talking');
    expect(story.owner).toBe('anna');
  });

  it('is not answered by Baton before somebody is there to talk with', () => {
    const story = Story.ringing().slowly();
    expect(story.leg('contact').state).toBe('offered');
    story.answers('anna');
    expect(story.picture).toBe('talk: contact anna');
    expect(story.leg('contact').state).toBe('offered');
  });

  it.each([
    ['declines', (story: Story) => story.declines('anna')],
    ['is busy', (story: Story) => story.isBusy('anna')],
    ['does not answer in time', (story: Story) => story.passes(20_000)],
    ['cannot be reached', (story: Story) => story.cannotBeReached('anna')],
  ])('goes to the last resort when the agent %s and nobody else is there', (_, happens) => {
    const story = happens(Story.ringing().slowly());
    expect(story.picture).toBe('last-resort: contact');
    expect(story.published('call')).toContain('call.last-resort');
  });

  it('goes to the last resort when nobody can say who is there', () => {
    const story = Story.arrival().slowly().passes(5_000);
    expect(story.picture).toBe('last-resort: contact');
  });

  it('is offered to the fallback of the line before the last resort', () => {
    const story = Story.ringing({ line: { fallback: { type: 'number', number: '+4917199' } } });
    story.declines('anna');
    expect(story.attempt.stop).toEqual({ type: 'number', number: '+4917199' });
    story.finds(wave('mobile'));
    expect(story.picture).toBe('door: contact~ | ringing: mobile');
    story.answers('mobile');
    expect(story.picture).toBe('talk: contact mobile');
    expect(story.owner).toBe('mobile');
  });

  it('stops the ringing by hanging up, and the call is over', () => {
    const story = Story.ringing().hangsUp('contact');
    expect(story.endOf('anna')).toBe('contact-gone');
    expect(story.phase).toBe('ended');
    expect(story.call.ended?.reason).toBe('hung-up');
  });

  it('ends the call by hanging up while talking', () => {
    const story = Story.talking().hangsUp('contact');
    expect(story.phase).toBe('ended');
    expect(story.endOf('anna')).toBe('call-over');
  });

  it('is let go when the only agent hangs up', () => {
    const story = Story.talking().hangsUp('anna');
    expect(story.phase).toBe('ended');
    expect(story.endOf('contact')).toBe('call-over');
  });

  it('is not let go by an agent who hangs up before they have been connected', () => {
    const story = Story.ringing().slowly().answers('anna').hangsUp('anna');
    expect(story.picture).toBe('door: contact~ | ringing: anna');
    expect(story.phase).toBe('recalling');
  });

  it('gets the first of two who answer at once; the other was answered elsewhere', () => {
    const story = Story.arrival().finds(wave('anna', 'ben')).slowly();
    story.answers('ben').answers('anna');
    expect(story.picture).toBe('talk: contact ben');
    expect(story.owner).toBe('ben');
    expect(story.endOf('anna')).toBe('answered-elsewhere');
  });

  it('gets the next wave when nobody of the first takes the call', () => {
    const story = Story.arrival().finds(wave('anna', 'ben'), wave('carla'));
    story.declines('anna');
    expect(story.picture).toBe('door: contact~ | ringing: ben');
    story.passes(20_000);
    expect(story.picture).toBe('door: contact~ | ringing: carla');
    story.answers('carla');
    expect(story.picture).toBe('talk: contact carla');
  });
});
