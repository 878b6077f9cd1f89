/** A call as the API shows it; only what tests read. */
export interface CallResource {
  readonly id: string;
  readonly state: string;
  readonly contact: string;
  readonly owner: string | null;
  readonly legs: readonly {
    readonly id: string;
    readonly state: string;
    readonly endReason: string | null;
    readonly party: { readonly type: string; readonly agentId?: string; readonly number?: string };
  }[];
  readonly transfer: {
    readonly id: string;
    readonly state: string;
    readonly targetLeg: string | null;
    readonly swapped: boolean;
  } | null;
  readonly transfers: readonly { readonly id: string; readonly outcome: string }[];
  readonly endReason: string | null;
}

/** What a refused command says of the state that it did not fit. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly callState?: string;
  readonly openTransfer?: string;
}
