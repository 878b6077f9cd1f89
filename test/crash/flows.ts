import type { CallResource } from '../support/call-resource';
import type { Cast, Name } from './cast';
import type { Command, Flow, Gesture, Stage, Wait } from './flow';

type TargetName = Parameters<Cast['target']>[0];

/** A transfer that is the n-th of its call. */
function transfer(n: number, target: TargetName, request: object): Command {
  return {
    by: 'api',
    method: 'POST',
    path: () => 'transfers',
    body: (cast) => ({ target: cast.target(target), ...request }),
    done: ({ transfer: open, transfers }) => transfers.length + (open === null ? 0 : 1) >= n,
  };
}

/** A verb on the open transfer, which it closes. */
function closing(n: number, verb: 'merge' | 'cancel'): Command {
  return {
    by: 'api',
    method: 'POST',
    path: ({ transfer: open, transfers }) =>
      `transfers/${open?.id ?? transfers.at(-1)?.id ?? 'none'}/${verb}`,
    done: ({ transfers }) => transfers.length >= n,
  };
}

function verb(name: 'leave' | 'hold' | 'resume', done: (call: CallResource) => boolean): Command {
  return { by: 'api', method: 'POST', path: () => name, done };
}

const swap = (isSwapped: boolean): Command => ({
  by: 'api',
  method: 'POST',
  path: ({ transfer: open }) => `transfers/${open?.id ?? 'none'}/swap`,
  done: ({ transfer: open }) => open?.swapped === isSwapped,
});

/** Ends the newest leg of an outside party. */
const removeOutsider: Command = {
  by: 'api',
  method: 'DELETE',
  path: ({ legs }) => `legs/${legs.findLast(({ party }) => party.type === 'number')?.id ?? 'none'}`,
  done: ({ legs }) => legs.findLast(({ party }) => party.type === 'number')?.endReason === 'removed',
};

const annaLeaves = verb('leave', ({ legs }) => legs.some(({ endReason }) => endReason === 'left'));
const hold = verb('hold', ({ state }) => state === 'held');
const resume = verb('resume', ({ state }) => state === 'talking');

const answers = (who: Name): Gesture => ({ by: 'phone', who, does: (cast) => cast.ringing(who).answer() });
const declines = (who: Name): Gesture => ({ by: 'phone', who, does: (cast) => cast.ringing(who).decline() });
const hangsUp = (who: Name): Gesture => ({ by: 'phone', who, does: (cast) => cast.phone(who).hangUp() });
const presses = (who: Name, key: string): Gesture => ({
  by: 'phone',
  who,
  does: (cast) => cast.phone(who).dtmf(key),
  repeats: true,
});
const nobodyActs: Wait = { by: 'time' };

const stage = (title: string, act: Stage['act'], then: Stage['then'] = {}): Stage => ({ title, act, then });

const theEnd = stage('contact hangs up', hangsUp('contact'));
const annaTalksOn = { contact: ['anna'], anna: ['contact'] } as const;
const introducing = { contact: 'music', anna: 'ringback', ben: 'rings' } as const;
const consulting = { contact: 'music', anna: ['ben'], ben: ['anna'] } as const;
const benHasIt = { contact: ['ben'], ben: ['contact'] } as const;
const threeTalk = {
  contact: ['anna', 'ben'],
  anna: ['ben', 'contact'],
  ben: ['anna', 'contact'],
} as const;

const introduceBen = stage('introduce ben', transfer(1, 'ben', { mode: 'warm' }), introducing);
const benAnswers = stage('ben answers', answers('ben'), consulting);
const merge = stage('merge', closing(1, 'merge'), threeTalk);
const coldNow = stage('transfer now to ben', transfer(1, 'ben', { mode: 'cold', release: 'now' }), {
  contact: 'ringback',
  ben: 'rings',
});

const warm: Flow = {
  name: 'warm',
  begins: 'contact and anna talk',
  stages: [introduceBen, benAnswers, merge, stage('leave', annaLeaves, benHasIt), theEnd],
  longCuts: ['ben answers'],
  asteriskDiesAfter: 'ben answers',
};

const coldOnAnswer: Flow = {
  name: 'cold-on-answer',
  begins: 'contact and anna talk',
  stages: [
    stage('transfer to ben', transfer(1, 'ben', { mode: 'cold' }), { ...annaTalksOn, ben: 'rings' }),
    stage('ben answers', answers('ben'), benHasIt),
    theEnd,
  ],
};

const coldNowFlow: Flow = {
  name: 'cold-now',
  begins: 'contact and anna talk',
  stages: [coldNow, stage('ben answers', answers('ben'), benHasIt), theEnd],
};

const group: Flow = {
  name: 'group',
  begins: 'contact and anna talk',
  stages: [
    stage('introduce both', transfer(1, 'both', { mode: 'warm' }), { ...introducing, carl: 'rings' }),
    stage('ben answers', answers('ben'), consulting),
    stage('anna hangs up', hangsUp('anna'), benHasIt),
    theEnd,
  ],
};

