import type { Request } from 'express';
import { API_PREFIX } from '../../platform/http/api-prefix';

const ADDRESS = `/${API_PREFIX}/music-classes/`;

/** Whether the body is a music file, which goes to the disk as it comes and is no JSON. */
export function isMusicUpload({ method, path }: Request): boolean {
  if (method !== 'POST' || !path.startsWith(ADDRESS)) return false;
  const [id, files, end = '', ...rest] = path.slice(ADDRESS.length).split('/', 4);
  return id !== '' && files === 'files' && end === '' && rest.length === 0;
}
