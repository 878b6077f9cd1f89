import { ApiError } from '../http/problem';
import type { Permission } from './roles';

/** 403 `forbidden`: the key is valid, but not for this. */
export function lacking(needs: Permission): ApiError {
  return new ApiError(403, 'forbidden', `This key lacks the permission ${needs}.`, { members: { needs } });
}
