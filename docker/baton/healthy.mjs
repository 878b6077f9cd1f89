// @ts-check
// Exit code 0 when the server answers on /healthz.

const host = process.env.HOST || '127.0.0.1';
// Where it listens on every address, which `::` says of both kinds, loopback is one of them.
const address = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
const response = await fetch(`http://${address}:${process.env.PORT || 3000}/healthz`).catch(() => undefined);
process.exitCode = response?.ok ? 0 : 1;
