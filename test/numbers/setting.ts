import { liftGuard } from '../support/guard';
import { TRUNK } from '../support/trunk';
import { type Caller, openly } from './callers';
import type { Secret } from './search';
import { CONTACT, LINE, MASKS, OUTSIDER, type Stage } from './stage';

export type TargetKind = 'agent' | 'group' | 'number';
export type Profile = 'none' | 'diversion' | 'assert';

/** One cell of the matrix. */
export interface Setting {
  readonly masking: 'off' | 'on';
  readonly mask: string;
  readonly transferCallerId: 'lead' | 'mask';
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly target: TargetKind;
  readonly profile: Profile;
}

/** Whose phone it is; `bystander`: a colleague whom the call does not concern; `voicemail`: the dialplan's last resort. */
export type Viewer = 'contact' | 'transferor' | 'target' | 'bystander' | 'voicemail';

/** A busy lamp that carla's phone has on a colleague; Carla has typed in whom it is of. */
export type Watcher = 'lamp of the transferor' | 'lamp of the target';

export function matrix(): readonly Setting[] {
  const settings: Setting[] = [];
  for (const masking of ['off', 'on'] as const) {
    for (const transferCallerId of ['lead', 'mask'] as const) {
      for (const direction of ['inbound', 'outbound', 'internal'] as const) {
        const base = { masking, mask: MASKS[0], transferCallerId, direction };
        settings.push(
          { ...base, target: 'agent', profile: 'none' },
          { ...base, target: 'group', profile: 'none' },
        );
        for (const profile of ['none', 'diversion', 'assert'] as const) {
          settings.push({ ...base, target: 'number', profile });
        }
      }
    }
  }
  return settings;
}

/** What the settings may be changed to while a call is up: each of them, and the trunk's profile. */
export function changes(): readonly { readonly from: Setting; readonly to: Setting }[] {
  const off = { masking: 'off', mask: MASKS[0], transferCallerId: 'lead', profile: 'none' } as const;
  const masked = { ...off, masking: 'on', transferCallerId: 'mask' } as const;
  const pairs = [
    [masked, off],
    [off, masked],
    [masked, { ...masked, mask: MASKS[1] }],
    [{ ...masked, transferCallerId: 'lead', profile: 'diversion' }, masked],
  ] as const;
  return pairs.flatMap(([from, to]) =>
    (['inbound', 'outbound'] as const).flatMap((direction) =>
      (['agent', 'number'] as const).map((target) => {
        const kind = { direction, target };
        return { from: { ...from, ...kind }, to: { ...to, ...kind } };
      }),
    ),
  );
}

export function describe({ masking, mask, transferCallerId, direction, target, profile }: Setting): string {
  const trunk = target === 'number' ? ` (trunk ${profile})` : '';
  const number = mask === MASKS[0] ? '' : ` (${mask})`;
  return `masking ${masking}${number}, ${transferCallerId}, ${direction} to ${target}${trunk}`;
}

export async function apply(
  stage: Stage,
  { masking, mask, transferCallerId, profile }: Setting,
): Promise<void> {
  await liftGuard(stage.baton);
  await stage.baton.done('PUT', '/settings/calling', {
    masking: masking === 'on',
    mask,
    transferCallerId,
    trunks: { [TRUNK]: { profile } },
  });
}

/** Whether the contact's number may be shown to an outside target: the table's last condition. */
function showsLeadOutside(
  { masking, transferCallerId, direction, profile }: Setting,
  { goesOutside }: Caller,
): boolean {
  const isLead = masking === 'on' && transferCallerId === 'lead';
  return isLead && direction === 'inbound' && profile !== 'none' && goesOutside;
}

const secret = (what: string, value: string): Secret => ({ what, value });
const outsiderNumber = secret("the target's own number", OUTSIDER.number);
const lineNumber = secret("the line's number", LINE.number);

