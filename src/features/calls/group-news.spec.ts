import { ring, Story, target } from '../../core/call/testing/story';
import { GroupNews } from './group-news';

const seat = (member: string) => ({ groupId: 'sales', layer: 1, member });

/** What a group is told while a call goes on; each thing in words. */
function toldOf(story: Story): readonly string[] {
  const told: string[] = [];
  const tell =
    (word: string) =>
    (...what: readonly (string | number)[]) => {
      told.push([word, ...what].join(' '));
      return Promise.resolve();
    };
  const memory = {
    tried: tell('tried'),
    answered: tell('answered'),
    ended: tell('ended'),
    wrapUp: tell('wrap-up'),
  };
  const activities = { wrapUpBegan: tell('left alone') };
  new GroupNews(memory, activities).update(story.call, story.events, 500);
  return told;
}

const searching = (): Story => {
  const ben = ring('ben', { seat: seat('agent:ben'), wrapUpMs: 30_000 });
  const carla = ring('carla', { seat: seat('agent:carla'), wrapUpMs: 30_000 });
  const mobile = ring('mobile', { seat: seat('number:+4917199') });
  const story = Story.talking();
  story.events.length = 0;
  return story.command({ type: 'introduce', target: target([ben], [carla], [mobile]) });
};

describe('a ring group is told', () => {
  it('of every member that it has tried, in their order', () => {
    expect(toldOf(searching().declines('ben').declines('carla'))).toEqual([
      'tried sales 1 agent:ben',
      'tried sales 1 agent:carla',
      'tried sales 1 number:+4917199',
    ]);
  });

  it('of the calls of agents, and leaves them alone after those that they have taken', () => {
    expect(toldOf(searching().declines('ben').answers('carla').hangsUp('carla'))).toEqual([
      'tried sales 1 agent:ben',
      'tried sales 1 agent:carla',
      'answered carla 500',
      'ended carla 500',
      'wrap-up carla 30500',
      'left alone carla 30500',
    ]);
  });

  it('of calls that came from elsewhere, after which nobody is left alone', () => {
    const story = Story.talking().hangsUp('contact');
    expect(toldOf(story)).toEqual(['answered anna 500', 'ended anna 500']);
  });
});
