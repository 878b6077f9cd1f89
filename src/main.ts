import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { AccessService } from './access/access.service';
import { keepAdminKey, loadAdminKey, sha256 } from './access/admin-key';
import { AppModule } from './app.module';
import { Switchboard } from './calls/switchboard';
import { SettingsModule } from './config/settings.module';
import { StartupError } from './config/startup-error';
import { API_PREFIX } from './http/api-prefix';
import { InFlight } from './http/in-flight';
import { useJsonBody } from './http/json-body';
import { refuseMisbehaviour } from './http/misbehaviour';
import { useOpenApi } from './http/openapi';
import { isMusicUpload } from './music/is-music-upload';
import { createLogger, useRequestLog } from './observability/logging.module';
import { PbxConnection } from './pbx/pbx-connection';
import { claimDataDir } from './persistence/data-dir';
import { openStore } from './persistence/open-store';
import { version } from './config/version';

/** Whoever supervises us kills after 5 s or more. */
const STOP_WITHIN_MS = 4_500;
/** Requests that are under way get this long to be answered. */
const DRAIN_MS = 2_000;
/** What has been asked of Asterisk for calls gets this long to happen: a few milliseconds, as a rule. */
const FINISH_MS = 1_000;

interface Running {
  readonly app: NestExpressApplication;
  readonly inFlight: InFlight;
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
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.on({
      settings: module,
      logger,
      dataSource: await openStore(dataDir.path),
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
  const access = app.get(AccessService);
  const mayBeLarge = ({ url, headers }: IncomingMessage): boolean => {
    const isConfig = url?.split('?', 1)[0] === `/${API_PREFIX}/config`;
    return isConfig && access.principalOfRequest(headers)?.permissions.has('administer') === true;
  };
  useJsonBody(app, { readsItsBody: isMusicUpload, mayBeLarge });
  app.setGlobalPrefix(API_PREFIX, { exclude: ['healthz', 'readyz', 'metrics'] });
  useOpenApi(app, version);

  const { host, port } = settings.http;
  refuseMisbehaviour(app.getHttpServer());
  const inFlight = new InFlight(app.getHttpServer());
  await listen(app, host, port);
  await app.get(PbxConnection).start();

  const { port: actualPort } = app.getHttpServer().address() as AddressInfo;
  const lines = [`Baton is listening on http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`];
  if (adminKey.fresh !== undefined) {
    keepAdminKey(dataDir.path, adminKey);
    lines.push(`Admin key (shown only this once): ${adminKey.fresh}`);
  }
  return { app, inFlight, announcement: `${lines.join('\n')}\n` };
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

/** First no new requests, then nothing more that is half done in Asterisk, then no more of Asterisk, then the store. */
async function stop({ app, inFlight }: Running): Promise<void> {
  const http = app.getHttpServer();
  http.close();
  await inFlight.none(DRAIN_MS);
  http.closeAllConnections();
  await app.get(Switchboard).quiet(FINISH_MS);
  await app.get(PbxConnection).stop();
  await app.close();
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
}

main().catch((error: unknown) => {
  fail(error instanceof StartupError ? error.message : `could not start: ${String(error)}`);
});
