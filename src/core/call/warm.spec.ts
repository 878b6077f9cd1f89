import { Story } from './testing/story';

describe('introduce', () => {
  it('gives the contact music at once, the transferor ringback, and rings the target', () => {
    const story = Story.talking().introduces('ben');
    expect(story.picture).toBe('consultation: anna~ | holding: contact | ringing: ben');
    expect(story.phase).toBe('introducing');
    expect(story.owner).toBe('anna');
  });

  it('lets transferor and target talk when the target answers, while the contact still hears music', () => {
    const story = Story.talking().introduces('ben').answers('ben');
    expect(story.picture).toBe('consultation: anna ben | holding: contact');
    expect(story.phase).toBe('consulting');
    expect(story.owner).toBe('anna');
  });

  it('takes the first phone of a target with two that answers', () => {
    const story = Story.talking().introduces('ben', 'carla').slowly().answers('carla').answers('ben');
    expect(story.picture).toBe('consultation: anna carla | holding: contact');
    expect(story.endOf('ben')).toBe('answered-elsewhere');
  });

  it.each([
    ['declines', (story: Story) => story.declines('ben'), 'declined'],
    ['is busy', (story: Story) => story.isBusy('ben'), 'busy'],
    ['does not answer in time', (story: Story) => story.passes(20_000), 'no-answer'],
    ['cannot be reached', (story: Story) => story.cannotBeReached('ben'), 'unreachable'],
  ])('brings contact and transferor together again when the target %s', (_, happens, reason) => {
    const story = happens(Story.talking().introduces('ben'));
    expect(story.picture).toBe('talk: contact anna');
    expect(story.phase).toBe('talking');
    expect(story.owner).toBe('anna');
    expect(story.outcome).toBe(reason);
    expect(story.events).toContainEqual(expect.objectContaining({ type: 'transfer.failed', reason }));
  });

  it('says each thing once: started, answered, merged', () => {
    const story = Story.talking();
    const before = story.published('transfer').length;
    story.introduces('ben').answers('ben').merges();
    expect(story.published('transfer').slice(before)).toEqual([
      'transfer.started',
      'transfer.answered',
      'transfer.merged',
    ]);
  });

  it('can be cancelled while the target rings', () => {
    const story = Story.talking().introduces('ben').cancels();
    expect(story.picture).toBe('talk: contact anna');
    expect(story.endOf('ben')).toBe('cancelled');
    expect(story.outcome).toBe('cancelled');
  });

  it('turns cold when the transferor leaves while the target rings: the contact hears ringback', () => {
    const story = Story.talking().introduces('ben').leaves();
    expect(story.picture).toBe('talk: contact~ | ringing: ben');
    expect(story.phase).toBe('transferring');
    expect(story.published('transfer')).toContain('transfer.turned-cold');
    expect(story.answers('ben').picture).toBe('talk: contact ben');
  });

  it('turns cold when the transferor hangs up while the target rings', () => {
    const story = Story.talking().introduces('ben').hangsUp('anna');
    expect(story.picture).toBe('talk: contact~ | ringing: ben');
    story.answers('ben');
    expect(story.picture).toBe('talk: contact ben');
    expect(story.owner).toBe('ben');
  });

  it('stops the target ringing and frees the transferor when the contact hangs up', () => {
    const story = Story.talking().introduces('ben').hangsUp('contact');
    expect(story.endOf('ben')).toBe('contact-gone');
    expect(story.phase).toBe('ended');
    expect(story.outcome).toBe('contact-gone');
  });

  it('ignores an answer that comes after the target was given up', () => {
    const story = Story.talking().introduces('ben').slowly().cancels().answers('ben');
    expect(story.picture).toBe('talk: contact anna');
    expect(story.leg('ben').state).toBe('ending');
  });
});

