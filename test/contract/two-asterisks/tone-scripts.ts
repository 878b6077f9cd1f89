import { bridge, first, hangUp, held, hold, ids, moved, onThePhone, other, part, ringback } from './stage';
import { ringing, type Script, second, talk, together, waiting } from './stage';

/** Ringing tones, music, and what ends them. None of it is reported: it is heard. */
export const toneScripts: Record<string, Script> = {
  'a ringing tone in no bridge, and its end': async (stage) => {
    await onThePhone(stage, 'ann');
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await stage.perform(ringback(first, false));
    await stage.hear({ ann: 'nothing' });
  },
  'a ringing tone in a bridge, until somebody comes': async (stage) => {
    await onThePhone(stage, 'ben');
    await together(stage, talk, 'ann');
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await moved(stage, 'ben', talk);
    await stage.hear({ ann: 'ben', ben: 'ann' });
    await stage.perform(hangUp(second));
    await stage.until(second, 'gone hung-up');
    await stage.hear({ ann: 'nothing' });
  },
  'a ringing tone beside somebody who rings, and goes': async (stage) => {
    await ringing(stage, 'ben');
    await together(stage, talk, 'ann');
    await moved(stage, 'ben', talk);
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await stage.refuses('ben', 'declined');
    await stage.until(second, 'gone declined');
    await stage.hear({ ann: 'ringback' });
  },
  'a ringing tone beside somebody who rings, and answers': async (stage) => {
    await ringing(stage, 'ben');
    await together(stage, talk, 'ann');
    await stage.perform(ringback(first, true));
    await moved(stage, 'ben', talk);
    await stage.hear({ ann: 'ringback' });
    await stage.answers('ben');
    await stage.until(second, 'state up');
    await stage.hear({ ann: 'ben', ben: 'ann' });
  },
  'a ringing tone, until somebody speaks before answering': async (stage) => {
    await ringing(stage, 'ben');
    await together(stage, talk, 'ann');
    await stage.perform(ringback(first, true));
    await moved(stage, 'ben', talk);
    await stage.hear({ ann: 'ringback' });
    await stage.announces('ben');
    await stage.until(second, 'progress');
    await stage.hear({ ann: 'ben' });
  },
  'music, replaced by a ringing tone, and a move': async (stage) => {
    await waiting(stage);
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await moved(stage, 'ann', talk, 2);
    await stage.hear({ ann: 'nothing' });
  },
  'a ringing tone, replaced by music, and a move': async (stage) => {
    await together(stage, talk, 'ann');
    await stage.perform(bridge(hold, 'holding'));
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await moved(stage, 'ann', hold);
    await stage.hear({ ann: 'music' });
    await moved(stage, 'ann', talk, 2);
    await stage.hear({ ann: 'nothing' });
  },
  'music, ended with the ringing tone that is not there, and begun with the next move': async (stage) => {
    await waiting(stage);
    await stage.perform(ringback(first, false));
    await stage.hear({ ann: 'nothing' });
    await moved(stage, 'ann', talk, 2);
    await moved(stage, 'ann', hold, 2);
    await stage.hear({ ann: 'music' });
  },
  'music of the hold key, ended with the ringing tone that is not there': async (stage) => {
    await held(stage);
    await stage.perform(ringback(first, false));
    await stage.hear({ ann: 'nothing' });
    await stage.holds('ben', false);
    await stage.until(second, 'hold off');
    await stage.hear({ ann: 'ben' });
  },
  'a ringing tone for somebody who is held': async (stage) => {
    await held(stage);
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await stage.holds('ben', false);
    await stage.until(second, 'hold off');
    await stage.hear({ ann: 'ben' });
  },
  'a ringing tone, and then the hold key': async (stage) => {
    await together(stage, talk, 'ann');
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await stage.holds('ann', true);
    await stage.until(first, 'hold on');
    await stage.holds('ann', false);
    await stage.until(first, 'hold off');
    await stage.hear({ ann: 'ringback' });
  },
  'a ringing tone beside somebody who holds, and goes': async (stage) => {
    await held(stage);
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await stage.hangsUp('ben');
    await stage.until(second, 'gone hung-up');
    await stage.hear({ ann: 'ringback' });
  },
  'music for two who wait': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.perform(bridge(hold, 'holding'));
    await moved(stage, 'ann', hold);
    await moved(stage, 'ben', hold);
    await stage.hear({ ann: 'music', ben: 'music' });
    await stage.perform(hangUp(ids.ben));
    await stage.until(second, 'gone hung-up');
    await stage.hear({ ann: 'music' });
  },
  'no music for somebody who was dialled, answered, and has been in no conversation yet': async (stage) => {
    await together(stage, hold, 'ann');
    await stage.perform(bridge(talk, 'mixing'));
    await stage.hear({ ann: 'nothing' });
    await moved(stage, 'ann', talk);
    await moved(stage, 'ann', hold, 2);
    await stage.hear({ ann: 'music' });
  },
  'music for somebody who answers in a conversation': async (stage) => {
    await ringing(stage, 'ann');
    await stage.perform(bridge(talk, 'mixing'));
    await stage.perform(bridge(hold, 'holding'));
    await moved(stage, 'ann', talk);
    await stage.answers('ann');
    await stage.until(first, 'state up');
    await moved(stage, 'ann', hold);
    await stage.hear({ ann: 'music' });
  },
  'no music for somebody who was taken out of a conversation before answering': async (stage) => {
    await ringing(stage, 'ann');
    await stage.perform(bridge(talk, 'mixing'));
    await stage.perform(bridge(hold, 'holding'));
    await moved(stage, 'ann', talk);
    await stage.perform(part(first, talk));
    await stage.until(first, `parted ${talk}`);
    await stage.answers('ann');
    await stage.until(first, 'state up');
    await moved(stage, 'ann', hold);
    await stage.hear({ ann: 'nothing' });
  },
  'a conversation, music for one, and a conversation again': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.perform(bridge(hold, 'holding'));
    await stage.hear({ ann: 'ben', ben: 'ann' });
    await moved(stage, 'ann', hold);
    await stage.hear({ ann: 'music', ben: 'nothing' });
    await moved(stage, 'ann', talk, 2);
    await stage.hear({ ann: 'ben', ben: 'ann' });
  },
};

/** As {@link toneScripts}, where the real Asterisk does not always do the same. */
export const tonesOfChance: Record<string, Script> = {
  'a ringing tone, and a move of its hearer': async (stage) => {
    await together(stage, talk, 'ann');
    await stage.perform(bridge(other, 'mixing'));
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await moved(stage, 'ann', other);
    return stage.heardBy('ann');
  },
  'a ringing tone for somebody who is alone in the same moment': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.perform(ringback(first, true));
    await stage.perform(hangUp(second));
    await stage.until(second, 'gone hung-up');
    return stage.heardBy('ann');
  },
  'a ringing tone that goes where no music is': async (stage) => {
    await onThePhone(stage, 'ann');
    await stage.perform(bridge(hold, 'holding'));
    await stage.perform(ringback(first, true));
    await stage.hear({ ann: 'ringback' });
    await moved(stage, 'ann', hold);
    return stage.heardBy('ann');
  },
};
