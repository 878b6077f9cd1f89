import { join } from 'node:path';
import { TRUNK } from '../support/trunk';
import { type Caller, strangely, ways } from './callers';
import type { Plot } from './plots';
import type { Setting, Viewer } from './setting';
import { CONTACT, MASKS, type StageOptions } from './stage';

/** A way in which numbers are known to be given away, and the set-up that lets it. */
export interface KnownLeak extends StageOptions {
  readonly name: string;
  readonly setting: Setting;
  /** The one who calls in; whoever hides nothing, if left out. */
  readonly caller?: Caller;
  /** In which it shows; `warm` if left out. */
  readonly plot?: Plot;
  /** What the line in which it is found must look like; any if left out. */
  readonly expect?: RegExp;
  /** The viewer who must have seen it; anybody if left out. */
  readonly viewer?: Viewer;
  /** Where it must be found; on a phone if left out. */
  readonly at?: 'api' | 'events' | 'files';
}

const masked: Setting = {
  masking: 'on',
  mask: MASKS[0],
  transferCallerId: 'mask',
  direction: 'inbound',
  target: 'number',
  profile: 'none',
};

const trunk = (...lines: readonly string[]) => ({ 'pjsip.conf': `\n[${TRUNK}](+)\n${lines.join('\n')}\n` });
const header = (name: string) => ({
  name,
  conf: trunk(`set_var=PJSIP_HEADER(add,${name})=<sip:${CONTACT.number}@pbx>`),
  setting: masked,
  expect: new RegExp(`^${name}:`, 'i'),
});
const redirected = `set_var=REDIRECTING(from-num)=${CONTACT.number}`;
const without = (what: string) => ({
  NODE_OPTIONS: `--require ${join(__dirname, 'without.cjs')}`,
  WITHOUT: what,
});
const shownToAll: Setting = { ...masked, transferCallerId: 'lead' };
/** A header in which this caller wishes not to be known, and which nobody looks at. */
const unheard = (header: string, caller: Caller): KnownLeak => ({
  name: `the wish for privacy in ${header}: ${caller.how}`,
  env: without(header),
  caller,
  setting: { ...shownToAll, target: 'agent' },
});

/** docs/asterisk-facts.md#caller-id-on-the-wire, one by one. */
export const knownLeaks: readonly KnownLeak[] = [
  { name: 'From by from_user', conf: trunk('from_user=74201'), setting: masked, expect: /^From:/i },
  header('P-Asserted-Identity'),
  header('Remote-Party-ID'),
  {
    name: 'Diversion by send_diversion',
    conf: trunk('send_diversion=yes', redirected, 'set_var=REDIRECTING(count)=1'),
    setting: masked,
    expect: /^Diversion:/i,
  },
  {
    name: 'History-Info by send_history_info',
    conf: trunk('send_history_info=yes', redirected),
    setting: masked,
    expect: /^History-Info:/i,
  },
  {
    name: 'Contact by contact_user',
    conf: trunk('contact_user=74201'),
    setting: masked,
    expect: /^Contact:/i,
  },
  {
    name: 'Referred-By by an inherited variable',
    conf: trunk(`set_var=SIPREFERREDBYHDR=<sip:${CONTACT.number}@pbx>`),
    setting: masked,
    expect: /^Referred-By:/i,
  },
  {
    name: "the callee's own identity by trust_connected_line",
    conf: trunk('trust_connected_line=yes'),
    setting: masked,
    // What comes with the answer is lost as a rule, as nobody is in a bridge with the target yet. What comes with a hold key
    // is not: then there is somebody to be told.
    plot: 'hold keys',
    expect: /^P-Asserted-Identity:/i,
  },
  {
    name: 'whoever is left when a third party leaves, by the identity of the channel',
    conf: {
      ...trunk('send_connected_line=yes', 'send_pai=yes'),
      'modules.conf': 'noload = func_callerid.so',
    },
    setting: masked,
    expect: /^P-Asserted-Identity:/i,
  },
  {
    name: 'busy lamps, by a hint that names the phone',
    conf: { 'extensions.conf': '[from-phones](+)\nexten = 74202,hint,PJSIP/desk-benjamin' },
    setting: { ...masked, transferCallerId: 'lead', target: 'agent' },
    plot: 'busy lamp',
    expect: /<identity/i,
  },
  { name: 'answers to a restricted viewer', env: without('conceal'), setting: masked, at: 'api' },
  { name: 'events to a restricted viewer', env: without('conceal'), setting: masked, at: 'events' },
  {
    name: 'numbers in names, and such as no pattern knows',
    env: without('digit runs'),
    caller: strangely,
    setting: { ...masked, target: 'agent' },
    at: 'api',
  },
  unheard('privacy', ways.privacyAlone),
  unheard('privacy', ways.second),
  unheard('from', ways.anonymousFrom),
  unheard('remote-party-id', ways.remoteParty),
  unheard('p-preferred-identity', ways.preferred),
  unheard('proxy-require', ways.required),
  ...(['assert', 'diversion'] as const).map((profile): KnownLeak => ({
    name: `a withheld number to an outside target, profile ${profile}`,
    env: without('*'),
    caller: ways.privacyAlone,
    setting: { ...shownToAll, profile },
    viewer: 'target',
  })),
  ...(['api', 'events', 'files'] as const).map((at): KnownLeak => ({
    name: `a withheld number in ${at}`,
    env: without('*'),
    caller: ways.privacyAlone,
    setting: { ...shownToAll, target: 'agent' },
    at,
  })),
];