describe('consultation', () => {
  const consulting = (): Story => Story.talking().introduces('ben').answers('ben');

  it('becomes one conversation by merge; the owner stays', () => {
    const story = consulting().merges();
    expect(story.picture).toBe('talk: contact anna ben');
    expect(story.phase).toBe('merged');
    expect(story.owner).toBe('anna');
  });

  it('is completed by leave: merge and leave in one step', () => {
    const story = consulting().leaves();
    expect(story.picture).toBe('talk: contact ben');
    expect(story.owner).toBe('ben');
    expect(story.outcome).toBe('completed');
  });

  it('is completed when the transferor hangs up', () => {
    const story = consulting().hangsUp('anna');
    expect(story.picture).toBe('talk: contact ben');
    expect(story.owner).toBe('ben');
    expect(story.outcome).toBe('completed');
  });

  it('changes who waits and who talks by swap, and back', () => {
    const story = consulting().swaps();
    expect(story.picture).toBe('talk: contact anna | holding: ben');
    expect(story.swaps().picture).toBe('consultation: anna ben | holding: contact');
  });

  it.each([
    ['merged', (story: Story) => story.merges(), 'talk: contact anna ben'],
    ['cancelled', (story: Story) => story.cancels(), 'talk: contact anna'],
    ['left', (story: Story) => story.leaves(), 'talk: contact ben'],
    ['completed by hanging up', (story: Story) => story.hangsUp('anna'), 'talk: contact ben'],
    ['ended by the target', (story: Story) => story.hangsUp('ben'), 'talk: contact anna'],
  ])('can be %s while the target waits', (_, happens, picture) => {
    expect(happens(consulting().swaps()).picture).toBe(picture);
  });

  it('ends with contact and transferor together when it is cancelled', () => {
    const story = consulting().cancels();
    expect(story.picture).toBe('talk: contact anna');
    expect(story.endOf('ben')).toBe('cancelled');
  });

  it('ends with contact and transferor together when the target hangs up', () => {
    const story = consulting().hangsUp('ben');
    expect(story.picture).toBe('talk: contact anna');
    expect(story.outcome).toBe('target-hung-up');
  });

  it('goes on between agents when the contact hangs up, until one of them goes', () => {
    const story = consulting().hangsUp('contact');
    expect(story.picture).toBe('talk: anna ben');
    expect(story.outcome).toBe('contact-gone');
    expect(story.hangsUp('ben').phase).toBe('ended');
  });

  it('is not joined by an outside party who was with the contact, when the contact hangs up', () => {
    const merged = Story.talking().introduces('mobile').answers('mobile').merges();
    const story = merged.introduces('ben').answers('ben').hangsUp('contact');
    expect(story.picture).toBe('talk: anna ben');
    expect(story.endOf('mobile')).toBe('contact-gone');
  });

  it('goes on with an outside target when the contact hangs up, and ends when the transferor goes', () => {
    const story = Story.talking().introduces('mobile').answers('mobile').hangsUp('contact');
    expect(story.picture).toBe('talk: anna mobile');
    story.hangsUp('anna');
    expect(story.endOf('mobile')).toBe('call-over');
    expect(story.phase).toBe('ended');
  });

  it('does not keep the contact waiting for ever: after the longest wait everybody talks', () => {
    const story = consulting();
    story.passes(30 * 60_000);
    expect(story.picture).toBe('talk: contact anna ben');
    expect(story.outcome).toBe('merged');
  });
});

describe('everybody in one conversation', () => {
  it('goes on without the target: the transferor owns the call', () => {
    const story = Story.merged().hangsUp('ben');
    expect(story.picture).toBe('talk: contact anna');
    expect(story.owner).toBe('anna');
  });

  it.each([
    ['leaves', (story: Story) => story.leaves()],
    ['hangs up', (story: Story) => story.hangsUp('anna')],
  ])('goes on without the transferor who %s: the target owns the call', (_, happens) => {
    const story = happens(Story.merged());
    expect(story.picture).toBe('talk: contact ben');
    expect(story.owner).toBe('ben');
  });

  it('may be finished by the agents when the contact hangs up', () => {
    const story = Story.merged().hangsUp('contact');
    expect(story.picture).toBe('talk: anna ben');
    expect(story.owner).toBe('anna');
    expect(story.hangsUp('anna').phase).toBe('ended');
  });

  it('ends for an outside target when the contact hangs up', () => {
    const story = Story.talking().introduces('mobile').answers('mobile').merges().hangsUp('contact');
    expect(story.endOf('mobile')).toBe('contact-gone');
    expect(story.phase).toBe('ended');
  });

  it('can be rid of one leg', () => {
    const story = Story.merged().removes('ben');
    expect(story.picture).toBe('talk: contact anna');
    expect(story.endOf('ben')).toBe('removed');
  });

  it('goes to the other when the owner is removed', () => {
    const story = Story.merged().removes('anna');
    expect(story.picture).toBe('talk: contact ben');
    expect(story.owner).toBe('ben');
  });

  it('can be put on hold: the agents talk on, the contact hears music', () => {
    const story = Story.merged().holds();
    expect(story.picture).toBe('talk: anna ben | holding: contact');
    expect(story.phase).toBe('held');
    expect(story.resumes().picture).toBe('talk: contact anna ben');
  });
});

