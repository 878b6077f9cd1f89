import type { Call } from '../../core/call/call';
import { type BrokenRule, brokenRule, type Rule } from '../../core/call/rules';
import type { CallSurroundings } from './call-surroundings';

/**
 * Watches whether the facts of one live call keep the rules. It is a witness only: the call goes on as it was decided, also
 * when this itself fails.
 */
export class RuleCheck {
  /** What was broken when it was last looked at: told once, for as long as it stays so. */
  #broken: Rule | null = null;
  #hasFailed = false;

  constructor(
    private readonly around: Pick<CallSurroundings, 'clock' | 'log' | 'ruleBroken'>,
    private readonly judge: (call: Call, now: number) => BrokenRule | null = brokenRule,
  ) {}

  /** Never throws. */
  look(call: Call): void {
    try {
      const broken = this.judge(call, this.around.clock.now());
      const before = this.#broken;
      this.#broken = broken?.rule ?? null;
      if (broken && broken.rule !== before) this.around.ruleBroken(call, broken);
    } catch (error) {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      this.around.log.error(call, 'it could not be told whether a call keeps the rules', error);
    }
  }
}
