import { nothingObserved, withBridge, withChannel } from './observed';
import { plan } from './plan';
import { ObedientAsterisk } from './testing/obedient-asterisk';
import { ring, Story, target } from './testing/story';
import { topology } from './topology';

/** Contact and anna talk, and Asterisk is as it should be. */
function conversation(): { story: Story; asterisk: ObedientAsterisk } {
  const story = Story.ringing();
  const asterisk = new ObedientAsterisk(story);
  asterisk.follows();
  asterisk.answers('anna').follows();
  return { story, asterisk };
}

/** Anna introduces the contact to ben, who has answered. */
function consultation(): ReturnType<typeof conversation> {
  const { story, asterisk } = conversation();
  story.introduces('ben');
  asterisk.follows();
  asterisk.answers('ben').follows();
  return { story, asterisk };
}

/** Contact, anna and ben talk. */
function conference(): ReturnType<typeof conversation> {
  const { story, asterisk } = consultation();
  story.merges();
  asterisk.follows();
  return { story, asterisk };
}

describe('the steps of a call', () => {
  it('ring the agent while the contact hears ringback', () => {
    const asterisk = new ObedientAsterisk(Story.ringing());
    expect(asterisk.follows()).toEqual(['ringback on for contact', 'create-channel anna', 'dial anna']);
  });

  it('answer the contact only when the agent has answered', () => {
    const story = Story.ringing().slowly();
    const asterisk = new ObedientAsterisk(story);
    asterisk.follows();
    const steps = asterisk.answers('anna').follows();
    expect(steps).toContain('answer contact');
    expect(steps).toContain('ringback off for contact');
    expect(asterisk.bridges).toEqual(['mixing: contact anna']);
  });

  it('leave nothing to do once it is done', () => {
    const { asterisk } = conversation();
    expect(asterisk.follows()).toEqual([]);
  });

  it('move nobody but the contact for an introduce', () => {
    const { story, asterisk } = conversation();
    story.introduces('ben');
    const steps = asterisk.follows();
    expect(steps.filter((step) => step.includes('joins'))).toEqual(['contact joins holding bridge']);
    expect(steps).toContain('ringback on for anna');
    expect(asterisk.bridges).toEqual(['mixing: anna', 'holding: contact']);
  });

  it('merge with one move, and clean up', () => {
    const { story, asterisk } = consultation();
    story.merges();
    expect(asterisk.follows()).toEqual([
      'contact joins mixing bridge',
      'anna is shown Kim',
      'ben is shown Kim',
      'destroy holding bridge',
    ]);
    expect(asterisk.bridges).toEqual(['mixing: contact anna ben']);
  });

  it('lead those who are left of a conference out of its bridge and in again, once', () => {
    const { asterisk } = conference();
    asterisk.hangsUp('anna');
    expect(asterisk.follows()).toEqual(['contact joins mixing bridge', 'ben joins mixing bridge']);
    expect(asterisk.bridges).toEqual(['mixing: contact ben']);
  });

  it('lead who was left by one and gets another out of their bridge and in again, once', () => {
    const { story, asterisk } = conversation();
    story.transfers('ben');
    asterisk.follows();
    const moves = asterisk.answers('ben').follows();
    expect(moves.filter((step) => step.includes('joins'))).toEqual([
      'ben joins mixing bridge',
      'contact joins mixing bridge',
    ]);
    expect(asterisk.follows()).toEqual([]);
  });

  it('do not so when the same one comes back', () => {
    const { story, asterisk } = conversation();
    story.holds();
    asterisk.follows();
    story.resumes();
    const moves = asterisk.follows().filter((step) => step.includes('joins'));
    expect(moves).toEqual(['contact joins mixing bridge']);
  });

  it('come to an end when a third joins those who have still to leave and enter again', () => {
    const { story, asterisk } = conference();
    const { bridge = null, id = '' } = asterisk.observed.channels.get(story.leg('contact').id) ?? {};
    // Away for a moment, so that the others count as left by a conference.
    asterisk.observed = withChannel(asterisk.observed, id, { bridge: null });
    asterisk.observed = withChannel(asterisk.observed, id, { bridge });
    expect(asterisk.follows()).toEqual(['anna joins mixing bridge', 'ben joins mixing bridge']);
  });

  it('bring nobody to those of whom one is being hung up: for a moment it would be a conference', () => {
    const { story, asterisk } = conversation();
    story.transfers('ben');
    asterisk.follows();
    story.slowly();
    asterisk.answers('ben');
    const steps = plan({ id: 'call' }, asterisk.observed, topology(story.call, story.now));
    expect(steps).toContainEqual({ type: 'hang-up', leg: story.leg('anna').id, reason: 'transferred' });
    expect(steps.filter(({ type }) => type === 'join')).toEqual([]);
  });

  it('complete with one move when the transferor hangs up in consultation', () => {
    const { asterisk } = consultation();
    asterisk.hangsUp('anna');
    expect(asterisk.follows()).toEqual([
      'contact joins mixing bridge',
      'ben is shown Kim',
      'ben joins mixing bridge',
      'destroy holding bridge',
    ]);
  });

  it('let nobody hear half a call: the contact comes to the transferor only when the target has left', () => {
    const { story, asterisk } = consultation();
    story.swaps();
    const moves = asterisk.follows().filter((step) => step.includes('joins'));
    expect(moves).toEqual([
      'ben joins holding bridge',
      'contact joins mixing bridge',
      'anna joins mixing bridge',
    ]);
  });

  it('ask an outside target in private', () => {
    const { story, asterisk } = conversation();
    const to = target([ring('mobile', { confirm: true })]);
    story.command({ type: 'transfer', release: 'on-answer', target: to });
    asterisk.follows();
    expect(asterisk.answers('mobile').follows()).toEqual(['prompt mobile']);
    expect(asterisk.bridges).toEqual(['mixing: contact anna']);
    story.presses('mobile', '1');
    expect(asterisk.follows()).toEqual([
      'end-prompt mobile',
      'hang-up anna',
      'mobile joins mixing bridge',
      'contact joins mixing bridge',
    ]);
  });

  it.each([
    ['cancelled', (story: Story) => story.cancels()],
    ['declined', (story: Story) => story.declines('ben')],
  ])('put the contact back in one move when an introduce is %s', (_, happens) => {
    const { story, asterisk } = conversation();
    story.introduces('ben');
    asterisk.follows();
    happens(story);
    expect(asterisk.follows()).toEqual(
      expect.arrayContaining([
        'ringback off for anna',
        'contact joins mixing bridge',
        'destroy holding bridge',
      ]),
    );
    expect(asterisk.bridges).toEqual(['mixing: contact anna']);
  });

  it('leave no channel and no bridge when the call is over', () => {
    const { story, asterisk } = conversation();
    story.introduces('ben');
    asterisk.follows();
    story.drops();
    asterisk.follows();
    expect(asterisk.observed.channels.size).toBe(0);
    expect(asterisk.observed.bridges.size).toBe(0);
  });

  it('bring about the same picture from whatever was there before', () => {
    const { story, asterisk } = consultation();
    story.merges().holds();
    asterisk.follows();
    expect([...asterisk.bridges].sort()).toEqual(['holding: contact', 'mixing: anna ben']);
    story.resumes().removes('ben');
    asterisk.follows();
    expect(asterisk.bridges).toEqual(['mixing: contact anna']);
  });
});

