import type { FieldError } from '../../platform/refusals/refused';
import type { Trunk } from './trunk';

/**
 * What a trunk lacks, or has too much, for its kind.
 * @param password whether Asterisk will have one: given now, or from before
 */
export function trunkFaults(trunk: Trunk, password: 'given' | 'kept' | 'none'): readonly FieldError[] {
  const faults: FieldError[] = [];
  const require = (path: string, when: boolean, message: string) => {
    if (when) faults.push({ path, code: 'required', message });
  };
  const refuse = (path: string, value: unknown) => {
    if (value !== undefined)
      faults.push({ path, code: 'not-for-this-kind', message: `is not for trunks of kind ${trunk.kind}` });
  };
  const { kind, username, addresses } = trunk;
  if (kind === 'registration') {
    require('username', username === undefined, 'is what the carrier knows us by');
  } else {
    require('addresses', addresses.length === 0, 'must say from which addresses its calls come');
    require('username', username === undefined && password === 'given', 'belongs to the password');
    refuse('contactUser', trunk.contactUser);
    refuse('expirySeconds', trunk.expirySeconds);
  }
  require('password', username !== undefined && password === 'none', 'belongs to the username');
  return faults;
}
