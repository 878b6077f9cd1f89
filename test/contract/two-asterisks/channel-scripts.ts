import { answered, ben, bridge, create, destroy, dial, first, hangUp, hold, join, local } from './stage';
import { type Script, second, talk } from './stage';

/** Channels without phones, into the dialplan: how they begin, move and end. */
export const channelScripts: Record<string, Script> = {
  'somebody who answers, and is hung up': async (stage) => {
    await answered(stage, first);
    await stage.perform(hangUp(first));
    await stage.until(first, 'gone hung-up');
  },
  'somebody who is busy': async (stage) => {
    await stage.perform(create(first, local('busy')));
    await stage.until(first, 'in-app down');
    await stage.perform(dial(first));
    await stage.until(first, 'gone busy');
  },
  'somebody who is given up while ringing': async (stage) => {
    await stage.perform(create(first, local('rings')));
    await stage.until(first, 'in-app down');
    await stage.perform(dial(first));
    await stage.until(first, 'state ringing');
    await stage.perform(hangUp(first));
    await stage.until(first, 'gone hung-up');
  },
  'a talk, a move to music and back, without leaving first': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    await stage.perform(bridge(hold, 'holding'));
    await answered(stage, first);
    await answered(stage, second);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`);
    await stage.perform(join(second, talk));
    await stage.until(second, `joined ${talk}`);
    await stage.perform(join(first, hold, 'holding'));
    await stage.until(first, `joined ${hold}`);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`, 2);
  },
  'somebody who is told whom they talk to now': async (stage) => {
    await answered(stage, first);
    await stage.perform({ type: 'show', leg: first, shows: ben });
  },
  'a channel that joins where it is already': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    await answered(stage, first);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`, 2);
  },
  'somebody who is handed to the dialplan': async (stage) => {
    await answered(stage, first);
    await stage.perform({ type: 'last-resort', leg: first, caller: null, context: null });
    await stage.until(first, 'left-app');
  },
};

/** As {@link channelScripts}, where the real Asterisk does not always do the same. */
export const channelsOfChance: Record<string, Script> = {
  'a bridge that is destroyed with somebody in it': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    await answered(stage, first);
    await stage.perform(join(first, talk));
    await stage.until(first, `joined ${talk}`);
    await stage.perform(destroy(talk));
    await stage.until(first, `parted ${talk}`);
  },
};
