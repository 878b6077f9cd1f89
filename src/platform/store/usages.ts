import type { EntityManager } from 'typeorm';
import type { ErrorCode } from '../refusals/catalogue';
import { Refused } from '../refusals/refused';

/** Says what of a feature refers to something. */
export type Usage<Use> = (which: string, manager: EntityManager) => Promise<readonly Use[]>;

/** Keeps what others refer to from being deleted; the features that refer to it say so themselves. */
export class Usages<Use> {
  readonly #all: Usage<Use>[] = [];

  constructor(
    private readonly code: ErrorCode,
    private readonly detail: string,
  ) {}

  add(usage: Usage<Use>): void {
    this.#all.push(usage);
  }

  /** @throws Refused with what uses it as the member `usedBy` */
  async refuse(which: string, manager: EntityManager): Promise<void> {
    const usedBy = (await Promise.all(this.#all.map((usage) => usage(which, manager)))).flat();
    if (usedBy.length > 0) throw new Refused(this.code, this.detail, { members: { usedBy } });
  }
}
