import { createZodValidationPipe } from 'nestjs-zod';
import { z } from 'zod';
import { type FieldError, Refused } from '../refusals/refused';

/** So many fields at fault are told; who sent more is told of these first. */
export const MOST_ERRORS = 100;

/** `['agents', 2, 'id']` as `agents[2].id`. */
function toPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: toPath([...issue.path, key]),
      code: 'unknown-field',
      message: 'is not a field of this request',
    }));
  }
  return [{ path: toPath(issue.path), code: issue.code.replaceAll('_', '-'), message: issue.message }];
}

/** One entry for each field at fault, up to {@link MOST_ERRORS}. */
function fieldErrorsOf(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return issues.slice(0, MOST_ERRORS).flatMap(toFieldErrors).slice(0, MOST_ERRORS);
}

/** A request whose shape is wrong: 400 `invalid-request` with an entry for each field at fault. */
export function invalidRequest(error: unknown): Refused {
  const errors = error instanceof z.core.$ZodError ? fieldErrorsOf(error.issues) : [];
  return new Refused('invalid-request', 'The request does not have the shape that this command takes.', {
    errors,
  });
}

/** Checks every body and query against the zod schema of its DTO class. */
export const RequestValidationPipe = createZodValidationPipe({ createValidationException: invalidRequest });