describe('a conference', () => {
  const four = (): Story => Story.merged().introduces('carla').answers('carla').merges();

  it('grows by another introduce; those who were merged stay with the contact meanwhile', () => {
    const story = Story.merged().introduces('carla');
    expect(story.picture).toBe('talk: contact ben | consultation: anna~ | ringing: carla');
    story.answers('carla');
    expect(story.picture).toBe('talk: contact ben | consultation: anna carla');
    expect(story.merges().picture).toBe('talk: contact anna ben carla');
  });

  it('loses one after another and goes on to the last pair', () => {
    const story = four().hangsUp('carla');
    expect(story.picture).toBe('talk: contact anna ben');
    expect(story.hangsUp('anna').picture).toBe('talk: contact ben');
    expect(story.owner).toBe('ben');
  });

  it('goes from its owner to the agent who joined last, and to an outside number only if no agent is there', () => {
    const story = four().introduces('mobile').answers('mobile').merges().hangsUp('anna');
    expect(story.owner).toBe('carla');
    expect(story.hangsUp('carla').owner).toBe('ben');
    expect(story.hangsUp('ben').owner).toBe('mobile');
    expect(story.picture).toBe('talk: contact mobile');
  });

  it('keeps the contact in company when the transferor goes while the next one rings', () => {
    const story = Story.merged().introduces('carla').hangsUp('anna');
    expect(story.picture).toBe('talk: contact ben | ringing: carla');
    expect(story.answers('carla').picture).toBe('talk: contact ben carla');
  });

  it('has an owner even when the one who asked for the next has gone and that one does not come', () => {
    const story = Story.merged().introduces('carla').hangsUp('anna').declines('carla');
    expect(story.picture).toBe('talk: contact ben');
    expect(story.owner).toBe('ben');
  });

  it('has a largest size', () => {
    const story = Story.merged({ limits: { maxParties: 3 } });
    expect(story.answerTo({ type: 'introduce', target: { ...someone, waves: [] } })).toBe('too-many-parties');
  });

  const someone = { spec: { type: 'agent', agentId: 'dora' }, then: [] } as const;
});

describe('hold', () => {
  it('gives the contact music, and resume the conversation', () => {
    const story = Story.talking().holds();
    expect(story.picture).toBe('talk: anna | holding: contact');
    expect(story.phase).toBe('held');
    expect(story.resumes().picture).toBe('talk: contact anna');
  });

  it('ends by itself after the longest wait', () => {
    const story = Story.talking()
      .holds()
      .passes(30 * 60_000);
    expect(story.picture).toBe('talk: contact anna');
    expect(story.events).toContainEqual({ type: 'call.resumed', why: 'waited-too-long' });
  });

  it('does not end the call when the owner hangs up: the contact is brought back to somebody', () => {
    const story = Story.talking().holds().hangsUp('anna');
    expect(story.phase).toBe('recalling');
    expect(story.picture).toBe('talk: contact~ | ringing: anna');
  });

  it.each([
    ['leaves', (story: Story) => story.leaves()],
    ['hangs up', (story: Story) => story.hangsUp('anna')],
    ['is removed', (story: Story) => story.removes('anna')],
  ])(
    'ends when the owner %s: the contact goes on with who is left, who may have no way to resume',
    (_, happens) => {
      const conference = Story.merged().introduces('mobile').answers('mobile').merges().hangsUp('ben');
      const story = happens(conference.holds());
      expect(story.picture).toBe('talk: contact mobile');
      expect(story.owner).toBe('mobile');
      expect(story.events).toContainEqual({ type: 'call.resumed', why: 'owner-gone' });
    },
  );

  it("of the phone's own key is another one: the contact waits with music for as long as nobody else is with them", () => {
    const story = Story.talking();
    const presses = (who: 'anna' | 'ben', on: boolean) =>
      story.post({ type: 'phone-hold', leg: story.leg(who).id, on });
    presses('anna', true);
    expect(story.picture).toBe('talk: anna | holding: contact');
    expect(story.call.held).toBe(false);
    presses('anna', false);
    expect(story.picture).toBe('talk: contact anna');
  });

  it('is music, not silence, for a contact who is merged to somebody whose hold key is pressed', () => {
    const story = Story.talking().introduces('ben').answers('ben');
    story.post({ type: 'phone-hold', leg: story.leg('ben').id, on: true });
    story.merges();
    expect(story.picture).toBe('talk: contact anna ben');
    story.hangsUp('anna');
    expect(story.picture).toBe('talk: ben | holding: contact');
  });

  it('by the key of a phone is bounded as any other: who leaves the contact there for too long is taken for dead', () => {
    const story = Story.talking();
    story.post({ type: 'phone-hold', leg: story.leg('anna').id, on: true });
    story.passes(story.call.limits.maxWaitMs - 1);
    expect(story.call.attempt).toBeNull();
    story.passes(1);
    expect(story.call.attempt).toMatchObject({ kind: 'recall' });
    expect(story.call.legs.map(({ end }) => end?.reason)).toContain('no-answer');
  });
});
