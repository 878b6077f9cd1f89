export const musicOrders = ['in-order', 'random'] as const;
export type MusicOrder = (typeof musicOrders)[number];

/** Music to wait with. Lines and groups choose it by its name, which is also its name in Asterisk. */
export interface MusicClass {
  readonly id: string;
  readonly name: string;
  readonly order: MusicOrder;
  /** How many files it has; without any it cannot be chosen. */
  readonly fileCount: number;
}

/** A converted file. */
export interface MusicFile {
  readonly id: string;
  /** What it was called where it came from; for people only. */
  readonly name: string;
  readonly seconds: number;
  /** Epoch milliseconds. */
  readonly uploadedAt: number;
}

/** Something that plays a class to those who wait. */
export interface MusicUse {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}
