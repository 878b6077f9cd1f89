/** Where the API lives. */
export const API_PREFIX = 'api/v1';

/** Probes and metrics lie outside, as their readers expect them at the root; so does what tells the way. */
export const OUTSIDE_PREFIX = ['healthz', 'readyz', 'metrics', '/', API_PREFIX] as const;
