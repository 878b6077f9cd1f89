import type { NoAnswer, RingGroup } from '../../core/ringing/ring-group';
import { fromJson } from '../../platform/store/unreadable-row';
import type { RingGroupEntity } from './ring-group.entity';

export function toRingGroup(row: RingGroupEntity): RingGroup {
  return {
    id: row.id,
    name: row.name,
    active: row.active,
    ...(row.namePrefix === null ? {} : { namePrefix: row.namePrefix }),
    ...(row.musicClass === null ? {} : { musicClass: row.musicClass }),
    rounds: row.rounds,
    wrapUpSeconds: row.wrapUpSeconds,
    confirm: row.confirm,
    skip: {
      onCall: row.skipOnCall,
      notRegistered: row.skipNotRegistered,
      wrapUp: row.skipWrapUp,
      away: row.skipAway,
    },
    noAnswer: toNoAnswer(row),
    layers: fromJson(row.layers, 'ring_groups', row.id) as RingGroup['layers'],
  };
}

export function toRow({ skip, noAnswer, ...group }: RingGroup): RingGroupEntity {
  return {
    id: group.id,
    name: group.name,
    active: group.active,
    namePrefix: group.namePrefix ?? null,
    musicClass: group.musicClass ?? null,
    rounds: group.rounds,
    wrapUpSeconds: group.wrapUpSeconds,
    confirm: group.confirm,
    skipOnCall: skip.onCall,
    skipNotRegistered: skip.notRegistered,
    skipWrapUp: skip.wrapUp,
    skipAway: skip.away,
    noAnswerType: noAnswer?.type ?? null,
    noAnswerTo: destinationOf(noAnswer),
    layers: JSON.stringify(group.layers),
  };
}

function toNoAnswer({ noAnswerType, noAnswerTo }: RingGroupEntity): NoAnswer | null {
  const to = noAnswerTo ?? '';
  switch (noAnswerType) {
    case null:
      return null;
    case 'agent':
    case 'ring-group':
      return { type: noAnswerType, id: to };
    case 'number':
      return { type: 'number', number: to };
    case 'last-resort':
      return { type: 'last-resort' };
  }
}

function destinationOf(noAnswer: NoAnswer | null): string | null {
  switch (noAnswer?.type) {
    case undefined:
    case 'last-resort':
      return null;
    case 'agent':
    case 'ring-group':
      return noAnswer.id;
    case 'number':
      return noAnswer.number;
  }
}
