/** Where the API lives; probes and metrics lie outside, as their readers expect them at the root. */
export const API_PREFIX = 'api/v1';
