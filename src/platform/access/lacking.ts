import { ApiError } from '../http/problem';
import type { Principal } from './principal';
import type { Permission } from './roles';

/** 403 `forbidden`: the key is valid, but not for this. */
export function lacking(needs: Permission): ApiError {
  return new ApiError(403, 'forbidden', `This key lacks the permission ${needs}.`, { members: { needs } });
}

/** A principal that could give others what it lacks would have it itself. @throws ApiError 403 `forbidden` */
export function refuseToGiveBeyond({ permissions }: Principal, given: readonly Permission[]): void {
  const beyond = given.find((permission) => !permissions.has(permission));
  if (beyond !== undefined) throw lacking(beyond);
}
