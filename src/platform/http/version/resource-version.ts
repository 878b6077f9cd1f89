import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Refused } from '../../refusals/refused';
import { strongTags } from './strong-tags';
import { canonicalJson, tagOf } from './tag';

/** What a change is made on condition of. */
export interface Expected {
  /**
   * Call with what is stored, within the write that changes it: whatever has changed it before counts then.
   * @throws Refused `precondition-failed` if it is not what the caller has seen
   */
  check(current: object): void;
}

/** No condition. */
export const anyVersion: Expected = { check: () => undefined };

/**
 * The version of one resource that a request concerns: by `If-Match` the one that the caller has seen, and in the answer's
 * `ETag` the one there is now. An `ETag` has two parts. The first stands for what is stored, and is what `If-Match` is held
 * against; the second for the answer as its reader gets it, with an agent's state and without numbers that they may not see,
 * and `If-None-Match` is held against both.
 */
export class ResourceVersion implements Expected {
  /** The first part of the answer's `ETag`. */
  told: string | undefined;

  constructor(private readonly ifMatch: string | undefined) {}

  check(current: object): void {
    if (this.ifMatch === undefined || this.ifMatch.trim() === '*') return;
    const seen = strongTags(this.ifMatch).map((tag) => tag.split('.', 1)[0]);
    if (seen.includes(versionOf(current))) return;
    const detail = 'It has been changed since you read it; read it again.';
    throw new Refused('precondition-failed', detail);
  }

  /** The answer is about this: what is stored, in the shape that {@link check} gets it in. */
  tell<T extends object>(resource: T): T {
    this.told = versionOf(resource);
    return resource;
  }
}

function versionOf(resource: object): string {
  return tagOf(canonicalJson(resource));
}

declare module 'express-serve-static-core' {
  interface Request {
    resourceVersion?: ResourceVersion;
  }
}

/** Gives a route's handler the {@link ResourceVersion} of its request. */
export const Version = createParamDecorator((_: unknown, context: ExecutionContext): ResourceVersion => {
  const request = context.switchToHttp().getRequest<Request>();
  return (request.resourceVersion ??= new ResourceVersion(request.headers['if-match']));
});
