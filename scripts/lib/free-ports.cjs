// @ts-check
'use strict';

const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');

/** @typedef {'tcp' | 'udp'} Protocol */

/**
 * Takes a port and gives it back: proof that it is free at this moment, or, with port 0, a free one.
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

module.exports = { probePort };
