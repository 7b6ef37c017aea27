// Clients and backends of the package ws, between which the gateway relays.

import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { within } from './awaiting.js';

// A backend that echoes, closes with the code that the message `close CODE` names, and tells the URL, the headers
// and the extensions of its handshake.
export async function startBackend(options = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  await once(server, 'listening');
  server.on('connection', (socket, request) => {
    socket.on('message', (data, isBinary) => {
      const [word, code] = isBinary ? [] : String(data).split(' ');
      if (word === 'close') socket.close(Number(code), 'as you like');
      else if (word === 'url') socket.send(request.url);
      else if (word === 'extensions') socket.send(socket.extensions);
      else if (word === 'headers') socket.send(JSON.stringify(request.headers));
      else socket.send(data, { binary: isBinary });
    });
  });
  return server;
}

// An open client. `closed` resolves with the code and the reason of its end, and next(client) with its next message.
export async function open(url, protocols = [], options = {}) {
  const socket = new WebSocket(url, protocols, options);
  socket.messages = [];
  socket.waiting = [];
  socket.on('message', (data, isBinary) => {
    const message = { data, isBinary };
    if (socket.waiting.length > 0) socket.waiting.shift()(message);
    else socket.messages.push(message);
  });
  socket.closed = new Promise(resolve => socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })));
  await within(once(socket, 'open'), 'the handshake');
  return socket;
}

export function next(socket) {
  if (socket.messages.length > 0) return Promise.resolve(socket.messages.shift());
  return within(new Promise(resolve => socket.waiting.push(resolve)), 'a message');
}

// Resolves when the answer to a message has come back unchanged.
export async function echoes(socket, sent) {
  socket.send(sent);
  const { data, isBinary } = await next(socket);
  return isBinary === Buffer.isBuffer(sent) && Buffer.from(sent).equals(data);
}

// The status that answers a handshake.
export async function refusal(url, options = {}) {
  const socket = new WebSocket(url, [], options);
  const answered = once(socket, 'unexpected-response');
  const [request, response] = await within(answered, 'the answer');
  response.resume();
  request.destroy();
  return response.statusCode;
}

// A configuration of one port with paths.
export function pathsConfig(paths, { endpoint = {}, realms, ...transport } = {}) {
  return JSON.stringify({
    version: 2,
    workers: [{
      type: 'router',
      realms,
      transports: [{ type: 'web', endpoint: { type: 'tcp', interface: '127.0.0.1', port: 0, ...endpoint }, paths, ...transport }],
    }],
  });
}
