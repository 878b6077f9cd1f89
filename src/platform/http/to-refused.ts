import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { Refused } from '../refusals/refused';
import { StoreFailure } from '../store/store-failure';
import { UnreadableRow } from '../store/unreadable-row';

/** After so long it may be tried again; the store itself is tried as often. */
const STORE_AGAIN_S = 5;

/** What the HTTP layers below us throw, as one of our refusals; undefined if it is none but a fault of ours. */
export function toRefused(error: unknown): Refused | undefined {
  if (error instanceof Refused) return error;
  const failure = StoreFailure.of(error);
  if (failure) {
    return new Refused(`store-${failure.trouble}`, failure.message, {
      retryAfterSeconds: STORE_AGAIN_S,
      cause: failure,
    });
  }
  if (error instanceof UnreadableRow) {
    const detail =
      error.reason === 'newer'
        ? 'A newer Baton has stored this, and this one cannot read it.'
        : 'This was damaged in the store, or written by something else. Delete it, or make it anew.';
    return new Refused('unreadable', detail, { cause: error });
  }
  if (error instanceof NotFoundException) {
    return new Refused('unknown-route', 'There is nothing at this address.', { cause: error });
  }
  // Express reports an address with a broken percent escape so; Nest makes this exception of it.
  if (error instanceof BadRequestException) {
    return new Refused('malformed-address', 'The address is not well formed.', { cause: error });
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    return new Refused('refused', error.message, { status: error.getStatus(), cause: error });
  }
  return undefined;
}
