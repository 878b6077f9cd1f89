import {
  answer,
  bridge,
  destroy,
  endPrompt,
  first,
  hangUp,
  hold,
  ids,
  join,
  moved,
  onThePhone,
  other,
} from './stage';
import { part, prompt, ringback, ringing, type Script, second, type Stage, talk, together } from './stage';

const kim = { name: 'Kim', number: '+491551' };

const arrives = (stage: Stage) =>
  stage.arrives('caller', {
    from: 'trunk',
    dialled: '+3120555000',
    isToBeWithheld: false,
    caller: { ...kim, withheld: false },
    endpoint: 'carrier',
  });

/** Those who call, those who are called, and what their phones say. */
export const callerScripts: Record<string, Script> = {
  'somebody calls, and it is asked who': async (stage) => {
    const caller = await arrives(stage);
    const who = await stage.identifies(caller);
    await stage.perform(hangUp(caller));
    await stage.until(caller, 'left-app');
    return who;
  },
  'somebody calls, waits, talks, and hangs up': async (stage) => {
    const caller = await arrives(stage);
    await stage.perform(ringback(caller, true));
    await stage.hear({ caller: 'ringback' });
    await stage.perform(answer(caller));
    await stage.until(caller, 'state up');
    await together(stage, talk, 'ann');
    await stage.perform(join(caller, talk));
    await stage.until(caller, `joined ${talk}`);
    await stage.hear({ caller: 'ann', ann: 'caller' });
    await stage.hangsUp('caller');
    await stage.until(caller, 'left-app');
    await stage.hear({ ann: 'nothing' });
  },
  'somebody calls, and hangs up before an answer': async (stage) => {
    const caller = await arrives(stage);
    await stage.perform(ringback(caller, true));
    await stage.hangsUp('caller');
    await stage.until(caller, 'left-app');
  },
  'somebody calls, and is refused': async (stage) => {
    const caller = await arrives(stage);
    await stage.perform(hangUp(caller));
    await stage.until(caller, 'left-app');
  },
  'somebody calls, and is handed to the dialplan': async (stage) => {
    const caller = await arrives(stage);
    await stage.perform(answer(caller));
    await stage.until(caller, 'state up');
    await stage.perform({ type: 'last-resort', leg: caller, caller: null, context: null });
    await stage.until(caller, 'left-app');
  },
  'somebody calls with one of our phones': async (stage) => {
    const caller = await stage.arrives('ann', {
      from: 'phone',
      dialled: '+4930',
      isToBeWithheld: false,
      caller: { name: '', number: 'ann', withheld: false },
      endpoint: 'ann',
    });
    await stage.perform(answer(caller));
    await stage.until(caller, 'state up');
    await stage.perform(hangUp(caller));
    await stage.until(caller, 'left-app');
  },
  'a phone that is busy': async (stage) => {
    await ringing(stage, 'ann');
    await stage.refuses('ann', 'busy');
    await stage.until(first, 'gone busy');
  },
  'a phone whose decline key is pressed': async (stage) => {
    await ringing(stage, 'ann');
    await stage.refuses('ann', 'declined');
    await stage.until(first, 'gone declined');
  },
  'a phone that nobody answers': async (stage) => {
    await stage.perform({
      type: 'create-channel',
      leg: first,
      endpoint: 'PJSIP/ann',
      shows: { ...kim, reason: '' },
      musicClass: null,
    });
    await stage.until(first, 'in-app down');
    // What is left of the margin in which Baton ends it itself: one second.
    await stage.perform({ type: 'dial', leg: first, forMs: -4_000 });
    await stage.isCalled('ann');
    await stage.until(first, 'gone no-answer');
  },
  'somebody who hangs up in a conversation': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.hangsUp('ben');
    await stage.until(second, 'gone hung-up');
  },
  'somebody who speaks before answering': async (stage) => {
    await ringing(stage, 'ben');
    await together(stage, talk, 'ann');
    await stage.announces('ben');
    await stage.until(second, 'progress');
    await moved(stage, 'ben', talk);
    await stage.hear({ ann: 'ben' });
    await stage.answers('ben');
    await stage.until(second, 'state up');
    await stage.hear({ ann: 'ben', ben: 'ann' });
  },
  'keys, in a conversation and in none': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.presses('ann', '5', 'rtp');
    await stage.until(first, 'key 5');
    await stage.presses('ann', '#', 'info');
    await stage.until(first, 'key #');
    await stage.perform(part(first, talk));
    await stage.until(first, `parted ${talk}`);
    await stage.presses('ann', '1', 'rtp');
    await stage.until(first, 'key 1');
  },
  'somebody is taken out of a conversation': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.perform(part(first, talk));
    await stage.until(first, `parted ${talk}`);
    await stage.hear({ ann: 'nothing', ben: 'nothing' });
    await moved(stage, 'ann', talk, 2);
    await stage.hear({ ann: 'ben', ben: 'ann' });
  },
  'a prompt that is heard to its end, and somebody is to join meanwhile': async (stage) => {
    await onThePhone(stage, 'ann');
    await stage.perform(bridge(talk, 'mixing'));
    await stage.perform(prompt(first));
    await stage.hear({ ann: 'prompt' });
    // Answered when it is done: whether that is in time depends on how much is still to be said.
    await stage.perform(join(first, talk));
    await stage.until(first, 'prompt-ended');
    await stage.until(first, `joined ${talk}`);
    await stage.hear({ ann: 'nothing' });
  },
  'a prompt in a conversation': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.perform(prompt(first));
    await stage.hear({ ann: 'prompt', ben: 'nothing' });
    await stage.perform(endPrompt(first));
    await stage.until(first, 'prompt-ended');
    await stage.hear({ ann: 'ben', ben: 'ann' });
  },
  'a prompt in which a key is pressed, and that is ended': async (stage) => {
    await onThePhone(stage, 'ann');
    await stage.perform(bridge(talk, 'mixing'));
    await stage.perform(prompt(first));
    await stage.hear({ ann: 'prompt' });
    await stage.presses('ann', '1', 'rtp');
    await stage.until(first, 'key 1');
    await stage.perform(endPrompt(first));
    await stage.until(first, 'prompt-ended');
    await moved(stage, 'ann', talk);
  },
  'a prompt in which somebody hangs up': async (stage) => {
    await onThePhone(stage, 'ann');
    await stage.perform(prompt(first));
    await stage.hear({ ann: 'prompt' });
    await stage.hangsUp('ann');
    await stage.until(first, 'gone hung-up');
  },
  'the end of a bridge in which somebody has ended': async (stage) => {
    await together(stage, talk, 'ann', 'ben');
    await stage.hangsUp('ben');
    await stage.until(second, 'gone hung-up');
    await stage.perform(part(first, talk));
    await stage.until(first, `parted ${talk}`);
    await stage.perform(destroy(talk));
    await stage.until(talk, 'bridge-gone');
  },
  'the id of a bridge that is gone, while somebody is elsewhere who was in it': async (stage) => {
    await together(stage, talk, 'ann');
    await stage.perform(bridge(other, 'mixing'));
    await moved(stage, 'ann', other);
    return againAndAgain(stage);
  },
  'the id of a bridge that is gone, while somebody is farther away who was in it': async (stage) => {
    await together(stage, talk, 'ann');
    await stage.perform(bridge(other, 'mixing'));
    await stage.perform(bridge(hold, 'holding'));
    await moved(stage, 'ann', other);
    await moved(stage, 'ann', hold);
    return againAndAgain(stage);
  },
  'the id of a bridge that is gone, while somebody is in none who was in it': async (stage) => {
    await together(stage, talk, 'ann');
    await stage.perform(part(first, talk));
    await stage.until(first, `parted ${talk}`);
    return againAndAgain(stage);
  },
  'the id of a bridge that is gone, as all are who were in it': async (stage) => {
    await together(stage, talk, 'ann');
    await stage.perform(hangUp(ids.ann));
    await stage.until(first, 'gone hung-up');
    const answers = await againAndAgain(stage);
    await stage.until(talk, 'bridge-gone');
    return answers;
  },
};

/** As {@link callerScripts}, where the real Asterisk does not always do the same. */
export const callersOfChance: Record<string, Script> = {
  'a phone that sends its calls elsewhere': async (stage) => {
    await ringing(stage, 'ann');
    await stage.redirects('ann', '1003');
    await stage.until(first, 'gone unreachable');
  },
};

async function againAndAgain(stage: Stage): Promise<unknown> {
  const ended = await stage.perform(destroy(talk));
  const begun = await stage.perform(bridge(talk, 'mixing'));
  const { bridges } = await stage.snapshot();
  return [ended, begun, bridges.some((one) => one.id === talk)];
}
