import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { CallingPolicy } from '../../core/caller-id/calling-policy';
import { countryOf } from '../../core/dialling/numbering';
import { own } from '../../core/own';
import { anyVersion, type Expected } from '../../platform/http/version/resource-version';
import { type FieldError, Refused } from '../../platform/refusals/refused';
import { Store } from '../../platform/store/store';
import { fromJson } from '../../platform/store/unreadable-row';
import { PbxEndpoints } from '../phones/endpoints';
import type { CallingSettings, LineCalling } from './calling-settings';
import { CallingSettingsEntity } from './calling-settings.entity';
import { defaultEmergencyNumbers, emergencyNumbersOf } from './emergency-numbers';
import { checkOwnNumber } from './own-number';

const ACCOUNT = 'account';

const initial: CallingSettings = {
  masking: false,
  mask: null,
  transferCallerId: 'lead',
  trunks: {},
  emergency: {},
};

/** What holds when the settings cannot be read: no number is shown that might be one to be masked. */
const mostPrivate: CallingSettings = { ...initial, masking: true, transferCallerId: 'mask' };

/** Says whether anything leads outside by this PJSIP endpoint. */
export type TrunkUsage = (trunk: string, manager: EntityManager) => Promise<boolean>;

@Injectable()
export class CallingSettingsService {
  readonly #usages: TrunkUsage[] = [];

  constructor(
    private readonly store: Store,
    private readonly endpoints: PbxEndpoints,
  ) {}

  /** Lines come after us: they tell which trunks they use. */
  knowTrunks(usage: TrunkUsage): void {
    this.#usages.push(usage);
  }

  async get(manager: EntityManager = this.store.reader): Promise<CallingSettings> {
    const row = await manager.findOneBy(CallingSettingsEntity, { id: ACCOUNT });
    const stored = row ? this.store.readableOr(() => valueOf(row), mostPrivate) : initial;
    return { ...stored, emergency: { ...defaultEmergencyNumbers, ...stored.emergency } };
  }

  /** @throws Refused `precondition-failed`; `invalid-calling-settings` with the fields at fault; `asterisk-unavailable` */
  async put(given: CallingSettings, expected: Expected = anyVersion): Promise<CallingSettings> {
    const settings = this.normal(given);
    await this.refuseUnknownTrunks(settings, this.store.reader);
    return this.store.write(async (manager) => {
      expected.check(await this.get(manager));
      await this.write(settings, manager);
      return this.get(manager);
    });
  }

  /** As they will read once they are stored. @throws Refused `invalid-calling-settings` naming `mask` */
  normal(given: CallingSettings): CallingSettings {
    const errors: FieldError[] = [];
    const mask = given.mask === null ? null : this.#numberAt('mask', given.mask, undefined, errors);
    if (errors.length > 0) throw invalidSettings(errors);
    return { ...given, mask, emergency: { ...defaultEmergencyNumbers, ...given.emergency } };
  }

  /** @throws Refused `invalid-calling-settings` naming the trunks; `asterisk-unavailable` */
  async refuseUnknownTrunks({ trunks }: CallingSettings, manager: EntityManager): Promise<void> {
    const errors: FieldError[] = [];
    for (const trunk of Object.keys(trunks)) {
      if (await this.#knows(trunk, manager)) continue;
      const message = 'is neither the trunk of a line nor an endpoint of Asterisk';
      errors.push({ path: `trunks.${trunk}`, code: 'unknown-trunk', message });
    }
    if (errors.length > 0) throw invalidSettings(errors);
  }

  /** Nothing is checked. Lists that are as built in are not stored: a newer Baton may know better. */
  async write({ emergency, ...settings }: CallingSettings, manager: EntityManager): Promise<void> {
    const changed = Object.entries(emergency).filter(
      ([country, numbers]) => numbers.join() !== own(defaultEmergencyNumbers, country)?.join(),
    );
    const value = JSON.stringify({ ...settings, emergency: Object.fromEntries(changed) });
    await manager.upsert(CallingSettingsEntity, { id: ACCOUNT, value }, ['id']);
  }

  /**
   * A line's own mask in E.164.
   * @throws Refused `invalid-calling-settings` naming `mask`
   */
  lineMask(mask: string, country: string | undefined): string {
    const errors: FieldError[] = [];
    const e164 = this.#numberAt('mask', mask, country, errors);
    if (errors.length > 0) throw invalidSettings(errors);
    return e164;
  }

  /** Account and line put together, as a call keeps it from its beginning to its end. */
  async policyOf(line: LineCalling): Promise<CallingPolicy> {
    const settings = await this.get();
    return {
      masking: line.masking ?? settings.masking,
      mask: line.mask ?? settings.mask ?? line.number,
      transferCallerId: line.transferCallerId ?? settings.transferCallerId,
      trunk: own(settings.trunks, line.trunk) ?? { profile: 'none' },
      emergency: emergencyOn(line, settings),
    };
  }

  #numberAt(path: string, text: string, country: string | undefined, errors: FieldError[]): string {
    const checked = checkOwnNumber(text, country);
    if (checked.ok) return checked.e164;
    errors.push({ path, code: 'invalid-number', message: checked.why });
    return text;
  }

  async #knows(trunk: string, manager: EntityManager): Promise<boolean> {
    for (const usage of this.#usages) if (await usage(trunk, manager)) return true;
    return this.endpoints.exists(trunk);
  }
}

function valueOf({ id, value }: CallingSettingsEntity): CallingSettings {
  return fromJson(value, 'calling_settings', id) as CallingSettings;
}

/** A line that names no country has the one of its number, and what is known everywhere besides. */
export function emergencyOn(
  { country, number }: Pick<LineCalling, 'country' | 'number'>,
  { emergency }: Pick<CallingSettings, 'emergency'>,
): readonly string[] {
  if (country !== undefined) return emergencyNumbersOf(country, emergency);
  const ofNumber = emergencyNumbersOf(countryOf(number), emergency);
  return [...new Set([...ofNumber, ...emergencyNumbersOf(undefined, emergency)])];
}

function invalidSettings(errors: readonly FieldError[]): Refused {
  return new Refused('invalid-calling-settings', 'These settings cannot be used as they are.', {
    errors,
  });
}
