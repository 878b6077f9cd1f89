import {
  agentResource,
  anna,
  asParty,
  bjarne,
  groupResource,
  hotline,
  id,
  leg,
  lineResource,
  SERVICE,
  TRANSFER_ID,
  trunkResource,
  warmTransfer,
} from '../../platform/openapi/company';
import type { eventTypes } from './event-types';
import { incidentExamples } from './incident-examples';

type Examples = Readonly<Record<keyof typeof eventTypes, object>>;

const annasLeg = { leg: leg(1), party: asParty(anna) };
const bjarnesLeg = { leg: leg(4), party: asParty(bjarne) };

const nobodysYet = { state: 'ringing', owner: null, transfer: null };
const annas = { owner: leg(1), transfer: null };
const talking = { state: 'talking', ...annas };
const target = { type: 'agent', id: bjarne.id };
const ringing = { ...warmTransfer, target, targetLeg: leg(4) };
const introducing = { state: 'introducing', owner: leg(1), transfer: ringing };
const consultation = { ...ringing, state: 'consultation' };
const consulting = { state: 'consulting', owner: leg(1), transfer: consultation };
const ofTransfer = { attempt: TRANSFER_ID };

/** The `data` of one event of each type. A contact calls, Anna answers, and introduces them to Bjarne. */
export const eventExamples: Examples = {
  'stream.opened': { complete: true },
  'call.started': nobodysYet,
  'call.answered': { ...annasLeg, ...talking },
  'call.held': { state: 'held', ...annas },
  'call.resumed': { why: 'command', ...talking },
  'call.recalling': { state: 'recalling', owner: null, transfer: null },
  'call.last-resort': { state: 'ending', owner: null, transfer: null },
  'call.ended': { reason: 'hung-up', state: 'ended', owner: null, transfer: null },
  'owner.changed': talking,
  'leg.added': { ...annasLeg, ...nobodysYet },
  'leg.ringing': { ...annasLeg, ...nobodysYet },
  'leg.answered': { ...annasLeg, ...talking },
  'leg.confirming': { ...bjarnesLeg, ...introducing },
  'leg.redirected': { ...bjarnesLeg, ...introducing },
  'leg.ended': { ...bjarnesLeg, reason: 'declined', ...talking },
  'leg.hold': { ...annasLeg, on: true, ...talking },
  'transfer.started': { ...ofTransfer, mode: 'warm', ...introducing },
  'transfer.answered': { ...ofTransfer, ...bjarnesLeg, ...consulting },
  'transfer.turned-cold': {
    ...ofTransfer,
    state: 'transferring',
    owner: null,
    transfer: { ...ringing, mode: 'cold', transferor: null },
  },
  'transfer.swapped': {
    ...ofTransfer,
    ...consulting,
    swapped: true,
    transfer: { ...consultation, swapped: true },
  },
  'transfer.merged': { ...ofTransfer, state: 'merged', ...annas },
  'transfer.completed': { ...ofTransfer, state: 'talking', owner: leg(4), transfer: null },
  'transfer.cancelled': { ...ofTransfer, ...talking },
  'transfer.failed': { ...ofTransfer, reason: 'declined', ...talking },
  'agent.created': agentResource,
  'agent.updated': { ...agentResource, status: 'away' },
  'agent.deleted': { id: anna.id },
  'agent.state': { id: anna.id, state: 'on-call' },
  'line.created': lineResource,
  'line.updated': lineResource,
  'line.deleted': { id: hotline.id },
  'ring-group.created': groupResource,
  'ring-group.updated': { ...groupResource, active: false },
  'ring-group.deleted': { id: SERVICE },
  'trunk.created': trunkResource,
  'trunk.updated': { ...trunkResource, codecs: ['g722', 'alaw'] },
  'trunk.deleted': { id: trunkResource.id },
  'trunk.state': { id: trunkResource.id, name: trunkResource.name, state: 'online' },
  'pbx.connected': {},
  'pbx.disconnected': {
    code: 'asterisk-lost',
    reason: 'the connection to Asterisk is lost; trying again',
  },
  'incidents.many': {
    id: id('0071'),
    detail:
      'Somebody came to Asterisk as an account that it does not have: a phone that is set up wrongly, or a guesser. These are more, from anywhere: too many came at once.',
    of: 'security.unknown-account',
  },
  ...incidentExamples,
};
