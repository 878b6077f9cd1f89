import type { Name } from './testing/people';
import { ring, Story, target, wave } from './testing/story';
import { topology } from './topology';

/** What somebody's phone shows while it rings. */
function shownTo(story: Story, who: Name) {
  const { id } = story.leg(who);
  const place = topology(story.call, story.now).legs.find((leg) => leg.id === id)?.place;
  return place?.at === 'ringing' ? place.shows : undefined;
}

describe('what a ringing phone shows', () => {
  it('is the contact, for the agent whom they call', () => {
    expect(shownTo(Story.ringing(), 'anna')).toMatchObject({ name: 'Kim', number: '+4917155' });
  });

  it('is the transferor, for an agent who is asked to take over', () => {
    expect(shownTo(Story.talking().introduces('ben'), 'ben')).toMatchObject({ name: 'anna' });
  });

  it('is the line, for an outside number', () => {
    expect(shownTo(Story.talking().introduces('mobile'), 'mobile')).toMatchObject({
      name: 'Sales',
      number: '+4930100',
    });
  });

  it('names who did not take the call, on recall', () => {
    const story = Story.talking().transfers('ben', 'now').declines('ben');
    expect(shownTo(story, 'anna')).toMatchObject({ name: 'Return: ben', number: '+4917155' });
  });
});

describe('who waits for a group', () => {
  const toGroup = { ...target(wave('ben')), musicClass: 'jazz' };
  const musicIn = ({ call, now }: Story) => topology(call, now).musicClass;

  it("hears the group's music while it is searched and in consultation, and later that of the line", () => {
    const story = Story.talking({ line: { musicClass: 'blues' } });
    expect(musicIn(story.command({ type: 'introduce', target: toGroup }))).toBe('jazz');
    expect(musicIn(story.answers('ben'))).toBe('jazz');
    expect(musicIn(story.merges().holds())).toBe('blues');
  });
});

describe('announcements of a network that has not answered', () => {
  const speaking = (story: Story, who: Name): Story =>
    story.post({ type: 'leg-progress', leg: story.leg(who).id });
  const heardIn = (story: Story, who: Name) => {
    const place = topology(story.call, story.now).legs.find(({ id }) => id === story.leg(who).id)?.place;
    return place?.at === 'ringing' ? place.heardIn : undefined;
  };

  it('are heard by the transferor who waits for the target, instead of ringback', () => {
    const story = speaking(Story.talking().introduces('mobile'), 'mobile');
    expect(heardIn(story, 'mobile')).toBe('consultation');
    expect(story.picture).toBe('consultation: anna | holding: contact | ringing: mobile');
  });

  it('are heard by the contact who waits alone for a cold target', () => {
    const story = speaking(Story.talking().transfers('mobile', 'now'), 'mobile');
    expect(heardIn(story, 'mobile')).toBe('talk');
    expect(story.picture).toBe('talk: contact | ringing: mobile');
  });

  it('are heard by nobody while contact and transferor talk', () => {
    const story = speaking(Story.talking().transfers('mobile'), 'mobile');
    expect(heardIn(story, 'mobile')).toBeNull();
  });

  it('are heard by nobody while others ring as well', () => {
    const story = speaking(Story.talking().introduces('ben', 'mobile'), 'mobile');
    expect(heardIn(story, 'mobile')).toBeNull();
    expect(story.picture).toBe('consultation: anna~ | holding: contact | ringing: ben mobile');
  });

  it('are heard by nobody from one who must confirm: that network may answer by machine', () => {
    const asked = target([ring('mobile', { confirm: true })]);
    const story = speaking(Story.talking().command({ type: 'introduce', target: asked }), 'mobile');
    expect(heardIn(story, 'mobile')).toBeNull();
    expect(story.picture).toBe('consultation: anna~ | holding: contact | ringing: mobile');
  });
});
