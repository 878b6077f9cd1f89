import { leadingOn, ring, Story, target, wave } from './testing/story';

describe('transfer', () => {
  it('keeps contact and transferor in conversation while the target rings', () => {
    const story = Story.talking().transfers('ben');
    expect(story.picture).toBe('talk: contact anna | ringing: ben');
    expect(story.phase).toBe('transferring');
  });

  it('hands over when the target answers, and lets the transferor go', () => {
    const story = Story.talking().transfers('ben').answers('ben');
    expect(story.picture).toBe('talk: contact ben');
    expect(story.owner).toBe('ben');
    expect(story.endOf('anna')).toBe('transferred');
    expect(story.outcome).toBe('completed');
  });

  it('frees the transferor at once if so asked; the contact hears ringback', () => {
    const story = Story.talking().transfers('ben', 'now');
    expect(story.picture).toBe('talk: contact~ | ringing: ben');
    expect(story.endOf('anna')).toBe('transferred');
    expect(story.answers('ben').picture).toBe('talk: contact ben');
  });

  it.each([
    ['hangs up', (story: Story) => story.hangsUp('anna')],
    ['leaves', (story: Story) => story.leaves()],
  ])('goes on without the transferor who %s', (_, happens) => {
    const story = happens(Story.talking().transfers('ben'));
    expect(story.picture).toBe('talk: contact~ | ringing: ben');
    expect(story.answers('ben').picture).toBe('talk: contact ben');
  });

  it.each([
    ['declines', (story: Story) => story.declines('ben'), 'declined'],
    ['is busy', (story: Story) => story.isBusy('ben'), 'busy'],
    ['does not answer in time', (story: Story) => story.passes(20_000), 'no-answer'],
    ['cannot be reached', (story: Story) => story.cannotBeReached('ben'), 'unreachable'],
  ])('lets contact and transferor talk on when the target %s', (_, happens, reason) => {
    const story = happens(Story.talking().transfers('ben'));
    expect(story.picture).toBe('talk: contact anna');
    expect(story.owner).toBe('anna');
    expect(story.outcome).toBe(reason);
  });

  it('can be cancelled; the contact stays with the transferor', () => {
    const story = Story.talking().transfers('ben').cancels();
    expect(story.picture).toBe('talk: contact anna');
    expect(story.endOf('ben')).toBe('cancelled');
  });

  describe('on which the transferor waits with the contact on hold', () => {
    const waiting = (): Story => Story.talking().transfers('ben').holds();

    it('lets the contact hear music, and the target ring on', () => {
      expect(waiting().picture).toBe('talk: anna | holding: contact | ringing: ben');
    });

    it.each([
      ['the target answers', (story: Story) => story.answers('ben'), 'talk: contact ben'],
      ['the transferor hangs up', (story: Story) => story.hangsUp('anna'), 'talk: contact~ | ringing: ben'],
      ['it is cancelled', (story: Story) => story.cancels(), 'talk: contact anna'],
      [
        'the transferor takes the contact back',
        (story: Story) => story.resumes(),
        'talk: contact anna | ringing: ben',
      ],
    ])('ends the hold when %s', (_, happens, picture) => {
      const story = happens(waiting());
      expect(story.picture).toBe(picture);
      expect(story.call.held).toBe(false);
    });

    it('leaves the contact on hold when the target declines: the transferor put them there', () => {
      const story = waiting().declines('ben');
      expect(story.phase).toBe('held');
      expect(story.resumes().picture).toBe('talk: contact anna');
    });
  });

  it('stops the target ringing when the contact hangs up', () => {
    const story = Story.talking().transfers('ben').hangsUp('contact');
    expect(story.endOf('ben')).toBe('contact-gone');
    expect(story.phase).toBe('ended');
  });

  it('stops the target ringing when the contact hangs up after the transferor was freed', () => {
    const story = Story.talking().transfers('ben', 'now').hangsUp('contact');
    expect(story.endOf('ben')).toBe('contact-gone');
    expect(story.phase).toBe('ended');
  });

  it('can be made by the new owner, with the same rules', () => {
    const story = Story.talking().transfers('ben').answers('ben').transfers('carla').answers('carla');
    expect(story.picture).toBe('talk: contact carla');
    expect(story.owner).toBe('carla');
    expect(story.endOf('ben')).toBe('transferred');
  });

  it('says each thing once', () => {
    const story = Story.talking();
    const before = story.published('transfer').length;
    story.transfers('ben').answers('ben');
    expect(story.published('transfer').slice(before)).toEqual([
      'transfer.started',
      'transfer.answered',
      'transfer.completed',
    ]);
  });

  it('tries where the target leads on to before it fails', () => {
    const elsewhere = { type: 'agent', agentId: 'carla' } as const;
    const story = Story.talking();
    story.command({
      type: 'transfer',
      release: 'on-answer',
      target: leadingOn(target(wave('ben')), elsewhere),
    });
    story.declines('ben');
    expect(story.phase).toBe('transferring');
    expect(story.finds(wave('carla')).picture).toBe('talk: contact anna | ringing: carla');
    expect(story.declines('carla').picture).toBe('talk: contact anna');
  });

  it('passes over those who are in the call already, also where the target leads on to', () => {
    const elsewhere = { type: 'ring-group', groupId: 'sales' } as const;
    const story = Story.talking();
    story.command({
      type: 'transfer',
      release: 'on-answer',
      target: leadingOn(target(wave('ben')), elsewhere),
    });
    story.declines('ben').finds(wave('anna', 'contact'), wave('anna', 'carla'));
    expect(story.picture).toBe('talk: contact anna | ringing: carla');
  });

  it('leaves the contact with the transferor who was to be freed at once when nobody is there after all', () => {
    const story = Story.talking();
    story.command({ type: 'transfer', release: 'now', target: target([]) });
    expect(story.picture).toBe('talk: contact anna');
    expect(story.owner).toBe('anna');
  });

  it('ends with everybody, whoever rings, when the call is dropped', () => {
    const story = Story.talking().transfers('ben').drops();
    expect(story.phase).toBe('ended');
    expect(story.endOf('ben')).toBe('cancelled');
    expect(story.outcome).toBe('dropped');
  });
});

