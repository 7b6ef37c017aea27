// Connecting transports and the Java client of Signalbox with servers of other projects: ws, autobahn-python, jawampa, fox-wamp,
// and nginx in between.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { WebSocketServer } from 'ws';
import { makeAuthority } from '../lib/authority.js';
import { Inbox, within } from '../lib/awaiting.js';
import { javaOnNode } from '../lib/node-java.js';
import { JAWAMPA_MISSING, startFoxWamp, startJawampa } from '../lib/other-routers.js';
import { comparable, RICH } from '../lib/payloads.js';
import { pythonLacks, startPeer } from '../lib/peer-process.js';
import { freePort, NGINX, startNginx } from '../lib/proxy-process.js';
import { REPOSITORY } from '../lib/router-process.js';

const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';

const run = promisify(execFile);
// The Java of the node, and its options for connecting/Connect.java.
let java;
let options;

// Returns the lines that a connection writes, see connecting/Connect.java.
async function connectTo(...args) {
  const { stdout } = await run(java, [...options, 'Connect', ...args], { timeout: 120_000 });
  return stdout.trim().split('\n');
}

before(async () => {
  [java, ...options] = await javaOnNode('connecting');
});

// Sessions of the Java client register at the router, and each one calls and publishes to each other. `refused` tests the error of a
// call that the callee refuses with the payload.
async function exchange(t, url, serializers, refused) {
  const uri = (number, rest) => `interop.client.number${number}.${rest}`;
  const peers = await Promise.all(serializers.map(async serializer => {
    const peer = await startPeer({ library: 'signalbox-client', serializer, name: `signalbox-client ${serializer}` }, url);
    t.after(() => within(peer.close(), `${peer.name} closing`));
    return peer;
  }));
  const events = peers.map(({ name }) => new Inbox(`events at ${name}`));
  for (const [number, peer] of peers.entries()) {
    await peer.echo(uri(number, 'echo'));
    await peer.provide('failing', uri(number, 'failing'));
    await peer.subscribe(uri(number, 'topic'), events[number].add);
  }
  for (const [number, peer] of peers.entries()) {
    for (const other of peers.keys()) {
      same(await peer.call(uri(other, 'echo'), RICH));
      refused(await peer.call(uri(other, 'failing'), RICH).then(() => assert.fail('was not refused'), failure => failure));
      if (other === number) continue;
      await peer.publish(uri(other, 'topic'), RICH);
      same((await events[other].take())[0]);
    }
    await assert.rejects(peer.call(uri(number, 'nobody')), { error: 'wamp.error.no_such_procedure' });
  }
}

const same = ({ args, kwargs }) => assert.deepEqual({ args, kwargs }, comparable(RICH));

// A server of npm `ws` that answers HELLO in JSON with ABORT.
async function wsServer(options) {
  const server = new WebSocketServer({
    handleProtocols: offered => ['wamp.2.json'].find(name => offered.has(name)) ?? false,
    ...options,
  });
  server.on('connection', socket => socket.on('message', data => {
    assert.equal(JSON.parse(data)[0], 1);
    socket.send(JSON.stringify([3, {}, 'wamp.error.no_such_realm']));
  }));
  if (options.server === undefined) await once(server, 'listening');
  return server;
}

const urlOf = server => `ws://127.0.0.1:${server.address().port}/ws`;

describe('a server of npm ws', () => {
  it('is connected to, with a serializer that it has', async () => {
    const server = await wsServer({ port: 0, host: '127.0.0.1' });
    assert.deepEqual((await connectTo(urlOf(server), 'cbor,json')).slice(0, 2), ['opened json', 'received ABORT']);
    server.close();
  });

  it('is connected to with compression', async () => {
    const server = await wsServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } });
    const [opened, received] = await connectTo(urlOf(server), 'json');
    assert.deepEqual([opened, received], ['opened json compressed', 'received ABORT']);
    server.close();
  });

  it('that has none of the serializers is named', async () => {
    const server = await wsServer({ port: 0, host: '127.0.0.1' });
    const [failed] = await connectTo(urlOf(server), 'cbor,msgpack');
    assert.match(failed, /^failed ws:.* accepted none of the subprotocols wamp\.2\.cbor, wamp\.2\.msgpack - /);
    server.close();
  });

  it('that refuses is named with its status', async () => {
    const server = await wsServer({ port: 0, host: '127.0.0.1', verifyClient: (info, answer) => answer(false, 401) });
    assert.match((await connectTo(urlOf(server), 'json'))[0], /^failed ws:.* answered 401 Unauthorized to the WebSocket/);
    server.close();
  });

  it('is connected to over TLS, and refused without its authority', async () => {
    const authority = makeAuthority();
    const web = createServer({ key: authority.files['node.key'], cert: authority.files['node.crt'] });
    await once(web.listen(0, '127.0.0.1'), 'listening');
    const server = await wsServer({ server: web });
    const url = `wss://localhost:${web.address().port}/ws`;
    const lines = await connectTo(url, 'json', authority.certificateFile);
    assert.deepEqual(lines.slice(0, 2), ['opened json', 'received ABORT']);
    assert.match((await connectTo(url, 'json'))[0], /^failed wss:.*, which this JVM does not trust/);
    server.close();
    web.close();
    authority.remove();
  });
});

