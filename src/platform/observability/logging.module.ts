import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isatty } from 'node:tty';
import { type DynamicModule, RequestMethod } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger, LoggerModule } from 'nestjs-pino';
import {
  destination,
  type DestinationStream,
  type Logger as PinoLogger,
  type LoggerOptions,
  pino,
} from 'pino';
import { pinoHttp } from 'pino-http';
import { pathOf } from '../http/path-of';
import { loggedError } from './logged-error';
import { readableLog } from './readable-log';

/** Probes come every few seconds and would bury everything else. */
const UNLOGGED = new Set(['/healthz', '/readyz', '/metrics']);

/** Nest tells of itself, its modules and routes at every start; that is of use only to those who debug it. */
const CHATTY = new Set([
  'NestFactory',
  'NestApplication',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
]);

const STDERR = 2;

/**
 * Lines on stderr, JSON unless it is a terminal; stdout belongs to what a start has to say. Headers and bodies are not logged at all, as they hold
 * keys and numbers; the redaction is for what a future line might let slip.
 */
export function createLogger(level: string): PinoLogger {
  const options: LoggerOptions = {
    level,
    base: null,
    serializers: { err: loggedError },
    redact: ['password', '*.password', 'authorization', '*.authorization', '*.headers', '*.adminKey'],
    hooks: {
      logMethod(args, method, severity) {
        const [first] = args as readonly unknown[];
        const context = (first as { readonly context?: string } | undefined)?.context;
        if (severity === pino.levels.values['info'] && CHATTY.has(context ?? '')) this.debug(...args);
        else method.apply(this, args);
      },
    },
  };
  return pino(options, logDestination(level));
}

function logDestination(level: string): DestinationStream {
  // Synchronous: the last lines before a crash are those that are needed.
  const stderr = destination({ fd: STDERR, sync: true });
  if (!isatty(STDERR)) return stderr;
  return readableLog((text) => stderr.write(text), {
    colours: process.stderr.hasColors() ? 'yes' : 'no',
    stacks: ['debug', 'trace'].includes(level) ? 'shown' : 'left-out',
  });
}

/** Makes Nest's own logger write to this one, with the id of the request that is being served. */
export function loggingModule(logger: PinoLogger): DynamicModule {
  return LoggerModule.forRoot({
    pinoHttp: { logger },
    useExisting: true,
    forRoutes: [{ path: '{*path}', method: RequestMethod.ALL }],
  });
}

/** Call before anything else can refuse a request, so that every request has an id and a line. */
export function useRequestLog(app: NestExpressApplication, logger: PinoLogger): void {
  app.useLogger(app.get(Logger));
  app.use(
    pinoHttp({
      logger,
      genReqId: (_request, response) => {
        const id = randomUUID();
        response.setHeader('X-Request-Id', id);
        return id;
      },
      autoLogging: { ignore: (request) => UNLOGGED.has(request.url ?? '') },
      quietReqLogger: true,
      customAttributeKeys: { reqId: 'requestId' },
      customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'warn' : 'info'),
      serializers: {
        err: loggedError,
        // Without the query: whatever a client puts there, a number or by mistake a key, is not for the log.
        req: ({ method, url }: IncomingMessage) => ({ method, path: url && pathOf(url) }),
        res: (response: { readonly statusCode: number }) => ({ status: response.statusCode }),
      },
    }),
  );
}
