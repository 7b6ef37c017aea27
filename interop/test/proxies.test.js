// The node behind nginx and HAProxy: with headers of HTTP, and with PROXY headers in front of WebSocket, RawSocket and TLS. A
// client connects from an address of its own, 127.0.0.5, which the node has to find behind the proxy at 127.0.0.1.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import { within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { freePort, HAPROXY, NGINX, startHaproxy, startNginx } from '../lib/proxy-process.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';

const CLIENT = '127.0.0.5';
const KEYS = path.join(REPOSITORY, 'router', 'src', 'test', 'resources', 'tls');
const TLS = { key: path.join(KEYS, 'node.key'), certificate: path.join(KEYS, 'node.crt') };

for (const [name, file] of Object.entries({ nginx: NGINX, haproxy: HAPROXY })) {
  if (file === undefined) {
    console.error(`\n*** NO ${name.toUpperCase()} FOUND: its tests are skipped (Debian: apt-get install ${name}) ***\n`);
  }
}

function config(endpoint) {
  return JSON.stringify({
    version: 2,
    workers: [{
      type: 'router',
      realms: [{
        name: 'realm1',
        roles: [{
          name: 'anonymous',
          permissions: [{ uri: '*', allow: { call: true, register: true, publish: true, subscribe: true } }],
        }],
      }],
      transports: [{
        type: 'universal',
        endpoint: { type: 'tcp', interface: '127.0.0.1', port: 0, trusted_proxies: ['127.0.0.1'], ...endpoint },
        rawsocket: {},
        websocket: { ws: { type: 'websocket' } },
        web: { paths: { info: { type: 'json', value: 'served' } } },
      }],
    }],
  });
}

const HELLO = ['realm1', { roles: { caller: {} } }];

// What the meta API tells of the connection of a session, which sends messages with `send` and takes them with `take`.
async function transportOf({ send, take }) {
  await send([1, ...HELLO]);
  const [welcome, session] = await within(take(), 'WELCOME');
  assert.equal(welcome, 2);
  await send([48, 1, {}, 'wamp.session.get', [session]]);
  const result = await within(take(), 'RESULT');
  assert.equal(result[0], 50, JSON.stringify(result));
  return result[3][0].transport;
}

async function overWebSocket(url, { headers = {} } = {}) {
  const socket = new WebSocket(url, ['wamp.2.json'], { localAddress: CLIENT, headers, rejectUnauthorized: false });
  const messages = [];
  const waiting = [];
  socket.on('message', data => {
    messages.push(JSON.parse(data));
    waiting.shift()?.();
  });
  await within(once(socket, 'open'), 'opening');
  try {
    return await transportOf({
      send: message => socket.send(JSON.stringify(message)),
      async take() {
        if (messages.length === 0) await new Promise(resolve => waiting.push(resolve));
        return messages.shift();
      },
    });
  } finally {
    socket.terminate();
  }
}

async function overRawSocket(socket) {
  let bytes = Buffer.alloc(0);
  const read = async count => {
    while (bytes.length < count) bytes = Buffer.concat([bytes, (await once(socket, 'data'))[0]]);
    const taken = bytes.subarray(0, count);
    bytes = bytes.subarray(count);
    return taken;
  };
  try {
    socket.write(Buffer.from([0x7f, 0xf1, 0, 0]));
    assert.equal((await within(read(4), 'handshake'))[0], 0x7f);
    return await transportOf({
      send(message) {
        const body = Buffer.from(JSON.stringify(message));
        const head = Buffer.alloc(4);
        head.writeUInt32BE(body.length);
        socket.write(Buffer.concat([head, body]));
      },
      take: async () => JSON.parse(await read((await read(4)).readUInt32BE())),
    });
  } finally {
    socket.destroy();
  }
}

// Whatever the scheme.
const portOf = router => Number(new URL(router.addresses[0]).port);

// A session of a client library, whose call comes back to itself through the proxy.
async function callsItself(url) {
  const peer = await within(connect({ library: 'wampy', serializer: 'cbor' }, url), 'joining');
  await peer.register('interop.proxy.echo', ({ args }) => ({ args }));
  const { args } = await within(peer.call('interop.proxy.echo', { args: ['through', 1] }), 'result');
  assert.deepEqual(args, ['through', 1]);
  await within(peer.close(), 'closing');
}

describe('behind nginx', { skip: NGINX === undefined && 'no nginx on this machine' }, () => {
  let router, proxy, port, tlsPort;

  before(async () => {
    router = await startRouter({ text: config({}) });
    [port, tlsPort] = [await freePort(), await freePort()];
    const location = `
        location / {
          proxy_pass http://127.0.0.1:${portOf(router)};
          proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection $connection_upgrade;
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Proto $scheme;
          proxy_set_header Forwarded "";
        }`;
    proxy = await startNginx(`
      server { listen 127.0.0.1:${port}; ${location} }
      server {
        listen 127.0.0.1:${tlsPort} ssl;
        ssl_certificate ${TLS.certificate};
        ssl_certificate_key ${TLS.key};
        ${location}
      }`, tlsPort);
  });

  after(async () => {
    await proxy?.stop();
    await router?.stop();
  });

  it('a session has the address of the client', async () => {
    const transport = await overWebSocket(`ws://127.0.0.1:${port}/ws`);
    assert.deepEqual([transport.peer, transport.secure], [CLIENT, false]);
  });

  it('what the client says about itself does not count', async () => {
    const headers = { 'X-Forwarded-For': '198.51.100.1, 127.0.0.1', Forwarded: 'for=198.51.100.1', 'X-Forwarded-Proto': 'https' };
    const transport = await overWebSocket(`ws://127.0.0.1:${port}/ws`, { headers });
    assert.deepEqual([transport.peer, transport.secure], [CLIENT, false]);
  });

  it('a session over TLS to the proxy is secure', async () => {
    const transport = await overWebSocket(`wss://127.0.0.1:${tlsPort}/ws`);
    assert.deepEqual([transport.peer, transport.secure], [CLIENT, true]);
  });

  it('a client library and a page work', async () => {
    await callsItself(`ws://127.0.0.1:${port}/ws`);
    const answer = await within(fetch(`http://127.0.0.1:${port}/info`), 'answer');
    assert.equal(await answer.json(), 'served');
  });
});

