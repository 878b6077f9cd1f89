import type { Request } from 'express';
import { API_PREFIX } from '../../platform/http/api-prefix';

const ADDRESS = `/${API_PREFIX}/sign-in`;

/** Whether somebody wants to be known by what they send in the body. Everybody else is known before their body is read. */
export function isSignIn({ method, path }: Request): boolean {
  // As the router takes it.
  return method === 'POST' && [ADDRESS, `${ADDRESS}/`].includes(path.toLowerCase());
}
