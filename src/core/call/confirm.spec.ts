import { ring, Story, target } from './testing/story';

/** A cold transfer to an outside number that must press 1. */
const asked = (): Story =>
  Story.talking()
    .command({
      type: 'transfer',
      release: 'on-answer',
      target: target([ring('mobile', { confirm: true })]),
    })
    .answers('mobile');

describe('an outside target that must confirm', () => {
  it('is asked in private when it picks up', () => {
    expect(asked().picture).toBe('talk: contact anna | lobby: mobile');
  });

  it('gets the contact by pressing 1', () => {
    const story = asked().presses('mobile', '1');
    expect(story.picture).toBe('talk: contact mobile');
    expect(story.owner).toBe('mobile');
  });

  it('declines by pressing 2', () => {
    const story = asked().presses('mobile', '2');
    expect(story.picture).toBe('talk: contact anna');
    expect(story.outcome).toBe('declined');
  });

  it('is not moved by other keys', () => {
    expect(asked().presses('mobile', '5').picture).toBe('talk: contact anna | lobby: mobile');
  });

  it('counts as not answering 10 s after everything was said: an answering machine presses nothing', () => {
    const story = asked().hearsPrompt('mobile').passes(9_999);
    expect(story.picture).toBe('talk: contact anna | lobby: mobile');
    story.passes(1);
    expect(story.picture).toBe('talk: contact anna');
    expect(story.outcome).toBe('no-answer');
  });

  it('is not waited for when the end of the prompt is never reported', () => {
    expect(asked().passes(60_000).picture).toBe('talk: contact anna');
  });

  it('leaves the contact with ringback, and then to recall, when the transferor has gone', () => {
    const story = asked().hangsUp('anna');
    expect(story.picture).toBe('talk: contact~ | lobby: mobile');
    expect(story.presses('mobile', '2').picture).toBe('talk: contact~ | ringing: anna');
  });

  it('may hang up instead, which declines', () => {
    const story = asked().hangsUp('mobile');
    expect(story.picture).toBe('talk: contact anna');
    expect(story.outcome).toBe('declined');
  });

  it('is let go when the contact hangs up', () => {
    const story = asked().hangsUp('contact');
    expect(story.endOf('mobile')).toBe('contact-gone');
    expect(story.phase).toBe('ended');
  });

  it('loses to another who answers meanwhile', () => {
    const both = [ring('mobile', { confirm: true }), ring('ben')];
    const story = Story.talking().command({ type: 'transfer', release: 'on-answer', target: target(both) });
    story.answers('mobile').answers('ben');
    expect(story.picture).toBe('talk: contact ben');
    expect(story.endOf('mobile')).toBe('answered-elsewhere');
  });
});
