import { TRUNK } from '../support/trunk';
import type { Setting } from './setting';
import { CONTACT, OUTSIDER } from './stage';

/** A way in which Asterisk is known to give numbers away, and the configuration that lets it. */
export interface KnownLeak {
  readonly name: string;
  readonly conf: Readonly<Record<string, string>>;
  readonly setting: Setting;
  readonly answersAs?: string;
  /** What the line in which it is found must look like. */
  readonly expect: RegExp;
}

const masked: Setting = {
  masking: 'on',
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
/** Neither CALLERID nor CONNECTEDLINE can be set: what Asterisk does on its own is not corrected. */
const untold = { 'modules.conf': 'noload = func_callerid.so' };
const redirected = `set_var=REDIRECTING(from-num)=${CONTACT.number}`;
const asserts = `P-Asserted-Identity: <sip:${OUTSIDER.number}@carrier>`;

/** ARI-FACTS, "Caller id on the wire", one by one. */
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
    // What Baton tells the phone a moment later covers it up as a rule: both stops must be gone for it to be seen.
    conf: { ...trunk('trust_connected_line=yes'), ...untold },
    setting: masked,
    answersAs: asserts,
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
];
