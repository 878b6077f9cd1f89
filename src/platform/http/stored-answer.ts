import type { Response } from 'express';

/** An answer that was given before, to be given again as it was. Thrown, since it passes by the route's own handling. */
export class StoredAnswer extends Error {
  override readonly name = 'StoredAnswer';

  constructor(
    readonly status: number,
    readonly contentType: string,
    readonly body: string,
  ) {
    super('answered before');
  }

  sendTo(response: Response): void {
    response
      .status(this.status)
      .setHeader('Content-Type', this.contentType)
      .setHeader('Idempotent-Replayed', 'true');
    response.end(this.body);
  }
}
