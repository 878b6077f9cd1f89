import { Story } from './testing/story';

describe('a call that an agent asks for', () => {
  it("rings the agent's own phone first", () => {
    expect(Story.originated().picture).toBe('ringing: anna | later: contact');
  });

  it('rings the other side once the agent has picked up, who hears ringback', () => {
    const story = Story.originated().answers('anna');
    expect(story.picture).toBe('talk: anna~ | ringing: contact');
    expect(story.phase).toBe('ringing');
  });

  it('is a conversation when the other side answers', () => {
    const story = Story.originated().answers('anna').answers('contact');
    expect(story.picture).toBe('talk: anna contact');
    expect(story.owner).toBe('anna');
  });

  it('never rings the other side if the agent does not pick up', () => {
    const story = Story.originated().passes(20_000);
    expect(story.phase).toBe('ended');
    expect(story.endOf('anna')).toBe('no-answer');
    expect(story.published('leg')).not.toContain('leg.ringing');
  });

  it.each([
    ['declines', (story: Story) => story.declines('contact'), 'declined'],
    ['does not answer', (story: Story) => story.passes(30_000), 'no-answer'],
    ['cannot be reached', (story: Story) => story.cannotBeReached('contact'), 'unreachable'],
  ])('is over when the other side %s', (_, happens, reason) => {
    const story = happens(Story.originated().answers('anna'));
    expect(story.phase).toBe('ended');
    expect(story.call.ended?.reason).toBe(reason);
  });

  it('is over when the agent hangs up while the other side rings', () => {
    const story = Story.originated().answers('anna').hangsUp('anna');
    expect(story.phase).toBe('ended');
    expect(story.endOf('contact')).toBe('call-over');
  });

  it("is over as well when the agent's phone is lost meanwhile: nobody is rung for a call that is not answered", () => {
    const story = Story.originated().answers('anna').rings('contact').fallsSilent('anna');
    expect(story.endOf('contact')).toBe('call-over');
    expect(story.phase).toBe('ended');
  });

  it('can be transferred like any other', () => {
    const story = Story.originated().answers('anna').answers('contact').introduces('ben').answers('ben');
    expect(story.picture).toBe('consultation: anna ben | holding: contact');
    expect(story.leaves().picture).toBe('talk: contact ben');
  });
});

describe('a call from phone to phone', () => {
  it('lets the caller hear ringback, unanswered, while the colleague rings', () => {
    expect(Story.internal().picture).toBe('door: anna~ | ringing: ben');
  });

  it('answers the caller when the colleague answers', () => {
    const story = Story.internal().answers('ben');
    expect(story.picture).toBe('talk: anna ben');
    expect(story.phase).toBe('talking');
  });

  it('stops ringing when the caller hangs up', () => {
    const story = Story.internal().hangsUp('anna');
    expect(story.phase).toBe('ended');
    expect(story.endOf('ben')).toBe('call-over');
  });
});
