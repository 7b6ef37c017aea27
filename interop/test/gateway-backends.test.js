// The reverse proxy between peers of several projects: backends of python3-websockets, compression on either leg, and GraphQL over
// WebSocket.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { get } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';
import { buildSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocket, WebSocketServer } from 'ws';
import { within } from '../lib/awaiting.js';
import { PYTHON, pythonLacks } from '../lib/peer-process.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';
import { echoes, next, open, pathsConfig, startBackend } from '../lib/web-sockets.js';

const noPython = pythonLacks('websockets') && 'no python3-websockets on this machine';
if (noPython) {
  console.error('\n*** NO PYTHON3-WEBSOCKETS FOUND: its tests are skipped (Debian: apt-get install python3-websockets) ***\n');
}

const DEFLATE = { deflate: {} };
const MESSAGES = ['hello', '', 'ü€😀'.repeat(50_000), Buffer.alloc(0), Buffer.alloc(1 << 20, 7)];

const proxyTo = (port, options = {}) =>
  ({ type: 'websocket-reverseproxy', backend: { url: `ws://127.0.0.1:${port}/` }, options });

async function startPythonBackend(...args) {
  const child = spawn(PYTHON, [path.join(REPOSITORY, 'interop', 'gateway', 'backend.py'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [port] = await within(Promise.race([once(lines, 'line'), exited.then(() => ['0'])]), 'the port of the backend');
  assert.notEqual(port, '0', 'the backend has ended');
  return {
    port: Number(port),
    kill: () => child.kill('SIGKILL'),
    async stop() {
      child.stdin.end();
      await within(exited, 'the end of the backend');
    },
  };
}

async function ask(client, question) {
  client.send(question);
  return String((await next(client)).data);
}

describe('the reverse proxy and a backend of python3-websockets', { skip: noPython }, () => {
  let plain, deflating, killed, router;

  before(async () => {
    [plain, deflating, killed] = await Promise.all([
      startPythonBackend('plain', 'one', 'two'), startPythonBackend('deflate'), startPythonBackend('plain'),
    ]);
    router = await startRouter({
      text: pathsConfig({
        plain: proxyTo(plain.port),
        deflating: proxyTo(deflating.port, { compression: DEFLATE, backend_compression: DEFLATE }),
        killed: proxyTo(killed.port),
      }),
    });
  });

  after(async () => {
    await router?.stop();
    for (const backend of [plain, deflating, killed]) await backend?.stop();
  });

  const url = name => `ws://127.0.0.1:${router.port}/${name}`;

  for (const name of ['plain', 'deflating']) {
    it(`exchanges messages of every kind with the ${name} one`, async () => {
      const client = await open(url(name));
      for (const sent of MESSAGES) assert.ok(await echoes(client, sent));
      client.send('fragments');
      assert.equal(String((await next(client)).data), 'one two three');
      assert.equal(await ask(client, 'ping'), 'there');
      assert.equal(await ask(client, 'extensions'), name === 'plain' ? '' : 'permessage-deflate');
      client.close(3999, 'bye');
      assert.deepEqual(await within(client.closed, 'CLOSE'), { code: 3999, reason: 'bye' });
    });
  }

  it('returns the subprotocol that the backend has chosen', async () => {
    const client = await open(url('plain'), ['none', 'two']);
    assert.equal(client.protocol, 'two');
    assert.equal(await ask(client, 'subprotocol'), 'two');
    client.terminate();
  });

  it('passes the close codes of the backend', async () => {
    for (const code of [1000, 1001, 1011, 3000, 4999]) {
      const client = await open(url('plain'));
      client.send(`close ${code}`);
      assert.deepEqual(await within(client.closed, 'CLOSE'), { code, reason: 'as you like' });
    }
  });

  it('tells the client that the backend was killed', async () => {
    const client = await open(url('killed'));
    assert.ok(await echoes(client, 'hello'));
    killed.kill();
    assert.equal((await within(client.closed, 'CLOSE')).code, 1011);
  });
});

describe('compression between the reverse proxy and the package ws', () => {
  let backend, router;
  const paths = { neither: [false, false], client: [true, false], backend: [false, true], both: [true, true] };

  before(async () => {
    backend = await startBackend({ perMessageDeflate: { threshold: 0 } });
    router = await startRouter({
      text: pathsConfig(Object.fromEntries(Object.entries(paths).map(([name, [ofClient, ofBackend]]) => [name, proxyTo(
        backend.address().port,
        { ...ofClient && { compression: DEFLATE }, ...ofBackend && { backend_compression: DEFLATE } })]))),
    });
  });

  after(async () => {
    await router?.stop();
    backend?.close();
  });

  for (const [name, [ofClient, ofBackend]] of Object.entries(paths)) {
    it(`is agreed on for each leg: ${name}`, async () => {
      const client = await open(`ws://127.0.0.1:${router.port}/${name}`, [], { perMessageDeflate: { threshold: 0 } });
      assert.equal(client.extensions, ofClient ? 'permessage-deflate' : '');
      assert.equal(await ask(client, 'extensions'), ofBackend ? 'permessage-deflate' : '');
      for (const sent of MESSAGES) assert.ok(await echoes(client, sent));
      const text = 'all work and no play makes Jack a dull boy, '.repeat(10_000);
      const before = client._socket.bytesRead;
      assert.ok(await echoes(client, text));
      const wire = client._socket.bytesRead - before;
      assert.ok(ofClient ? wire < text.length / 10 : wire >= text.length, `${wire} bytes on the wire`);
      client.close(4000, 'bye');
      assert.deepEqual(await within(client.closed, 'CLOSE'), { code: 4000, reason: 'bye' });
    });
  }
});

// One compressed message of zeros, which becomes a thousand times as long.
function bomb(mebibytes) {
  const block = deflateRawSync(Buffer.alloc(1 << 20), { finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat(Array(mebibytes).fill(block)).subarray(0, -4);
}

async function openRaw(port, name) {
  const request = get({
    port, path: `/${name}`, host: '127.0.0.1',
    headers: {
      Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Extensions': 'permessage-deflate',
    },
  });
  const [response, socket] = await within(once(request, 'upgrade'), 'the handshake');
  assert.equal(response.headers['sec-websocket-extensions'], 'permessage-deflate');
  return socket;
}

// A binary message with a mask of zeros, in one frame.
function sendCompressed(socket, payload) {
  const head = Buffer.alloc(14);
  head[0] = 0xc2;
  head[1] = 0xff;
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  socket.write(Buffer.concat([head, payload]));
}

// A backend that counts the payload of the frames of one connection and keeps nothing. `complete` resolves with the bytes at the end of
// a message, and `closed` with the code of CLOSE.
async function startCounter() {
  const counter = new EventEmitter();
  const server = createServer(async socket => {
    socket.on('error', () => {});
    const [request] = await once(socket, 'data');
    const key = /^sec-websocket-key: (.*)\r$/im.exec(request)[1];
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
      + `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
    let [head, left, payload] = [[], 0, 0];
    socket.on('data', chunk => {
      for (let at = 0; at < chunk.length;) {
        if (left > 0) {
          const some = Math.min(left, chunk.length - at);
          at += some;
          left -= some;
        } else {
          head.push(chunk[at++]);
        }
        const isClose = (head[0] & 0x0f) === 8;
        const short = head[1] & 0x7f;
        const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
        const bytes = 6 + lengthBytes + (isClose ? short : 0);
        if (left > 0 || head.length < Math.max(2, bytes)) continue;
        if (isClose) {
          const [first, second] = [0, 1].map(i => head[6 + i] ^ head[2 + i]);
          counter.emit('closed', { payload, code: first << 8 | second });
          return;
        }
        if (!head.counted) {
          left = lengthBytes === 0 ? short : Number(head.slice(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n));
          payload += left;
          head.counted = true;
        }
        if (left === 0) {
          if (head[0] & 0x80) counter.emit('complete', payload);
          head = [];
        }
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(counter, { port: server.address().port, stop: () => server.close() });
}

describe('a message of 1 MiB that becomes 1 GiB, in a node with a heap of 64 MiB', () => {
  let counter, router;
  const payload = bomb(1_024);

  before(async () => {
    counter = await startCounter();
    router = await startRouter({
      env: { ROUTER_JAVA_OPTS: '-Xmx64m' },
      text: pathsConfig({
        limited: proxyTo(counter.port, { compression: DEFLATE, max_message_size: 1 << 20 }),
        unlimited: proxyTo(counter.port, { compression: DEFLATE }),
      }),
    });
  });

  after(async () => {
    await router?.stop();
    counter?.stop();
  });

  it('is stopped by the limit while it grows', async () => {
    const closed = once(counter, 'closed');
    const client = await openRaw(router.port, 'limited');
    sendCompressed(client, payload);
    const [frame] = await within(once(client, 'data'), 'CLOSE');
    assert.deepEqual([frame[0], frame.readUInt16BE(2)], [0x88, 1009]);
    const [{ payload: received, code }] = await within(closed, 'CLOSE at the backend');
    assert.equal(code, 1001);
    assert.ok(received <= 1 << 20, `${received} bytes have passed`);
    client.destroy();
  });

  it('streams without a limit', async () => {
    const complete = once(counter, 'complete');
    const client = await openRaw(router.port, 'unlimited');
    sendCompressed(client, payload);
    assert.deepEqual(await within(complete, 'the message'), [2 ** 30]);
    client.destroy();
  });
});

describe('GraphQL over WebSocket through the reverse proxy', () => {
  let server, router, url;

  before(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    useServer({
      schema: buildSchema('type Query { hello: String } type Subscription { countdown(from: Int!): Int }'),
      roots: {
        query: { hello: () => 'world' },
        subscription: {
          async *countdown({ from }) {
            for (let i = from; i >= 0; i--) yield { countdown: i };
          },
        },
      },
      onConnect: ({ connectionParams }) => connectionParams?.user !== 'nobody',
    }, server);
    router = await startRouter({ text: pathsConfig({ graphql: proxyTo(server.address().port) }) });
    url = `ws://127.0.0.1:${router.port}/graphql`;
  });

  after(async () => {
    await router?.stop();
    server?.close();
  });

  it('answers queries and subscriptions', async () => {
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    const results = async query => {
      const all = [];
      for await (const result of client.iterate({ query })) all.push(result.data);
      return all;
    };
    assert.deepEqual(await within(results('{ hello }'), 'the result').then(all => ({ ...all[0] })), { hello: 'world' });
    const counted = await within(results('subscription { countdown(from: 5) }'), 'the results');
    assert.deepEqual(counted.map(one => one.countdown), [5, 4, 3, 2, 1, 0]);
    await client.dispose();
  });

  it('passes the close codes of the server', async () => {
    const refused = await open(url, ['graphql-transport-ws']);
    assert.equal(refused.protocol, 'graphql-transport-ws');
    refused.send(JSON.stringify({ type: 'connection_init', payload: { user: 'nobody' } }));
    assert.deepEqual(await within(refused.closed, 'CLOSE'), { code: 4403, reason: 'Forbidden' });
    const broken = await open(url, ['graphql-transport-ws']);
    broken.send('no JSON');
    assert.equal((await within(broken.closed, 'CLOSE')).code, 4400);
  });
});