describe('what phones show', () => {
  it('is told after every move, and never while there is one to make', () => {
    const { story, asterisk } = conversation();
    story.introduces('ben');
    asterisk.follows();
    expect(asterisk.answers('ben').follows()).toEqual([
      'ringback off for anna',
      'ben joins mixing bridge',
      'anna is shown ben',
      'anna joins mixing bridge',
    ]);
    story.swaps();
    const steps = asterisk.follows();
    expect(steps.slice(0, 2)).toEqual(['ben joins holding bridge', 'anna is shown Kim']);
    expect(steps).toContain('contact joins mixing bridge');
  });

  it('is told again when it is not known, as after a restart', () => {
    const { story, asterisk } = conversation();
    asterisk.observed = withChannel(asterisk.observed, story.leg('anna').id, { shown: null });
    expect(asterisk.follows()).toEqual(['anna is shown Kim']);
    expect(asterisk.follows()).toEqual([]);
  });

  it('is told to nobody outside: trunks do not pass it on', () => {
    const { story, asterisk } = conversation();
    story.introduces('mobile');
    asterisk.follows();
    asterisk.answers('mobile').follows();
    story.merges();
    expect(asterisk.follows().filter((step) => step.includes('mobile is shown'))).toEqual([]);
  });
});

describe('music that Asterisk plays', () => {
  const unknown = { ringback: null } as const;

  it('is not stopped by stopping a tone of which it is not known whether it sounds', () => {
    const { story, asterisk } = consultation();
    const { id } = story.leg('contact');
    asterisk.observed = withChannel(asterisk.observed, id, unknown);
    expect(asterisk.follows()).toEqual([]);
    story.merges();
    expect(asterisk.follows()).toContain('ringback off for contact');
  });

  it('is not stopped either when it plays because the other side has pressed the hold key', () => {
    const { story, asterisk } = conversation();
    story.post({ type: 'phone-hold', leg: story.leg('contact').id, on: true });
    const { id } = story.leg('anna');
    asterisk.observed = withChannel(asterisk.observed, id, unknown);
    expect(asterisk.follows()).toEqual([]);
    story.post({ type: 'phone-hold', leg: story.leg('contact').id, on: false });
    expect(asterisk.follows()).toEqual(['ringback off for anna']);
  });
});

