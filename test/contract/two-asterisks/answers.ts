import {
  answer,
  answered,
  bridge,
  create,
  destroy,
  dial,
  endPrompt,
  first,
  hangUp,
  join,
  local,
  onThePhone,
  other,
  part,
  prompt,
  ringback,
  ringing,
  second,
  type Stage,
  talk,
  together,
} from './stage';

/** What each step about things that are not there, or not so, is answered with. */
export const answersTo: Record<string, (stage: Stage) => Promise<string>> = {
  'a join of nobody': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    return stage.perform(join(first, talk));
  },
  'a join into nothing': async (stage) => {
    await answered(stage, first);
    return stage.perform(join(first, other));
  },
  'a hang-up of nobody': (stage) => stage.perform(hangUp(first)),
  'a dial of nobody': (stage) => stage.perform(dial(first)),
  'a dial of somebody who has answered': async (stage) => {
    await answered(stage, first);
    return stage.perform(dial(first));
  },
  'a ringback for nobody': (stage) => stage.perform(ringback(first, true)),
  'an end of a bridge that is not there': (stage) => stage.perform(destroy(other)),
  'a second creation of a bridge': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    return stage.perform(bridge(talk, 'mixing'));
  },
  'a creation of a channel to a phone that is not there, before and after a second creation of another':
    async (stage) => {
      const before = await stage.perform(create(first, 'PJSIP/nobody-there'));
      await answered(stage, first);
      const again = await stage.perform(create(first, local('answers')));
      const after = await stage.perform(create(second, 'PJSIP/nobody-there'));
      return [before, again, after].join(', ');
    },
  'an answer to nobody': (stage) => stage.perform(answer(first)),
  'an answer to somebody who was answered': async (stage) => {
    await onThePhone(stage, 'ann');
    return stage.perform(answer(first));
  },
  'a parting of nobody': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    return stage.perform(part(first, talk));
  },
  'a parting of somebody who is in no bridge': async (stage) => {
    await onThePhone(stage, 'ann');
    await stage.perform(bridge(talk, 'mixing'));
    return stage.perform(part(first, talk));
  },
  'a parting from another bridge': async (stage) => {
    await together(stage, talk, 'ann');
    await stage.perform(bridge(other, 'mixing'));
    return stage.perform(part(first, other));
  },
  'a parting from a bridge that is not there': async (stage) => {
    await onThePhone(stage, 'ann');
    return stage.perform(part(first, other));
  },
  'a prompt for nobody': (stage) => stage.perform(prompt(first)),
  'a prompt for somebody whose phone rings': async (stage) => {
    await ringing(stage, 'ann');
    return stage.perform(prompt(first));
  },
  'a prompt in a bridge': async (stage) => {
    await together(stage, talk, 'ann');
    return stage.perform(prompt(first));
  },
  'a second prompt': async (stage) => {
    await onThePhone(stage, 'ann');
    await stage.perform(prompt(first));
    return stage.perform(prompt(first));
  },
  'an end of a prompt that is not there': async (stage) => {
    await onThePhone(stage, 'ann');
    return stage.perform(endPrompt(first));
  },
  'an end of a prompt of nobody': (stage) => stage.perform(endPrompt(first)),
  'a ringback for somebody whose phone rings': async (stage) => {
    await ringing(stage, 'ann');
    return stage.perform(ringback(first, true));
  },
  'a ringback for somebody who was not dialled': async (stage) => {
    await stage.perform(create(first, 'PJSIP/ann'));
    await stage.until(first, 'in-app down');
    return stage.perform(ringback(first, true));
  },
  'a display for nobody': (stage) =>
    stage.perform({ type: 'show', leg: first, shows: { name: '', number: '1' } }),
  'a last resort for nobody': (stage) =>
    stage.perform({ type: 'last-resort', leg: first, caller: null, context: null }),
  'a join of somebody who was handed to the dialplan': async (stage) => {
    await stage.perform(bridge(talk, 'mixing'));
    await onThePhone(stage, 'ann');
    await stage.perform({ type: 'last-resort', leg: first, caller: null, context: null });
    await stage.until(first, 'left-app');
    return stage.perform(join(first, talk));
  },
};
