import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Refused } from '../refusals/refused';
import { toProblem } from './problem';
import { StoredAnswer } from './stored-answer';
import { toRefused } from './to-refused';

/** The one place where an error becomes an answer. No message or stack of an unforeseen error leaves the server. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof StoredAnswer) {
      error.sendTo(response);
      return;
    }
    sendProblem(response, toRefused(error) ?? this.#unforeseen(error, request));
  }

  #unforeseen(error: unknown, request: Request): Refused {
    const requestId = typeof request.id === 'string' ? request.id : '';
    this.#logger.error({ err: error, requestId }, 'unforeseen error');
    return new Refused('internal-error', 'Something went wrong here; the log tells more.', {
      members: { requestId },
    });
  }
}

function sendProblem(response: Response, refused: Refused): void {
  const problem = toProblem(refused);
  if (refused.extra.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', String(refused.extra.retryAfterSeconds));
  }
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response
    .status(problem.status)
    .setHeader('Content-Type', 'application/problem+json')
    .end(JSON.stringify(problem));
}
