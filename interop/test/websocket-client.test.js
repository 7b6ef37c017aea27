// The WebSocket client of the transports, which links and components are to connect with, against the server of ws.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { WebSocketServer } from 'ws';
import { within } from '../lib/awaiting.js';
import { REPOSITORY, routerCommand } from '../lib/router-process.js';

const PROGRAM = path.join(REPOSITORY, 'interop', 'websocket-client', 'EchoClient.java');
const MESSAGES = 5;
const LARGE = 'ünïcödé ✓ plain text and more of it, '.repeat(2_500);

const WAYS = [
  ['with context takeover', { threshold: 0 }, 'permessage-deflate'],
  ['without context takeover', { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true }, 'permessage-deflate'],
  ['with a small window of the server', { threshold: 0, serverMaxWindowBits: 9 }, 'permessage-deflate'],
  ['without compression', false, ''],
];

let jar;
let java; // of the JDK that runs the node

before(async () => {
  // Builds the node where that is due.
  java = path.join(/\((\/.*)\)/.exec(await routerCommand('version'))[1], 'bin', 'java');
  const target = path.join(REPOSITORY, 'distribution', 'target');
  const [distribution] = readdirSync(target, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name.startsWith('signalbox-'));
  jar = path.join(target, distribution.name, 'lib', 'signalbox.jar');
});

describe('the WebSocket client of the transports and the server of ws', () => {
  for (const [way, perMessageDeflate, extensions] of WAYS) {
    it(`exchange large messages ${way}`, async () => {
      const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate });
      await once(server, 'listening');
      const accepted = once(server, 'connection');
      const client = spawn(java, ['-XX:TieredStopAtLevel=1', '-cp', jar, PROGRAM, `ws://127.0.0.1:${server.address().port}/`]);
      const [output, errors] = [text(client.stdout), text(client.stderr)];
      const exited = once(client, 'exit');
      try {
        const [socket, request] = await within(accepted, 'a connection');
        assert.equal(socket.extensions, extensions);
        for (let number = 1; number <= MESSAGES; number++) {
          const answered = once(socket, 'message');
          socket.send(`[16,${number},{},"com.echo",["${LARGE}"]]`);
          const [answer] = await within(answered, 'an answer');
          assert.equal(answer.toString(), `[50,${number},{},["${LARGE}"]]`);
        }
        const wire = request.socket.bytesRead + request.socket.bytesWritten;
        const plain = 2 * MESSAGES * LARGE.length;
        assert.ok(extensions ? wire < plain / 10 : wire > plain, `${wire} bytes on the wire`);
        socket.close(1000, 'enough');
        const [code] = await within(exited, 'the end of the client');
        assert.equal(code, 0, await errors);
        assert.equal((await output).trim().split('\n').at(-1), '1000 enough');
      } finally {
        client.kill();
        server.close();
      }
    });
  }
});
