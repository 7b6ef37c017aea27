// One side of a session, as a process of its own: peer.js client URL, or peer.js backend HOST. Writes a line of JSON for each thing that
// happens.

import { WebSocket, WebSocketServer } from 'ws';

const tell = line => process.stdout.write(`${JSON.stringify(line)}\n`);

function report(socket) {
  socket.on('message', data => tell({ message: String(data) }));
  socket.on('close', (code, reason) => tell({ code, reason: String(reason) }));
  socket.on('error', () => {});
}

const [role, place] = process.argv.slice(2);
if (role === 'client') {
  const socket = new WebSocket(place);
  socket.on('open', () => tell({ open: true }));
  report(socket);
} else {
  const server = new WebSocketServer({ host: place, port: 0 }, () => tell({ port: server.address().port }));
  server.on('connection', socket => {
    tell({ open: true });
    report(socket);
  });
}
