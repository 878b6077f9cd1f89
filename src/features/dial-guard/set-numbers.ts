import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { readDialled } from '../../core/dialling/dialled';
import { type NumberedLine, OwnNumbers } from '../../core/dialling/own-numbers';
import { type Dialler, refusalToSet, type SetRefusal } from '../../core/dialling/set-number';
import type { GuardSettings } from '../../core/dialling/settings';
import { own } from '../../core/own';
import { type FieldError, Refused } from '../../platform/refusals/refused';
import { CallingSettingsService, emergencyOn } from '../caller-id/calling-settings.service';
import type { Line } from '../lines/line';
import { type LineNumbers, LinesService, numbersOf } from '../lines/lines.service';
import { RingGroupsService, type SetNumber } from '../ring-groups/ring-groups.service';
import { countryOn } from './dial-guard';
import { readGuardSettings } from './guard-settings.service';

/**
 * Judges outside numbers that are set for Baton to dial by itself: those of ring groups, and what lines fall back on. They are what
 * an administrator wants, and so the administrator's rules hold, and those of the line. Whoever comes to dial them has rules of
 * their own then.
 */
@Injectable()
export class SetNumbers implements OnModuleInit {
  constructor(
    private readonly lines: LinesService,
    private readonly groups: RingGroupsService,
    private readonly calling: CallingSettingsService,
  ) {}

  onModuleInit(): void {
    this.groups.judgeNumbersBy((numbers, manager) => this.#judge(numbers, manager));
    this.lines.judgeLineBy((line, changed, manager) => this.#judgeLine(line, changed, manager));
  }

  /** @throws Refused with the field of each number that cannot be set */
  async #judge(numbers: readonly SetNumber[], manager: EntityManager): Promise<void> {
    const lines = await numbersOf(manager);
    const diallers = await this.#diallers(lines, manager);
    refuse(numbers, diallers, new OwnNumbers(lines));
  }

  async #judgeLine(line: Line, changed: LineNumbers, manager: EntityManager): Promise<void> {
    const { fallback } = line;
    if (changed.fallback && fallback?.type === 'number') {
      const diallers = await this.#diallers([line], manager);
      const own = new OwnNumbers(await numbersOf(manager));
      refuse([{ path: 'fallback.number', number: fallback.number }], diallers, own);
    }
    if (changed.own) await this.#refuseLedBack(line, manager);
  }

  /** Somebody may have set the number of this line as an outside one before there was the line. */
  async #refuseLedBack(line: Line, manager: EntityManager): Promise<void> {
    const set = [
      ...(await this.groups.outsideNumbers(manager)),
      ...(await this.lines.outsideNumbers(manager)),
    ];
    if (set.length === 0) return;
    const own = new OwnNumbers([line]);
    const diallers = await this.#diallers(await numbersOf(manager), manager);
    const leads = (number: string) =>
      own.lineOf(number) !== undefined ||
      diallers.some((dialler) => {
        const read = readDialled(number, dialler);
        return read.type === 'number' && own.lineOf(read.number) !== undefined;
      });
    const back = set.filter(({ number }) => leads(number));
    if (back.length === 0) return;
    const names = back.map(({ name }) => name).join(', ');
    throw toError([
      { path: 'number', refusal: { code: 'own-number', message: `is an outside number of ${names}` } },
    ]);
  }

  /** One for each way in which the lines read a number and judge it. */
  async #diallers(lines: readonly NumberedLine[], manager: EntityManager): Promise<readonly Dialler[]> {
    const guard = await readGuardSettings(manager);
    const calling = await this.calling.get(manager);
    const kinds = new Map<string, Dialler>();
    for (const line of lines) {
      const rules = rulesOn(line, guard);
      const country = countryOn(line);
      const key = `${country} ${line.country} ${rules.length > 1 ? line.id : ''}`;
      if (!kinds.has(key)) kinds.set(key, { country, emergency: emergencyOn(line, calling), rules });
    }
    if (kinds.size > 0) return [...kinds.values()];
    const { '*': emergency = [] } = calling.emergency;
    return [{ country: undefined, emergency, rules: [guard.roles.admin], isYetUnknown: true }];
  }
}

function rulesOn({ id }: NumberedLine, { roles, lines }: GuardSettings): Dialler['rules'] {
  const ofLine = own(lines, id);
  return ofLine ? [roles.admin, ofLine] : [roles.admin];
}

function refuse(numbers: readonly SetNumber[], diallers: readonly Dialler[], own: OwnNumbers): void {
  const refused = numbers.flatMap(({ path, number }) => {
    const refusal = refusalToSet(number, diallers, own);
    return refusal ? [{ path, refusal }] : [];
  });
  if (refused.length > 0) throw toError(refused);
}

function toError(refused: readonly { readonly path: string; readonly refusal: SetRefusal }[]): Refused {
  const errors = refused.map(({ path, refusal: { code, message } }): FieldError => ({ path, code, message }));
  const [first] = refused;
  const { code = 'forbidden-number', rule } = first?.refusal ?? {};
  const detail = 'Numbers that may not be dialled cannot be set; see the fields.';
  return new Refused(code, detail, { errors, ...(rule === undefined ? {} : { members: { rule } }) });
}