const recall: Flow = {
  name: 'recall',
  begins: 'contact and anna talk',
  stages: [
    coldNow,
    stage('ben declines', declines('ben'), { contact: 'ringback', anna: 'rings' }),
    stage('anna declines once', declines('anna'), { contact: 'ringback', anna: 'rings' }),
    stage('anna answers', answers('anna'), annaTalksOn),
    theEnd,
  ],
};

const conference: Flow = {
  name: 'conference',
  begins: 'contact and anna talk',
  stages: [
    introduceBen,
    benAnswers,
    merge,
    stage('introduce the outsider', transfer(2, 'outsider', { mode: 'warm' }), {
      contact: ['ben'],
      ben: ['contact'],
      anna: 'ringback',
      outsider: 'rings',
    }),
    stage('outsider answers', answers('outsider'), {
      contact: ['ben'],
      ben: ['contact'],
      anna: ['outsider'],
      outsider: ['anna'],
    }),
    stage('merge all', closing(2, 'merge'), {
      contact: ['anna', 'ben', 'outsider'],
      anna: ['ben', 'contact', 'outsider'],
      ben: ['anna', 'contact', 'outsider'],
      outsider: ['anna', 'ben', 'contact'],
    }),
    stage('remove the outsider', removeOutsider, threeTalk),
    stage('leave', annaLeaves, benHasIt),
    theEnd,
  ],
  longCuts: ['merge all'],
  asteriskDiesAfter: 'merge all',
};

const holding: Flow = {
  name: 'hold',
  begins: 'contact and anna talk',
  stages: [stage('hold', hold, { contact: 'music', anna: [] }), stage('resume', resume, annaTalksOn), theEnd],
};

/** The phone's own key: Asterisk plays the music by itself, and nobody asks Baton. */
const phoneHold: Flow = {
  name: 'phone-hold',
  begins: 'contact and anna talk',
  stages: [
    stage(
      'anna presses hold',
      { by: 'phone', who: 'anna', does: (cast) => cast.phone('anna').hold() },
      { contact: 'music', anna: [] },
    ),
    stage('the contact waits', nobodyActs, { contact: 'music', anna: [] }),
    stage(
      'anna takes it off hold',
      { by: 'phone', who: 'anna', does: (cast) => cast.phone('anna').unhold() },
      annaTalksOn,
    ),
    theEnd,
  ],
};

const confirm: Flow = {
  name: 'confirm',
  begins: 'contact and anna talk',
  stages: [
    stage('transfer to a number', transfer(1, 'outsider', { mode: 'cold' }), {
      ...annaTalksOn,
      outsider: 'rings',
    }),
    stage('outsider answers', answers('outsider'), { ...annaTalksOn, outsider: 'asked' }),
    stage('outsider presses 1', presses('outsider', '1'), {
      contact: ['outsider'],
      outsider: ['contact'],
    }),
    theEnd,
  ],
};

const inbound: Flow = {
  name: 'inbound',
  begins: 'nobody calls yet',
  stages: [
    stage(
      'contact calls',
      {
        by: 'phone',
        who: 'contact',
        does: (cast) => cast.phone('contact').call(cast.lineNumber),
        needsBaton: true,
      },
      { contact: 'ringback', anna: 'rings' },
    ),
    stage('anna answers', answers('anna'), annaTalksOn),
    stage('anna hangs up', hangsUp('anna')),
  ],
};

const swapped: Flow = {
  name: 'swap',
  begins: 'contact and anna talk',
  stages: [
    introduceBen,
    benAnswers,
    stage('swap', swap(true), { ...annaTalksOn, ben: 'music' }),
    stage('swap back', swap(false), consulting),
    stage('cancel', closing(1, 'cancel'), annaTalksOn),
    theEnd,
  ],
};

const unanswered: Flow = {
  name: 'unanswered',
  begins: 'contact and anna talk',
  stages: [
    stage(
      // Longer than a server takes to start again on a machine that is busy.
      'transfer now to ben, who may ring 7 s',
      transfer(1, 'ben', { mode: 'cold', release: 'now', timeout: 7 }),
      {
        contact: 'ringback',
        ben: 'rings',
      },
    ),
    stage('ben does not answer', nobodyActs, { contact: 'ringback', anna: 'rings' }),
    stage('anna answers', answers('anna'), annaTalksOn),
    theEnd,
  ],
  longCuts: ['ben does not answer'],
};

const gone: Flow = {
  name: 'gone',
  begins: 'contact and anna talk',
  stages: [
    introduceBen,
    stage('ben declines', declines('ben'), annaTalksOn),
    stage('introduce ben again', transfer(2, 'ben', { mode: 'warm' }), introducing),
    benAnswers,
    stage('ben hangs up', hangsUp('ben'), annaTalksOn),
    stage('introduce ben a third time', transfer(3, 'ben', { mode: 'warm' }), introducing),
    benAnswers,
    stage('contact hangs up', hangsUp('contact'), { anna: ['ben'], ben: ['anna'] }),
    stage('ben hangs up', hangsUp('ben')),
  ],
};

export const flows: readonly Flow[] = [
  inbound,
  warm,
  coldOnAnswer,
  coldNowFlow,
  group,
  recall,
  conference,
  holding,
  phoneHold,
  confirm,
  swapped,
  unanswered,
  gone,
];
