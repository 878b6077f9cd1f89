// @ts-check
'use strict';

const { randomInt } = require('node:crypto');
const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');

/** @typedef {'tcp' | 'udp'} Protocol */

/**
 * Between RTP's ports and those that Linux gives to whoever asks for any (32768 and up): one of these would be somebody's by the
 * time that its server starts.
 */
const FIRST = 20_001;
const LAST = 32_000;
const TRIES = 100;

/**
 * A port that is free, and that nobody is given by chance.
 *
 * @param {Protocol} protocol
 * @param {string} address
 * @returns {Promise<number>}
 * @throws {NodeJS.ErrnoException} EADDRNOTAVAIL, EADDRINUSE when none was found
 */
async function freePort(protocol, address) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await probePort(protocol, address, randomInt(FIRST, LAST + 1));
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code !== 'EADDRINUSE' || tries === TRIES) throw error;
    }
  }
}

/**
 * Takes a port and gives it back: proof that it is free at this moment.
 *
 * @param {Protocol} protocol
 * @param {string} address
 * @param {number} port
 * @returns {Promise<number>} the port
 * @throws {NodeJS.ErrnoException} EADDRINUSE, EACCES …
 */
async function probePort(protocol, address, port) {
  if (protocol === 'tcp') {
    const server = net.createServer().listen({ host: address, port, exclusive: true });
    await once(server, 'listening');
    const bound = /** @type {net.AddressInfo} */ (server.address()).port;
    server.close();
    await once(server, 'close');
    return bound;
  }
  const socket = dgram.createSocket('udp4').bind({ address, port, exclusive: true });
  await once(socket, 'listening');
  const bound = socket.address().port;
  socket.close();
  await once(socket, 'close');
  return bound;
}

module.exports = { freePort, probePort };
