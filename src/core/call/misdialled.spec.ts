import { Story } from './testing/story';
import { topology } from './topology';

describe('a contact who calls a number that no line has', () => {
  it('goes to the last resort at once, and rings nobody', () => {
    const story = Story.misdialled().slowly();
    expect(story.picture).toBe('last-resort: contact');
    expect(story.published('call')).toEqual(['call.started', 'call.last-resort']);
    expect(story.call.attempts).toEqual([]);
    expect(story.call.owner).toBeNull();
  });

  it('has had a call, with why', () => {
    const story = Story.misdialled();
    story.hangsUp('contact');
    expect(story.phase).toBe('ended');
    expect(story.call.ended).toMatchObject({ reason: 'unknown-number' });
    expect(story.leg('contact').party).toMatchObject({ number: '+4917155', name: 'Kim' });
    expect(story.call).toMatchObject({ unknown: true, line: { number: '+4930101' } });
  });

  it('is shown to the dialplan as to an agent', () => {
    const contact = ({ call, now }: Story) => topology(call, now).legs[0]?.place;
    expect(contact(Story.misdialled().slowly())).toMatchObject({
      at: 'last-resort',
      caller: { name: 'Kim', number: '+4917155' },
      context: null,
    });
    expect(contact(Story.misdialled({ withheld: true }).slowly())).toMatchObject({
      caller: { number: 'anonymous' },
    });
  });

  it.each([
    ['a deadline', (story: Story) => story.passes(3_600_000)],
    [
      'somebody who is found after all',
      (story: Story) => story.post({ type: 'found', attempt: 'x', stops: 1, found: { waves: [], then: [] } }),
    ],
    ['a restart of Asterisk', (story: Story) => story.post({ type: 'asterisk-restarted' })],
  ])('is not brought back by %s', (_, happens) => {
    const story = happens(Story.misdialled().slowly());
    expect(story.call.attempt).toBeNull();
    expect(story.call.legs).toHaveLength(1);
  });
});
