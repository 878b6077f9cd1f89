// @ts-check
// Exit code 0 when the server answers on /healthz.

const host = process.env.HOST || '127.0.0.1';
const address = host === '0.0.0.0' ? '127.0.0.1' : host;
const response = await fetch(`http://${address}:${process.env.PORT || 3000}/healthz`).catch(() => undefined);
process.exitCode = response?.ok ? 0 : 1;
