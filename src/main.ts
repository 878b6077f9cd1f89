import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request } from 'express';
import helmet from 'helmet';
import { AppModule } from './app.module';
import { Switchboard } from './features/calls/switchboard';
import { eventSchemas } from './features/event-socket/event-schemas';
import { isMusicUpload } from './features/music/is-music-upload';
import { AccessService } from './features/sign-in/access.service';
import { isSignIn } from './features/users/is-sign-in';
import { networkOf } from './features/users/network';
import { keepAdminKey, loadAdminKey, sha256 } from './platform/access/admin-key';
import { API_PREFIX, OUTSIDE_PREFIX } from './platform/http/api-prefix';
import { ClientAddresses } from './platform/http/client/client-addresses';
import { Connections } from './platform/http/connections';
import { InFlight } from './platform/http/in-flight';
import { useJsonBody } from './platform/http/json-body';
import { tooLong } from './platform/http/lengths';
import { refuseMisbehaviour } from './platform/http/misbehaviour';
import { pathOf } from './platform/http/path-of';
import { Incidents } from './platform/incidents/incidents';
import { tellOfTooMany } from './platform/incidents/too-many-connections';
import { askedFrom } from './platform/incidents/whence';
import { createLogger, useRequestLog } from './platform/observability/logging.module';
import { PbxConnection } from './platform/observability/pbx-connection';
import { useOpenApi } from './platform/openapi/describe-api';
import type { Refused } from './platform/refusals/refused';
import { SettingsModule } from './platform/settings/settings.module';
import { StartupError } from './platform/settings/startup-error';
import { VERSION } from './platform/settings/version';
import { claimDataDir, type DataDir } from './platform/store/data-dir';
import { openStore } from './platform/store/open-store';

/** Whoever supervises us kills after 5 s or more. */
const STOP_WITHIN_MS = 4_500;
/** Requests that are under way get this long to be answered. */
const DRAIN_MS = 2_000;
/** What has been asked of Asterisk for calls gets this long to happen: a few milliseconds, as a rule. */
const FINISH_MS = 1_000;

interface Running {
  readonly app: NestExpressApplication;
  readonly inFlight: InFlight;
  readonly dataDir: DataDir;
  /** What a person who has just started the server is to know. */
  readonly announcement: string;
}

/**
 * Brings the server up, in this order: what can fail without a trace first, then the port, and Asterisk last.
 * Connecting takes the Stasis application over from whoever has it, so a second server that is started by mistake
 * must have failed (data folder, port) before it comes to that.
 */
async function start(): Promise<Running> {
  const { module, settings } = await SettingsModule.load();
  const dataDir = claimDataDir(settings.dataDir);
  const adminKey = loadAdminKey(dataDir.path, settings.adminKey);
  const logger = createLogger(settings.logLevel);
  const store = await openStore(dataDir.path, (why) => logger.warn(`Waiting for the store. ${why}`));
  logger.info({ store: store.identity }, 'The store is open');
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.on({
      settings: module,
      logger,
      store,
      adminKeyHash: adminKey.hash,
      restrictedKeyHash: settings.restrictedKey === undefined ? null : sha256(settings.restrictedKey),
    }),
    { bodyParser: false, bufferLogs: true, abortOnError: false },
  );
  useRequestLog(app, logger);
  // We speak plain HTTP; browsers must not be told to come back by HTTPS. A proxy that adds TLS adds its own header.
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
      strictTransportSecurity: false,
    }),
  );
  const addresses = app.get(ClientAddresses);
  app.use((request: IncomingMessage, _: unknown, next: () => void) => askedFrom(addresses.of(request), next));
  const access = app.get(AccessService);
  const mayBeLarge = ({ url, headers }: IncomingMessage): boolean => {
    const isConfig = url !== undefined && pathOf(url) === `/${API_PREFIX}/config`;
    return isConfig && access.principalOfRequest(headers)?.permissions.has('administer') === true;
  };
  app.use((request: IncomingMessage, _response: unknown, next: (refusal?: Refused) => void) =>
    next(tooLong(request)),
  );
  const maySend = (request: Request): boolean =>
    isSignIn(request) || access.principalOfRequest(request.headers) !== undefined;
  useJsonBody(app, { maySend, readsItsBody: isMusicUpload, mayBeLarge });
  app.setGlobalPrefix(API_PREFIX, { exclude: [...OUTSIDE_PREFIX] });
  useOpenApi(app, VERSION, eventSchemas);

  const { host, port } = settings.http;
  refuseMisbehaviour(app.getHttpServer());
  new Connections(app.getHttpServer(), {
    knownBy: ({ headers }) => access.principalOfRequest(headers)?.id,
    networkOf,
    tooMany: tellOfTooMany(app.get(Incidents)),
  });
  const inFlight = new InFlight(app.getHttpServer());
  await listen(app, host, port);
  const pbx = app.get(PbxConnection);
  pbx.onChange(({ status }) => void (status === 'connected' && tellStarter('connected')));
  await pbx.start();

  const { port: actualPort } = app.getHttpServer().address() as AddressInfo;
  const lines = [`Baton is listening on http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`];
  if (adminKey.fresh !== undefined) {
    await keepAdminKey(dataDir.path, adminKey);
    lines.push(`Admin key (shown only this once): ${adminKey.fresh}`);
  }
  const { state } = pbx;
  if (state.status === 'disconnected') lines.push(`Not ready for calls yet: ${state.reason}.`);
  return { app, inFlight, dataDir, announcement: `${lines.join('\n')}\n` };
}

/** Whoever has started us and left a channel for it, as `npm start` does, learns how far we are. */
function tellStarter(what: 'listening' | 'connected'): void {
  // One that is gone is not told.
  if (process.connected) process.send?.(what, undefined, {}, () => undefined);
}

async function listen(app: NestExpressApplication, host: string, port: number): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'EADDRINUSE':
        throw new StartupError(`PORT: ${port} on ${host} is already in use`);
      case 'EACCES':
        throw new StartupError(`PORT: not allowed to listen on ${port}`);
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
        throw new StartupError(`HOST: ${host} is not an address of this machine`);
      default:
        throw error;
    }
  }
}

/** First no new requests, then nothing more that is half done in Asterisk, then no more of Asterisk, then the store and its folder. */
async function stop({ app, inFlight, dataDir }: Running): Promise<void> {
  const http = app.getHttpServer();
  http.close();
  await inFlight.none(DRAIN_MS);
  http.closeAllConnections();
  await app.get(Switchboard).quiet(FINISH_MS);
  await app.get(PbxConnection).stop();
  await app.close();
  dataDir.release();
}

function fail(reason: string): never {
  for (const line of reason.split('\n')) process.stderr.write(`baton: ${line}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  // Store, key and lock are for our own eyes only.
  process.umask(0o077);
  let running: Running | undefined = undefined;
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) return;
    stopping = true;
    // Whatever is stored is stored whole, so a start can be broken off anywhere.
    if (!running) process.exit(0);
    setTimeout(() => fail(`could not stop within ${STOP_WITHIN_MS} ms`), STOP_WITHIN_MS).unref();
    stop(running).then(
      () => process.exit(0),
      (error: unknown) => fail(`could not stop cleanly: ${String(error)}`),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  running = await start();
  process.stdout.write(running.announcement);
  tellStarter('listening');
}

main().catch((error: unknown) => {
  fail(error instanceof StartupError ? error.message : `could not start: ${String(error)}`);
});
