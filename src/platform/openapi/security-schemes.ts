import { SESSION_COOKIE } from '../access/session-cookie';

/** How a request says whose it is; either will do, and a key goes before a session. */
export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The admin key, the restricted key, or one of `api-keys`. Nothing can be read out of a key.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description:
      'What `POST /sign-in` sets. It counts on pages that Baton itself has served, and where no `Authorization` is sent.',
  },
} as const;
