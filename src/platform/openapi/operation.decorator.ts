import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Permission } from '../access/roles';
import type { ErrorCode } from '../refusals/catalogue';

export const ERRORS = Symbol('ERRORS');

/** What a route does, for the description of the API. */
export interface Told {
  /** What a caller should know besides; Markdown. */
  readonly description?: string;
  /** The codes that are this route's own; {@link describeApi} adds what every route of its kind may answer. */
  readonly errors?: readonly ErrorCode[];
  /** The same, of those that name fields of the request, and have another status for it. */
  readonly errorsOfFields?: readonly ErrorCode[];
  /** Permissions that it needs besides those of its kind. */
  readonly needs?: readonly Permission[];
  /** Of these one, by what is asked for. */
  readonly needsOneOf?: readonly Permission[];
}

/** What is a route's own, as {@link ERRORS} keeps it. */
export type OwnErrors = Required<Pick<Told, 'errors' | 'errorsOfFields' | 'needs' | 'needsOneOf'>>;

/** Every route has one; the contract tests know the codes of each route by it. */
export const Operation = (
  summary: string,
  { description, errors = [], errorsOfFields = [], needs = [], needsOneOf = [] }: Told = {},
): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    SetMetadata<symbol, OwnErrors>(ERRORS, { errors, errorsOfFields, needs, needsOneOf }),
  );
