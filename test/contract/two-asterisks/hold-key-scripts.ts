import { bridge, first, held, moved, onThePhone, other, type Script, second } from './stage';
import { talk, third, together, waiting } from './stage';

/** What the hold key of a phone does to those who talk to it. */
export const holdKeyScripts: Record<string, Script> = {
  'the hold key in a conversation of two': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.hear({ ann: 'ben', ben: 'ann' });
    await stage.holds('ben', true);
    await stage.until(second, 'hold on');
    await stage.hear({ ann: 'music' });
    await stage.holds('ben', false);
    await stage.until(second, 'hold off');
    await stage.hear({ ann: 'ben', ben: 'ann' });
  },
  'the hold key in a conference': async (stage) => {
    await together(stage, talk, 'ann', 'ben', 'cid');
    await stage.holds('cid', true);
    await stage.until(third, 'hold on');
    await stage.hear({ ann: 'ben', ben: 'ann' });
    await stage.holds('cid', false);
    await stage.until(third, 'hold off');
    await stage.hear({ ann: 'ben + cid', cid: 'ann + ben' });
  },
  'the hold key of both': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.holds('ann', true);
    await stage.until(first, 'hold on');
    await stage.holds('ben', true);
    await stage.until(second, 'hold on');
    await stage.holds('ben', false);
    await stage.until(second, 'hold off');
    await stage.hear({ ben: 'music' });
  },
  'somebody who holds is moved away, and comes back': async (stage) => {
    await held(stage);
    await stage.perform(bridge(other, 'mixing'));
    await moved(stage, 'ben', other);
    await stage.hear({ ann: 'music' });
    await moved(stage, 'ben', talk, 2);
    await stage.hear({ ann: 'nothing' });
  },
  'somebody who holds goes, and another comes': async (stage) => {
    await held(stage);
    await stage.hangsUp('ben');
    await stage.until(second, 'gone hung-up');
    await stage.hear({ ann: 'music' });
    await onThePhone(stage, 'cid');
    await moved(stage, 'cid', talk);
    await stage.hear({ ann: 'cid', cid: 'ann' });
  },
  'somebody who holds goes, and the one on hold is moved': async (stage) => {
    await held(stage);
    await stage.perform(bridge(other, 'mixing'));
    await stage.hangsUp('ben');
    await stage.until(second, 'gone hung-up');
    await moved(stage, 'ann', other);
    await stage.hear({ ann: 'nothing' });
  },
  'somebody who is held is moved away, and comes back': async (stage) => {
    await held(stage);
    await stage.perform(bridge(other, 'mixing'));
    await moved(stage, 'ann', other);
    await stage.hear({ ann: 'nothing' });
    await moved(stage, 'ann', talk, 2);
    await stage.hear({ ann: 'nothing' });
    await stage.holds('ben', false);
    await stage.until(second, 'hold off');
    await stage.hear({ ann: 'ben', ben: 'ann' });
  },
  'a third comes to somebody who is held': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await onThePhone(stage, 'cid');
    await stage.holds('ben', true);
    await stage.until(second, 'hold on');
    await stage.hear({ ann: 'music' });
    await moved(stage, 'cid', talk);
    await stage.hear({ ann: 'cid', cid: 'ann' });
  },
  'the hold key of somebody who is alone, and then is not': async (stage) => {
    await onThePhone(stage, 'ann');
    await together(stage, talk, 'ben');
    await stage.holds('ben', true);
    await stage.until(second, 'hold on');
    await moved(stage, 'ann', talk);
    await stage.hear({ ann: 'nothing' });
  },
  'the hold key of somebody who hears music': async (stage) => {
    await waiting(stage);
    await stage.holds('ann', true);
    await stage.until(first, 'hold on');
    await stage.holds('ann', false);
    await stage.until(first, 'hold off');
    await stage.hear({ ann: 'music' });
  },
  'the hold key in no bridge': async (stage) => {
    await onThePhone(stage, 'ann');
    await stage.holds('ann', true);
    await stage.until(first, 'hold on');
    await stage.holds('ann', false);
    await stage.until(first, 'hold off');
  },
};
