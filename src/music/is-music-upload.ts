import type { Request } from 'express';
import { API_PREFIX } from '../http/api-prefix';

const address = new RegExp(`^/${API_PREFIX}/music-classes/[^/]+/files/?$`);

/** Whether the body is a music file, which goes to the disk as it comes and is no JSON. */
export function isMusicUpload({ method, path }: Request): boolean {
  return method === 'POST' && address.test(path);
}
