import { SetMetadata } from '@nestjs/common';
import type { Permission } from './roles';

export const NEEDS = Symbol('NEEDS');

/** What a route asks of a key beyond being valid. */
export type Need = Permission | 'any-key';

/** A route for keys with this permission only. A route that says nothing needs `administer`. */
export const Needs = (permission: Permission): MethodDecorator & ClassDecorator =>
  SetMetadata(NEEDS, permission);

/** A route for every valid key; what it shows or does may still depend on whose it is. */
export const AnyKey = (): MethodDecorator & ClassDecorator => SetMetadata<symbol, Need>(NEEDS, 'any-key');