describe('a wave with delays', () => {
  const delayed = (): Story => {
    const story = Story.talking();
    const both = [ring('ben'), ring('carla', { delayMs: 5_000 })];
    return story.command({ type: 'transfer', release: 'on-answer', target: target(both) });
  };

  it('rings each member when its time has come', () => {
    const story = delayed();
    expect(story.picture).toBe('talk: contact anna | ringing: ben | later: carla');
    expect(story.passes(5_000).picture).toBe('talk: contact anna | ringing: ben carla');
  });

  it('forgets those whose time has not come when it is cancelled', () => {
    const story = delayed().cancels();
    expect(story.picture).toBe('talk: contact anna');
    expect(story.leg('carla')).toMatchObject({ state: 'gone', end: { reason: 'cancelled' } });
    expect(story.passes(5_000).picture).toBe('talk: contact anna');
  });

  it('forgets those whose time has not come when somebody answers', () => {
    const story = delayed().answers('ben');
    expect(story.picture).toBe('talk: contact ben');
    expect(story.endOf('carla')).toBe('answered-elsewhere');
    expect(story.leg('carla').state).toBe('gone');
  });

  it('lets each member ring for its own time', () => {
    const story = delayed().passes(20_000);
    expect(story.picture).toBe('talk: contact anna | ringing: carla');
    expect(story.passes(5_000).picture).toBe('talk: contact anna');
  });
});

describe('a phone that redirects', () => {
  it('leads on to whom it names when the others have had their turn', () => {
    const story = Story.talking().transfers('ben');
    story.post({ type: 'leg-redirected', leg: story.leg('ben').id, to: '13' });
    expect(story.attempt.stop).toEqual({ type: 'redirect', to: '13' });
    expect(story.finds(wave('carla')).picture).toBe('talk: contact anna | ringing: carla');
  });

  it('leads on to whom it names before the place where the target leads on to', () => {
    const elsewhere = { type: 'agent', agentId: 'dora' } as const;
    const lead = leadingOn(target(wave('ben')), elsewhere);
    const story = Story.talking().command({ type: 'transfer', release: 'on-answer', target: lead });
    story.post({ type: 'leg-redirected', leg: story.leg('ben').id, to: '13' });
    expect(story.attempt.stop).toEqual({ type: 'redirect', to: '13' });
    expect(story.finds().attempt.stop).toEqual(elsewhere);
  });

  it('cannot lead round in circles for ever', () => {
    const story = Story.talking().transfers('ben', 'now').slowly();
    for (let n = 0; n < 50 && story.call.attempt?.kind === 'cold'; n++) {
      story.post({ type: 'leg-redirected', leg: story.leg('ben').id, to: '12' });
      if (story.call.attempt?.waves === null) story.finds(wave('ben'));
    }
    expect(story.phase).toBe('recalling');
  });

  it('does not take the contact from the transferor who is still there', () => {
    const story = Story.talking().transfers('ben').slowly();
    for (let n = 0; n < 50 && story.call.attempt; n++) {
      story.post({ type: 'leg-redirected', leg: story.leg('ben').id, to: '12' });
      if (story.call.attempt?.waves === null) story.finds(wave('ben'));
    }
    expect(story.picture).toBe('talk: contact anna');
    expect(story.outcome).toBe('declined');
  });
});
