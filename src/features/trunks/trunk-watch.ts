import type { Trunk } from './trunk';

/** What a carrier says when it is asked whether it is there. */
export type TrunkReach = 'accepts' | 'refuses' | 'silent' | 'not-known';

/** Follows what carriers answer. */
export abstract class TrunkWatch {
  /** Answers from memory. */
  abstract reach(trunk: string): TrunkReach;

  /** Begins with a trunk that Asterisk has been given, or changed, or has again. Does not fail. */
  abstract follow(trunk: Trunk): Promise<void>;

  abstract forget(trunk: string): void;

  /** Tells the name of a trunk whose carrier answers otherwise than before. */
  abstract onChange(listener: (trunk: string) => void): void;
}
