import type { Call } from '../../core/call/call';
import { leadingOn, ring, Story, target, wave } from '../../core/call/testing/story';
import { changesOf } from './call-changes';

/** What is counted of what happens in a story. */
function counted(story: Story, happens: (story: Story) => unknown): readonly string[] {
  const before = story.call;
  const known = story.events.length;
  happens(story);
  return inWords(before, story.call, story.events.slice(known));
}

const inWords = (...[before, after, events]: Parameters<typeof changesOf>): readonly string[] =>
  changesOf(before, after, events).map((change) => Object.values(change).join(' '));

/** Anna has introduced ben, and has hung up: the contact waits for ben alone. */
const leftToBen = () => Story.talking().introduces('ben').hangsUp('anna');
const recalled = () => leftToBen().declines('ben');

describe('a call', () => {
  it('is counted when it begins, and when it ends', () => {
    const { call, events } = Story.arrival();
    expect(inWords(null, call, events)).toEqual(['started inbound']);
    expect(counted(Story.talking(), (story) => story.hangsUp('contact'))).toEqual(['ended inbound hung-up']);
  });

  it('counts no further once it is over', () => {
    const { call } = Story.talking().hangsUp('contact');
    expect(inWords(call, call, [])).toEqual([]);
  });

  it('for which nobody was found is counted among the last resorts', () => {
    expect(counted(Story.ringing().slowly(), (story) => story.declines('anna'))).toEqual([
      'last-resort inbound',
    ]);
  });
});

describe('a transfer', () => {
  it.each<[string, Story, (story: Story) => unknown]>([
    ['warm agent merged', Story.talking().introduces('ben').answers('ben'), (story) => story.merges()],
    ['warm agent completed', Story.talking().introduces('ben').answers('ben'), (story) => story.leaves()],
    ['warm agent declined', Story.talking().introduces('ben'), (story) => story.declines('ben')],
    ['warm agent cancelled', Story.talking().introduces('ben'), (story) => story.cancels()],
    ['warm agent contact-gone', Story.talking().introduces('ben'), (story) => story.hangsUp('contact')],
    ['cold agent completed', Story.talking().transfers('ben'), (story) => story.answers('ben')],
    ['cold agent busy', Story.talking().transfers('ben'), (story) => story.isBusy('ben')],
    ['cold agent completed', leftToBen(), (story) => story.answers('ben')],
  ])('is counted as %s', (words, story, happens) => {
    expect(counted(story, happens)).toContain(`transfer-closed ${words}`);
  });

  it('is not counted as long as it is open', () => {
    expect(counted(Story.talking(), (story) => story.introduces('ben'))).toEqual([]);
  });
});

describe('a recall', () => {
  it('is counted at each stage it comes to', () => {
    const story = recalled();
    expect(inWords(leftToBen().call, story.call, [])).toContain('recall-stage owner');
    // The owner is rung twice.
    expect(counted(story, () => story.declines('anna'))).toEqual([]);
    expect(counted(story, () => story.declines('anna'))).toEqual(['recall-stage group']);
    expect(counted(story.slowly(), () => story.finds())).toEqual([
      'last-resort recall',
      'recall-stage last-resort',
      'recall-closed last-resort declined',
    ]);
  });

  it('is counted by the stage it had come to when somebody answers, or the contact hangs up', () => {
    expect(counted(recalled(), (story) => story.answers('anna'))).toEqual(['recall-closed owner answered']);
    expect(counted(recalled(), (story) => story.hangsUp('contact'))).toContain(
      'recall-closed owner contact-gone',
    );
  });

  it('tells those who owned the call before from the last owner', () => {
    const story = Story.talking().transfers('ben').answers('ben');
    story.fallsSilent('ben').declines('ben');
    expect(counted(story, () => story.declines('ben'))).toEqual(['recall-stage earlier-owner']);
  });

  it('tells the fallback of the line from the group of the owner', () => {
    const line = { fallback: { type: 'number', number: '+4930999' } } as const;
    const story = Story.talking({ line }).introduces('ben').hangsUp('anna').declines('ben');
    story.declines('anna').declines('anna');
    expect(counted(story, () => story.finds())).toEqual(['recall-stage fallback']);
  });

  it('tells where a phone points to', () => {
    const story = recalled();
    story.post({ type: 'leg-redirected', leg: story.leg('anna').id, to: '200' }).declines('anna');
    expect(counted(story, () => undefined)).toEqual([]);
    expect(story.attempt.stop.type).toBe('redirect');
    const owner: Call = recalled().call;
    expect(inWords(owner, story.call, [])).toEqual(['recall-stage redirect']);
  });
});

it('of a transfer that leads on names what was asked for', () => {
  const led = leadingOn(target(wave('ben')), { type: 'ring-group', groupId: 'g' });
  const story = Story.talking().command({ type: 'introduce', target: led }).declines('ben');
  expect(
    counted(story, () =>
      story
        .finds([ring('carla')])
        .answers('carla')
        .merges(),
    ),
  ).toEqual(['transfer-closed warm agent merged']);
});
