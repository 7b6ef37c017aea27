// The mediation of the gateway with the parts of WSO2's example: the server and the client of Netty's examples, with the client of
// the package ws, and with procedures of autobahn-js.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { Inbox, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { freePort } from '../lib/proxy-process.js';
import { REPOSITORY, routerCommand, startRouter } from '../lib/router-process.js';

const NETTY = path.join(REPOSITORY, 'interop', 'netty-example', 'target', 'lib');
const EXAMPLE = 'io.netty.example.http.websocketx';

// The configuration of the documentation, with free ports.
async function startMediation(backendPort) {
  const file = path.join(REPOSITORY, 'config-examples', 'gateway', 'mediation.json');
  const text = (await readFile(file, 'utf8'))
    .replace('9091', '0').replace('"port": 8080', '"port": 0').replace('8082', backendPort);
  return startRouter({ text });
}

const join = router => connect({ library: 'autobahn', serializer: 'json' }, router.addresses[1]);

async function open(url, protocols = []) {
  const socket = new WebSocket(url, protocols);
  const inbox = new Inbox();
  socket.on('message', (data, isBinary) => inbox.add({ data, isBinary }));
  socket.closed = new Promise(resolve => socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })));
  socket.next = async () => (await inbox.take())[0];
  await within(once(socket, 'open'), 'the handshake');
  return socket;
}

// A program of Netty's examples, on the JDK of the node.
async function netty(name, ...options) {
  const java = path.join(/\((\/.*)\)/.exec(await routerCommand('version'))[1], 'bin', 'java');
  const child = spawn(java, [
    '-XX:TieredStopAtLevel=1', ...options, '-cp', path.join(NETTY, '*'), `${EXAMPLE}.${name}`,
  ], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    // Waits for a line with a text.
    async line(text) {
      while (true) {
        const { value, done } = await within(lines.next(), text);
        assert.ok(!done, `${name} has ended without '${text}'`);
        if (value.includes(text)) return value;
      }
    },
  };
}

describe('the example of WSO2', { skip: !existsSync(NETTY) && 'netty-example is not built, see interop/run.sh' }, () => {
  let server;
  let router;

  before(async () => {
    const port = await freePort();
    server = await netty('server.WebSocketServer', `-Dport=${port}`);
    await server.line(`http://127.0.0.1:${port}/`);
    router = await startMediation(port);
  });

  after(async () => {
    await router?.stop();
    server?.child.kill();
  });

  it('passes messages of the client of Netty to the server of Netty, and the answers back', async () => {
    const client = await netty('client.WebSocketClient', `-Durl=${router.addresses[0]}websocket`);
    await client.line('WebSocket Client connected!');
    client.child.stdin.write('hello\n');
    assert.match(await client.line('received message'), /HELLO$/);
    client.child.stdin.end('bye\n');
    await within(once(client.child, 'exit'), 'the end of the client');
  });

  it('passes messages of the package ws, and closes both connections', async () => {
    const client = await open(router.addresses[0]);
    client.send('not transformed');
    assert.equal(String((await client.next()).data), 'NOT TRANSFORMED');
    client.close(1000, 'done');
    assert.equal((await within(client.closed, 'CLOSE')).code, 1000);
  });

  it('lets procedures of autobahn-js see and change the messages of a route', async () => {
    const session = await join(router);
    const calls = [];
    await session.register('esb.in', ({ kwargs }) => {
      calls.push(kwargs);
      return kwargs.data === 'change' ? { args: ['changed'] } : {};
    });
    await session.register('esb.out', ({ kwargs }) => kwargs.type === 'message' && kwargs.data === 'CHANGED'
      ? { args: [`${kwargs.data}!`], kwargs: { action: 'replace' } } : {});
    const client = await open(`${router.addresses[0]}mediated/room?a=b`);
    client.send('pass');
    assert.equal(String((await client.next()).data), 'PASS');
    client.send('change');
    assert.equal(String((await client.next()).data), 'CHANGED!');
    assert.deepEqual(calls.map(({ type, data, path: at, query }) => [type, data, at, query]), [
      ['open', undefined, '/mediated/room', 'a=b'],
      ['message', 'pass', '/mediated/room', 'a=b'],
      ['message', 'change', '/mediated/room', 'a=b'],
    ]);
    client.close();
    await within(client.closed, 'CLOSE');
    await session.close();
  });
});

describe('mediation with a server of the package ws', () => {
  let backend;
  let router;

  before(async () => {
    backend = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(backend, 'listening');
    backend.on('connection', socket => {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    router = await startMediation(backend.address().port);
  });

  after(async () => {
    await router?.stop();
    backend?.close();
  });

  it('passes text, binary and empty messages through procedures unchanged, in order', async () => {
    const session = await join(router);
    await session.register('esb.in', () => ({}));
    await session.register('esb.out', () => ({}));
    const client = await open(`${router.addresses[0]}mediated`);
    const sent = ['hello', '', 'ü€😀'.repeat(1000), Buffer.alloc(0), Buffer.alloc(1 << 18, 7)];
    sent.forEach(message => client.send(message));
    for (const message of sent) {
      const { data, isBinary } = await client.next();
      assert.equal(isBinary, Buffer.isBuffer(message));
      assert.ok(Buffer.from(message).equals(data), 'the message is the same');
    }
    client.close(4001, 'bye');
    assert.deepEqual(await within(client.closed, 'CLOSE'), { code: 4001, reason: 'bye' });
    await session.close();
  });

  it('closes a client whose procedure is missing, and no other', async () => {
    const other = await open(router.addresses[0]);
    const client = await open(`${router.addresses[0]}mediated`);
    assert.equal((await within(client.closed, 'CLOSE')).code, 1011);
    other.send('unharmed');
    assert.equal(String((await other.next()).data), 'unharmed');
    other.close();
  });
});