/** What this viewer must not see of anybody, straight from the table of docs/caller-id.md. */
export function secretsFor(
  stage: Stage,
  setting: Setting,
  viewer: Viewer | Watcher,
  caller: Caller,
): readonly Secret[] {
  const contactNumber = secret("the contact's number", caller.identity.number);
  const contactName = secret("the contact's name", caller.identity.name);
  const { masking, mask, transferCallerId, direction, target } = setting;
  const strange = MASKS.filter((number) => masking === 'off' || number !== mask).map((number) =>
    secret('a mask that is not of this call', number),
  );
  const inside = [stage.anna, stage.ben, stage.carla].flatMap(({ name, extension }) => [
    secret(`the name ${name}`, name),
    secret(`extension ${extension}`, extension),
  ]);
  const withheldContact = caller.isWithheld ? [contactNumber, contactName] : [];
  const isColleague = viewer === 'contact' && direction === 'internal';
  switch (viewer) {
    case 'contact':
      if (isColleague) return masking === 'on' ? [outsiderNumber] : [];
      return [
        ...inside,
        outsiderNumber,
        // The one who called in has dialled the line's number.
        ...(masking === 'on' && direction === 'outbound' ? [lineNumber] : []),
        ...strange,
      ];
    case 'transferor':
      return [...withheldContact, ...strange, ...(masking === 'on' ? [outsiderNumber] : [])];
    case 'target':
      if (target === 'number') {
        return [
          ...inside,
          contactName,
          ...(showsLeadOutside(setting, caller) ? [] : [contactNumber]),
          ...(masking === 'on' ? [lineNumber] : []),
          ...strange,
        ];
      }
      return masking === 'on' && transferCallerId === 'mask'
        ? [contactNumber, contactName, secret('whoever transfers', stage.anna.name), ...strange]
        : [...withheldContact, ...strange];
    case 'voicemail':
      return [
        ...(masking === 'on' && transferCallerId === 'mask' ? [contactNumber, contactName] : withheldContact),
        ...(masking === 'on' ? [outsiderNumber] : []),
        ...strange,
      ];
    case 'bystander':
      return [contactNumber, contactName, outsiderNumber, ...strange];
    case 'lamp of the transferor':
    case 'lamp of the target': {
      const [other, watched] =
        viewer === 'lamp of the target' ? [stage.anna, stage.ben] : [stage.ben, stage.anna];
      return [
        contactNumber,
        contactName,
        outsiderNumber,
        lineNumber,
        secret("the line's name", LINE.name),
        ...MASKS.map((number) => secret('a mask', number)),
        secret(`the name ${watched.name}`, watched.name),
        secret(`the name ${other.name}`, other.name),
        secret(`extension ${other.extension}`, other.extension),
      ];
    }
  }
}

export interface Shown {
  readonly name: string;
  readonly number: string;
}

export type Moment = 'talking' | 'ringing' | 'consultation' | 'connected' | 'recall';

/** What a phone's screen is to show, straight from the table of docs/caller-id.md. */
export function screenOf(
  stage: Stage,
  setting: Setting,
  viewer: Viewer,
  moment: Moment,
  caller: Caller = openly,
): Shown {
  const { masking, mask: maskNumber, transferCallerId, direction, target } = setting;
  const agent = ({ name, extension }: Stage['anna']): Shown => ({ name, number: extension });
  const named = direction === 'inbound' ? caller.shown : { name: '', number: CONTACT.number };
  const contact = direction === 'internal' ? agent(stage.carla) : named;
  const mask = { name: LINE.name, number: maskNumber };
  switch (viewer) {
    case 'contact':
      if (direction === 'internal') return agent(stage.anna);
      return masking === 'on' ? mask : LINE;
    case 'transferor':
      if (moment === 'recall') {
        const number = masking === 'on' && transferCallerId === 'mask' ? maskNumber : contact.number;
        const who =
          target !== 'number' ? stage.ben.name : masking === 'on' ? 'outside number' : OUTSIDER.number;
        return { name: `Return: ${who}`, number };
      }
      if (moment !== 'consultation') return contact;
      if (target !== 'number') return agent(stage.ben);
      return masking === 'on' ? mask : { name: '', number: OUTSIDER.number };
    case 'target':
      if (target === 'number') {
        if (showsLeadOutside(setting, caller)) return { name: '', number: caller.shown.number };
        return masking === 'on' ? mask : LINE;
      }
      if (masking === 'off') return moment === 'connected' ? contact : agent(stage.anna);
      if (transferCallerId === 'mask') return mask;
      return { name: `${stage.anna.name} ▸ ${contact.name || contact.number}`, number: contact.number };
    case 'voicemail':
      return masking === 'on' && transferCallerId === 'mask' ? mask : contact;
    case 'bystander':
      return agent(stage.anna);
  }
}
