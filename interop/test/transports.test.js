// Clients on every kind of socket: RawSocket and WebSocket over TCP, TLS and Unix domain sockets, and on one port for all.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeAuthority } from '../lib/authority.js';
import { Inbox, within } from '../lib/awaiting.js';
import { launchBrowser, noBrowser, SCRIPT } from '../lib/browser.js';
import { connect } from '../lib/clients.js';
import { comparable, RICH } from '../lib/payloads.js';
import { PROCESS_CLIENTS, startPeer } from '../lib/peer-process.js';
import { startRouter } from '../lib/router-process.js';

const TLS = { key: 'node.key', certificate: 'node.crt' };
const tcp = more => ({ type: 'tcp', interface: '127.0.0.1', port: 0, ...more });
const WAYS = [
  ['rawsocket', { type: 'rawsocket', endpoint: tcp() }],
  ['rawsocket over TLS', { type: 'rawsocket', endpoint: tcp({ tls: TLS }) }],
  ['rawsocket over a Unix domain socket', { type: 'rawsocket', endpoint: { type: 'unix', path: 'raw.sock' } }],
  ['websocket', { type: 'websocket', endpoint: tcp() }],
  ['websocket over TLS', { type: 'websocket', endpoint: tcp({ tls: TLS }) }],
  ['websocket over a Unix domain socket', { type: 'websocket', endpoint: { type: 'unix', path: 'web.sock' } }],
  ['websocket of a universal transport', universal(tcp())],
  ['websocket of a universal transport over TLS', universal(tcp({ tls: TLS }))],
  ['websocket of a universal transport on a Unix domain socket', universal({ type: 'unix', path: 'all.sock' })],
];

function universal(endpoint) {
  return { type: 'universal', endpoint, rawsocket: {}, websocket: { ws: { type: 'websocket' } } };
}

const config = {
  version: 2,
  workers: [{
    type: 'router',
    realms: [{
      name: 'realm1',
      roles: [{
        name: 'anonymous',
        permissions: [{
          uri: 'interop.', match: 'prefix', allow: { call: true, register: true, publish: true, subscribe: true },
        }],
      }],
    }],
    transports: WAYS.map(([, transport]) => transport),
  }],
};

// The port of a universal transport as RawSocket.
const asRawSocket = url => url.replace(/^ws/, 'rs').replace(/:?\/ws$/, '');

let router;
let authority;
let listener;
const url = way => router.addresses[WAYS.findIndex(([name]) => name === way)];
const env = () => ({ SSL_CERT_FILE: authority.certificateFile });

before(async () => {
  authority = makeAuthority();
  router = await startRouter({ text: JSON.stringify(config), files: authority.files });
  assert.equal(router.addresses.length, WAYS.length);
  listener = await connect({ library: 'autobahn', serializer: 'msgpack' }, url('websocket'));
});

after(async () => {
  await listener.close();
  await router.stop();
  authority.remove();
});

let number = 0;

// Registers, calls itself, and publishes to a client of another transport and format.
async function exercise(client) {
  const uri = `interop.transports.number${++number}`;
  const events = new Inbox(`events of ${client.name}`);
  await listener.subscribe(uri, events.add);
  await (client.echo ? client.echo(uri) : client.register(uri, ({ args, kwargs }) => ({ args, kwargs })));
  const { args, kwargs } = await client.call(uri, RICH);
  assert.deepEqual(comparable({ args, kwargs }), comparable(RICH));
  const answer = await listener.call(uri, { args: ['x'.repeat(300_000)] });
  assert.equal(answer.args[0].length, 300_000);
  await client.publish(uri, RICH);
  const [event] = await events.take();
  assert.deepEqual(comparable({ args: event.args, kwargs: event.kwargs }), comparable(RICH));
  await client.close();
  assert.deepEqual(client.violations, []);
}

describe('autobahn-js', () => {
  for (const serializer of ['json', 'msgpack', 'cbor']) {
    for (const way of ['websocket', 'websocket over a Unix domain socket', 'websocket of a universal transport',
      'websocket of a universal transport on a Unix domain socket']) {
      it(`${way}, ${serializer}`, async () =>
        exercise(await connect({ library: 'autobahn', serializer }, url(way))));
    }
    for (const way of ['websocket over TLS', 'websocket of a universal transport over TLS']) {
      it(`${way}, ${serializer}, with the file of the authority and not without`, () => {
        const program = fileURLToPath(new URL('../lib/wss-session.js', import.meta.url));
        const run = extra => spawnSync(process.execPath, [program, url(way), serializer], {
          env: { ...process.env, ...extra }, encoding: 'utf8', timeout: 60_000,
        });
        const trusting = run({ NODE_EXTRA_CA_CERTS: authority.certificateFile });
        assert.equal(trusting.status, 0, trusting.stderr);
        assert.equal(run({}).status, 2);
      });
    }
  }
  for (const way of ['rawsocket', 'rawsocket over a Unix domain socket']) {
    it(`${way}, json`, async () => exercise(await connect({ library: 'autobahn', serializer: 'json' }, url(way))));
  }
  for (const way of ['websocket of a universal transport', 'websocket of a universal transport on a Unix domain socket']) {
    it(`rawsocket beside ${way}, json`, async () =>
      exercise(await connect({ library: 'autobahn', serializer: 'json' }, asRawSocket(url(way)))));
  }
});

for (const client of PROCESS_CLIENTS.filter(({ library }) => library === 'autobahn-python')) {
  describe(client.name, { skip: client.missing }, () => {
    for (const [way] of WAYS) {
      it(way, async () => exercise(await startPeer(client, url(way), { env: env() })));
    }
    for (const [way, { type }] of WAYS) {
      if (type !== 'universal') continue;
      it(`rawsocket beside ${way}`, async () =>
        exercise(await startPeer(client, asRawSocket(url(way)), { env: env() })));
    }
    for (const way of ['rawsocket over TLS', 'websocket over TLS']) {
      it(`${way} is refused without the file of the authority`, () =>
        assert.rejects(startPeer(client, url(way)), /CERTIFICATE_VERIFY_FAILED/));
    }
  });
}

describe('Chromium', { skip: noBrowser }, () => {
  const page = () => url('websocket of a universal transport over TLS').replace(/^wss/, 'https').replace(/ws$/, '');

  it('loads a page and opens a WebSocket over TLS, with the key of the node', async () => {
    const key = new X509Certificate(authority.files['node.crt']).publicKey.export({ type: 'spki', format: 'der' });
    const hash = createHash('sha256').update(key).digest('base64');
    const browser = await launchBrowser(`--ignore-certificate-errors-spki-list=${hash}`);
    try {
      const window = await browser.newPage();
      await window.goto(page());
      await window.addScriptTag({ path: SCRIPT });
      const answer = await within(window.evaluate(() => new Promise((resolve, reject) => {
        const connection = new autobahn.Connection({ url: `wss://${location.host}/ws`, realm: 'realm1', max_retries: 0 });
        connection.onopen = session => session.register('interop.chromium.echo', args => args[0])
          .then(() => session.call('interop.chromium.echo', ['over TLS'])).then(resolve, reject);
        connection.onclose = (reason, details) => reject(new Error(`${reason} ${details.reason}`));
        connection.open();
      })), 'result');
      assert.equal(answer, 'over TLS');
    } finally {
      await browser.close();
    }
  });

  it('refuses the node without its key', async () => {
    const browser = await launchBrowser();
    try {
      await assert.rejects((await browser.newPage()).goto(page()), /ERR_CERT_AUTHORITY_INVALID/);
    } finally {
      await browser.close();
    }
  });
});