describe('who is called and answers to somebody whose hold key is pressed', () => {
  it('comes to the music by way of the conversation: straight from being dialled they would hear nothing', () => {
    const story = Story.originated();
    const asterisk = new ObedientAsterisk(story);
    asterisk.follows();
    asterisk.answers('anna').follows();
    story.post({ type: 'phone-hold', leg: story.leg('anna').id, on: true });
    const steps = asterisk.answers('contact').follows();
    expect(steps.filter((step) => step.startsWith('contact joins'))).toEqual([
      'contact joins mixing bridge',
      'contact joins holding bridge',
    ]);
  });
});

describe('who is called and is to wait as soon as they have answered', () => {
  it('comes to the music by way of a conversation, though nobody is in it', () => {
    const story = Story.originated();
    const asterisk = new ObedientAsterisk(story);
    asterisk.follows();
    asterisk.answers('anna').follows();
    asterisk.answers('contact');
    story.introduces('ben');
    const steps = asterisk.follows();
    expect(steps.filter((step) => step.startsWith('contact joins'))).toEqual([
      'contact joins mixing bridge',
      'contact joins holding bridge',
    ]);
    expect(asterisk.bridges).toEqual(['mixing: anna', 'holding: contact']);
  });
});

describe('a tone', () => {
  it('is not stopped on the way: music may have begun when that is done', () => {
    const { story, asterisk } = conversation();
    story.holds();
    asterisk.follows();
    const { id } = story.leg('contact');
    const observed = withChannel(asterisk.observed, id, { bridge: null, ringback: null });
    const steps = plan({ id: 'call' }, observed, topology(story.call, story.now));
    expect(steps.map(({ type }) => type)).toEqual(['join']);
  });
});

describe('what is found in Asterisk', () => {
  it('is hung up when its leg was given up before it came into being', () => {
    const story = Story.talking();
    const observed = withChannel(nothingObserved, 'baton-call-99', { inApp: true });
    const steps = plan({ id: 'call' }, observed, topology(story.call, story.now));
    expect(steps).toContainEqual({ type: 'hang-up', leg: 'baton-call-99', reason: 'call-over' });
  });

  it('is not dialled again when it rings, though the answer to our request was lost', () => {
    const story = Story.ringing();
    const anna = story.leg('anna').id;
    const observed = withChannel(nothingObserved, anna, { inApp: true, state: 'ringing', dialled: false });
    const steps = plan({ id: 'call' }, observed, topology(story.call, story.now));
    expect(steps.filter(({ type }) => type === 'dial')).toEqual([]);
  });

  it('is left alone when its end has begun', () => {
    const story = Story.talking();
    const contact = story.leg('contact').id;
    const observed = withChannel(nothingObserved, contact, { inApp: true, state: 'up', leaving: true });
    const steps = plan({ id: 'call' }, observed, topology(story.call, story.now));
    expect(steps.filter((step) => 'leg' in step && step.leg === contact)).toEqual([]);
  });

  it('is used if it is a bridge of the right kind, and destroyed if it is one too many', () => {
    const story = Story.talking();
    let observed = withBridge(nothingObserved, { id: 'baton-call-talk1', type: 'mixing' });
    observed = withBridge(observed, { id: 'baton-call-talk2', type: 'mixing' });
    for (const name of ['contact', 'anna'] as const) {
      const shown = { name: 'Kim', number: '+4917155' };
      observed = withChannel(observed, story.leg(name).id, { inApp: true, state: 'up', shown });
    }
    observed = withChannel(observed, story.leg('anna').id, { bridge: 'baton-call-talk2' });
    expect(plan({ id: 'call' }, observed, topology(story.call, story.now))).toEqual([
      expect.objectContaining({ type: 'join', leg: story.leg('contact').id, bridge: 'baton-call-talk2' }),
      { type: 'destroy-bridge', bridge: 'baton-call-talk1' },
    ]);
  });
});
