import type { TransferCallerId, TrunkProfile } from '../../core/caller-id/calling-policy';
import type { EmergencyNumbers } from './emergency-numbers';

/** Which number each party sees, for all lines that do not say otherwise. */
export interface CallingSettings {
  readonly masking: boolean;
  /** E.164; null: each line's own number. */
  readonly mask: string | null;
  readonly transferCallerId: TransferCallerId;
  /** By PJSIP endpoint. What is not listed has profile `none`. */
  readonly trunks: Readonly<Record<string, TrunkProfile>>;
  /** Laid over the built-in lists, country by country. */
  readonly emergency: EmergencyNumbers;
}

/** What a line says for itself. */
export interface LineCalling {
  readonly number: string;
  readonly country?: string;
  readonly trunk: string;
  readonly masking?: boolean;
  readonly mask?: string;
  readonly transferCallerId?: TransferCallerId;
}
