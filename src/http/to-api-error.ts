import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { ApiError } from './problem';

/** What the HTTP layers below us throw, as one of our refusals; undefined if it is none but a fault of ours. */
export function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
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
