import { ApiError } from './problem';

/** Nobody is known by the request, and it asks for something that is not for everybody. */
export function unauthenticated(): ApiError {
  return new ApiError(
    401,
    'unauthenticated',
    'Send a valid key as "Authorization: Bearer <key>", or sign in.',
  );
}