describe('a server of autobahn-python', {
  skip: pythonLacks('autobahn', 'cbor2', 'msgpack') && 'Debian: apt-get install python3-autobahn',
}, () => {
  let server;
  let ports;

  before(async () => {
    server = spawn(PYTHON, [path.join(REPOSITORY, 'interop', 'connecting', 'servers.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = await within(once(createInterface({ input: server.stdout }), 'line'), 'the ports');
    ports = JSON.parse(line);
  });

  after(async () => {
    const ended = once(server, 'exit');
    server.stdin.end();
    await ended;
  });

  for (const serializer of ['json', 'msgpack', 'cbor']) {
    it(`is connected to over WebSocket with ${serializer}`, async () => {
      const [opened, received] = await connectTo(`ws://127.0.0.1:${ports.websocket}/ws`, serializer);
      assert.deepEqual([opened, received], [`opened ${serializer} compressed`, 'received ABORT']);
    });

    it(`is connected to over RawSocket with ${serializer}`, async () => {
      const [opened, received] = await connectTo(`rs://127.0.0.1:${ports.rawsocket}`, serializer);
      assert.deepEqual([opened, received], [`opened ${serializer}`, 'received ABORT']);
    });
  }
});

describe('nginx in front of a server', { skip: NGINX === undefined && 'no nginx on this machine' }, () => {
  it('is connected through, and its own answers are named', async () => {
    const server = await wsServer({ port: 0, host: '127.0.0.1' });
    const port = await freePort();
    const nginx = await startNginx(`
      server {
        listen 127.0.0.1:${port};
        location /ws {
          proxy_pass http://127.0.0.1:${server.address().port};
          proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection $connection_upgrade;
        }
        location /forbidden { deny all; }
        location /moved { return 301 wss://router.example/ws; }
        location /down { proxy_pass http://127.0.0.1:1; }
      }`, port);
    const url = `ws://127.0.0.1:${port}`;
    assert.deepEqual((await connectTo(`${url}/ws`, 'json')).slice(0, 2), ['opened json', 'received ABORT']);
    for (const [place, answer] of Object.entries({
      forbidden: /answered 403 Forbidden to the WebSocket handshake - permit this client/,
      moved: /answered 301 Moved Permanently to the WebSocket handshake, a redirect to wss:\/\/router\.example\/ws - /,
      down: /answered 502 Bad Gateway to the WebSocket handshake - wait until the server is ready/,
      nowhere: /answered 404 Not Found to the WebSocket handshake - correct the path of the URL/,
    })) {
      assert.match((await connectTo(`${url}/${place}`, 'json'))[0], answer);
    }
    await nginx.stop();
    server.close();
  });
});

describe('fox-wamp', () => {
  let router;

  before(async () => { router = await startFoxWamp(); });

  after(() => router?.stop());

  it('is joined', async () => {
    const lines = await connectTo(router.url, 'json');
    assert.deepEqual(lines.slice(0, 2), ['opened json', 'received WELCOME']);
  });

  // fox-wamp has JSON only, and replaces the errors of callees.
  it('serves sessions of the Java client', t => exchange(t, router.url, ['json', 'json'], failure =>
    assert.equal(failure.error, 'wamp.error.callee_failure')));
});

describe('jawampa', { skip: JAWAMPA_MISSING }, () => {
  let router;

  before(async () => { router = await startJawampa(); });

  after(() => router?.stop());

  for (const serializer of ['json', 'msgpack']) {
    it(`is joined, called and published to with ${serializer}`, async () => {
      const steps = await connectTo(router.url, serializer, '', 'interop.jawampa');
      assert.deepEqual(steps.slice(0, 5), [
        `opened ${serializer}`, 'received WELCOME', 'received RESULT', 'result [x, 7]', 'received PUBLISHED',
      ]);
      assert.equal((await within(router.lines.next(), 'the event')).value, 'event ["x",7]');
    });
  }

  it('serves sessions of the Java client', t => exchange(t, router.url, ['json', 'msgpack'], failure => {
    assert.equal(failure.error, 'interop.error.refused');
    same(failure);
  }));

  it('has no CBOR', async () => {
    const [failed] = await connectTo(router.url, 'cbor');
    assert.match(failed, /^failed ws:/);
  });
});
