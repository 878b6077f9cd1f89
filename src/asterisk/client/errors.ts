/**
 * Every failure that this folder reports, each with a stable `code`. Messages are one line and fit for an operator;
 * none carries the password, a header, or a query string (which may hold a caller's number).
 */
export type AriErrorCode =
  | 'ari-unreachable'
  | 'ari-authentication'
  | 'ari-not-an-ari-server'
  | 'ari-not-ready'
  | 'ari-version'
  | 'ari-http'
  | 'ari-timeout'
  | 'ari-connection-lost'
  | 'ari-bad-request'
  | 'ari-bad-response'
  | 'ari-configuration'
  | 'ari-application-taken';

export abstract class AriError extends Error {
  abstract readonly code: AriErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Nothing answers at the address: nothing was sent, repeating is safe. */
export class AriUnreachable extends AriError {
  readonly code = 'ari-unreachable';

  constructor(
    readonly url: string,
    readonly reason: string,
  ) {
    super(
      `Nothing answers at ${url} (${reason}). Is Asterisk running, with its HTTP server enabled, at ARI_URL?`,
    );
  }
}

/** Asterisk refused the user or the password. */
export class AriAuthenticationError extends AriError {
  readonly code = 'ari-authentication';

  constructor(
    readonly url: string,
    readonly user: string,
  ) {
    super(`${url} refused ARI user "${user}". Compare ARI_USER and ARI_PASSWORD with Asterisk's ari.conf.`);
  }
}

/** Something answers, but it is not ARI. */
export class AriNotAnAriServer extends AriError {
  readonly code = 'ari-not-an-ari-server';

  constructor(
    readonly url: string,
    readonly reason: string,
  ) {
    super(
      `${url} answers, but not as ARI (${reason}). Check ARI_URL, and "enabled = yes" in Asterisk's ari.conf.`,
    );
  }
}

/** Asterisk runs but has not booted fully: come back in a moment. */
export class AriNotReady extends AriError {
  readonly code = 'ari-not-ready';

  constructor(readonly url: string) {
    super(`Asterisk at ${url} is still starting. Try again in a moment.`);
  }
}

/** Asterisk is older than Baton can work with. */
export class AriVersionError extends AriError {
  readonly code = 'ari-version';

  constructor(
    readonly version: string,
    readonly minimumMajor: number,
  ) {
    super(`Asterisk ${version} is too old: Baton needs ${minimumMajor} or later. Upgrade Asterisk.`);
  }
}

/** Asterisk answered with a status of 400 or more. */
export class AriHttpError extends AriError {
  readonly code = 'ari-http';

  /**
   * @param path without the query, as in ARI's documentation
   * @param reason the status line's text
   * @param detail Asterisk's own explanation from the body, where it gives one
   */
  constructor(
    readonly status: number,
    readonly method: string,
    readonly path: string,
    readonly reason: string,
    readonly detail: string | undefined,
  ) {
    super(`${method} ${path}: ${status} ${reason}${detail === undefined ? '' : ` (${detail})`}`);
  }
}

/** No answer within the time given. Asterisk may still carry the request out. */
export class AriTimeout extends AriError {
  readonly code = 'ari-timeout';

  constructor(
    readonly what: string,
    readonly timeoutMs: number,
  ) {
    super(`${what}: no answer from Asterisk within ${timeoutMs} ms`);
  }
}

/** The connection went before the answer came, or there is none now. Asterisk may have carried the request out. */
export class AriConnectionLost extends AriError {
  readonly code = 'ari-connection-lost';

  constructor(readonly reason: string) {
    super(`No connection to Asterisk: ${reason}`);
  }
}

/** The request cannot be sent as it is: an empty id, or more than Asterisk takes. Nothing was sent. */
export class AriBadRequest extends AriError {
  readonly code = 'ari-bad-request';
}

/** Asterisk's answer cannot be understood. */
export class AriBadResponse extends AriError {
  readonly code = 'ari-bad-response';
}

/** Another server has the application. To take it would take its calls from it, and its callers. */
export class AriApplicationTaken extends AriError {
  readonly code = 'ari-application-taken';

  /**
   * @param holder identity of its store
   * @param identity of our own, of which the other may have a copy
   */
  constructor(
    readonly app: string,
    readonly holder: string,
    identity: string,
  ) {
    const who = `Another Baton, ${holder === identity ? 'on a copy of this store' : `of store ${holder}`},`;
    super(`${who} has the application "${app}" of this Asterisk.`);
  }
}

/** The options given to the client cannot work. */
export class AriConfigurationError extends AriError {
  readonly code = 'ari-configuration';
}
