import { Refused } from '../refusals/refused';
import type { Principal } from './principal';
import type { Permission } from './roles';

/** 403 `forbidden`: the key is valid, but not for this. */
export function lacking(needs: Permission): Refused {
  return new Refused('forbidden', `This key lacks the permission ${needs}.`, { members: { needs } });
}

/** A principal that could give others what it lacks would have it itself. @throws Refused `forbidden` */
export function refuseToGiveBeyond({ permissions }: Principal, given: readonly Permission[]): void {
  const beyond = given.find((permission) => !permissions.has(permission));
  if (beyond !== undefined) throw lacking(beyond);
}
