import type { FieldError } from '../../platform/refusals/refused';

/** For a field that names an agent who does not exist. */
export function unknownAgentAt(path: string): FieldError {
  return { path, code: 'unknown-agent', message: 'is not the id of an agent' };
}
