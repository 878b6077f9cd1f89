import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { StoreFailure } from '../store/store-failure';
import { UnreadableRow } from '../store/unreadable-row';
import { ApiError } from './problem';

/** After so long it may be tried again; the store itself is tried as often. */
const STORE_AGAIN_S = 5;

/** What the HTTP layers below us throw, as one of our refusals; undefined if it is none but a fault of ours. */
export function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  const failure = StoreFailure.of(error);
  if (failure) {
    return new ApiError(503, `store-${failure.trouble}`, failure.message, {
      retryAfterSeconds: STORE_AGAIN_S,
      cause: failure,
    });
  }
  if (error instanceof UnreadableRow) {
    const detail = 'This was damaged in the store, or written by something else. Delete it, or make it anew.';
    return new ApiError(500, 'unreadable', detail, { cause: error });
  }
  if (error instanceof NotFoundException) {
    return new ApiError(404, 'unknown-route', 'There is nothing at this address.', { cause: error });
  }
  // Express reports an address with a broken percent escape so; Nest makes this exception of it.
  if (error instanceof BadRequestException) {
    return new ApiError(400, 'malformed-address', 'The address is not well formed.', { cause: error });
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    return new ApiError(error.getStatus(), 'refused', error.message, { cause: error });
  }
  return undefined;
}