describe('behind HAProxy', { skip: HAPROXY === undefined && 'no HAProxy on this machine' }, () => {
  let plain, headed, encrypted, proxy, folder;
  const ports = {};

  before(async () => {
    plain = await startRouter({ text: config({}) });
    headed = await startRouter({ text: config({ proxy_protocol: true }) });
    encrypted = await startRouter({ text: config({ proxy_protocol: true, tls: TLS }) });
    for (const name of ['http', 'v1', 'v2', 'ended', 'plain', 'tls']) ports[name] = await freePort();
    folder = await mkdtemp(path.join(tmpdir(), 'signalbox-keys-'));
    const both = path.join(folder, 'both.pem');
    await writeFile(both, Buffer.concat([await readFile(TLS.certificate), await readFile(TLS.key)]));
    proxy = await startHaproxy(`
listen http
  mode http
  bind 127.0.0.1:${ports.http}
  timeout tunnel 60s
  option forwardfor
  http-request set-header X-Forwarded-Proto https
  http-request del-header Forwarded
  server node 127.0.0.1:${portOf(plain)}
listen v1
  mode tcp
  bind 127.0.0.1:${ports.v1}
  server node 127.0.0.1:${portOf(headed)} send-proxy
listen v2
  mode tcp
  bind 127.0.0.1:${ports.v2}
  server node 127.0.0.1:${portOf(headed)} send-proxy-v2 proxy-v2-options crc32c check check-send-proxy
listen ended
  mode tcp
  bind 127.0.0.1:${ports.ended} ssl crt ${both}
  bind 127.0.0.1:${ports.plain}
  server node 127.0.0.1:${portOf(headed)} send-proxy-v2 proxy-v2-options ssl,ssl-cipher,cert-cn,authority,crc32c
listen tls
  mode tcp
  bind 127.0.0.1:${ports.tls}
  server node 127.0.0.1:${portOf(encrypted)} send-proxy-v2
`, ports.tls);
  });

  after(async () => {
    await proxy?.stop();
    await Promise.all([plain, headed, encrypted].map(router => router?.stop()));
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it('a session over WebSocket has the address of the client in the headers', async () => {
    const headers = { 'X-Forwarded-For': '198.51.100.1' };
    const transport = await overWebSocket(`ws://127.0.0.1:${ports.http}/ws`, { headers });
    assert.deepEqual([transport.peer, transport.secure], [CLIENT, true]);
  });

  for (const version of ['v1', 'v2']) {
    it(`a session has the address of the client in the PROXY header ${version}`, async () => {
      const webSocket = await overWebSocket(`ws://127.0.0.1:${ports[version]}/ws`);
      assert.match(webSocket.peer, /^127\.0\.0\.5:\d+$/);
      const rawSocket = await overRawSocket(connectTcp({ port: ports[version], host: '127.0.0.1', localAddress: CLIENT }));
      assert.match(rawSocket.peer, /^127\.0\.0\.5:\d+$/);
      assert.equal(rawSocket.protocol, 'rawsocket');
    });

    it(`a client library works with ${version}`, () => callsItself(`ws://127.0.0.1:${ports[version]}/ws`));
  }

  it('a PROXY header comes before TLS', async () => {
    const transport = await overWebSocket(`wss://127.0.0.1:${ports.tls}/ws`);
    assert.match(transport.peer, /^127\.0\.0\.5:\d+$/);
    assert.equal(transport.secure, true);
    const socket = connectTls({ port: ports.tls, host: '127.0.0.1', localAddress: CLIENT, rejectUnauthorized: false });
    assert.match((await overRawSocket(socket)).peer, /^127\.0\.0\.5:\d+$/);
  });

  it('a session over TLS to the proxy is secure', async () => {
    const encryptedWebSocket = await overWebSocket(`wss://127.0.0.1:${ports.ended}/ws`);
    assert.match(encryptedWebSocket.peer, /^127\.0\.0\.5:\d+$/);
    assert.equal(encryptedWebSocket.secure, true);
    const options = { port: ports.ended, host: '127.0.0.1', localAddress: CLIENT, servername: 'router.example', rejectUnauthorized: false };
    assert.equal((await overRawSocket(connectTls(options))).secure, true);
    assert.equal((await overWebSocket(`ws://127.0.0.1:${ports.plain}/ws`)).secure, false);
    assert.equal((await overRawSocket(connectTcp({ port: ports.plain, host: '127.0.0.1', localAddress: CLIENT }))).secure, false);
  });

  it('a client that goes round the proxy is closed', async () => {
    const socket = connectTcp({ port: portOf(headed), host: '127.0.0.1', localAddress: CLIENT });
    await within(once(socket, 'close'), 'closing');
  });
});
