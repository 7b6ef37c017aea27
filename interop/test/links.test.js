// Links between routers in processes of their own: the example of the documentation, a node that is killed in the middle of calls, and
// the routers jawampa and fox-wamp on the other side.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Inbox, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { javaOnNode } from '../lib/node-java.js';
import { comparable, RICH } from '../lib/payloads.js';
import { startPeer } from '../lib/peer-process.js';
import { freePort } from '../lib/proxy-process.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';

const RETRY_MILLIS = 50;
const AUTOBAHN = { library: 'autobahn', serializer: 'msgpack' };
const JAWAMPA = path.join(REPOSITORY, 'interop', 'jawampa', 'target');
const FOX_WAMP = path.join(REPOSITORY, 'interop', 'node_modules', 'fox-wamp', 'bin', 'basic.js');
const TIME = /^\d{4}-\d\d-\d\dT[\d:]+Z$/;
const ALL = { call: true, register: true, publish: true, subscribe: true };

// A node with a role for links and with links, on a given port.
const node = (id, port, rlinks = []) => JSON.stringify({
  version: 2,
  controller: { id },
  workers: [{
    type: 'router',
    realms: [{
      name: 'realm1',
      roles: [
        { name: 'anonymous', permissions: [{ uri: '*', allow: ALL }, { uri: 'signalbox.*', allow: { call: true } }] },
        { name: 'link', link: true, permissions: [{ uri: '*', allow: ALL }] },
      ],
      rlinks,
    }],
    transports: [{
      type: 'web',
      endpoint: { type: 'tcp', interface: '127.0.0.1', port },
      paths: {
        '/': { type: 'nodeinfo' },
        ws: {
          type: 'websocket',
          auth: {
            anonymous: { type: 'static' },
            ticket: { type: 'static', principals: { link: { ticket: 'secret', role: 'link' } } },
          },
        },
      },
    }],
  }],
});

const link = (port, { transport = {}, ...more } = {}) => ({
  id: 'rlink1',
  realm: 'realm1',
  role: 'link',
  transport: {
    type: 'websocket',
    endpoint: { type: 'tcp', host: '127.0.0.1', port },
    url: `ws://127.0.0.1:${port}/ws`,
    auth: { ticket: { authid: 'link', ticket: 'secret' } },
    reconnect: { initial_delay: 50, max_delay: 200 },
    ...transport,
  },
  ...more,
});

// Calls until the result is the expected one.
const answers = (client, procedure, request, expected) => within((async () => {
  for (;;) {
    const { args } = await client.call(procedure, request).catch(() => ({}));
    try {
      assert.deepEqual(comparable(args), comparable(expected));
      return;
    } catch {
      await pause(RETRY_MILLIS);
    }
  }
})(), `the result of ${procedure}`);

const status = async client => (await client.call('signalbox.link.list', { args: [], kwargs: {} })).args[0][0];

const hasState = (client, expected) => within((async () => {
  while ((await status(client)).state !== expected) await pause(RETRY_MILLIS);
})(), `the state ${expected}`);

describe('the example of links', () => {
  it('runs with one command', async t => {
    const ports = { BERLIN_PORT: String(await freePort()), PARIS_PORT: String(await freePort()) };
    const example = spawn(path.join(REPOSITORY, 'config-examples', 'links', 'run.sh'), {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...ports },
    });
    const ended = once(example, 'exit');
    t.after(async () => {
      example.kill('SIGTERM');
      await within(ended, 'the end of the example');
    });
    const lines = new Inbox('lines of the example');
    createInterface({ input: example.stdout }).on('line', line => TIME.test(line) && lines.add(line));
    await lines.take();
    const client = await connect(AUTOBAHN, `ws://127.0.0.1:${ports.BERLIN_PORT}/ws`);
    assert.match((await client.call('com.example.paris.time', { args: [], kwargs: {} })).args[0], TIME);
    assert.equal((await status(client)).remote_node, 'paris');
    await client.close();
  });
});

describe('two nodes in processes of their own', () => {
  for (const serializer of ['json', 'msgpack', 'cbor']) {
    it(`exchange payloads with ${serializer}`, async t => {
      const paris = await startRouter({ text: node('paris', 0) });
      t.after(() => paris.stop());
      const berlin = await startRouter({
        text: node('berlin', 0, [link(paris.port, { transport: { serializers: [serializer] } })]),
      });
      t.after(() => berlin.stop());
      const callee = await connect(AUTOBAHN, paris.url);
      const caller = await connect(AUTOBAHN, berlin.url);
      const events = new Inbox('events');
      await callee.register('com.example.echo', request => request);
      await callee.subscribe('com.example.topic', events.add);
      await answers(caller, 'com.example.echo', RICH, RICH.args);
      await caller.publish('com.example.topic', RICH);
      assert.deepEqual(comparable((await events.take())[0].args), comparable(RICH.args));
      await callee.close();
      await caller.close();
    });
  }

  it('cancel the calls when one is killed, and come together again', async t => {
    const port = await freePort();
    let paris = await startRouter({ text: node('paris', port) });
    t.after(() => paris.stop());
    const berlin = await startRouter({ text: node('berlin', 0, [link(port)]) });
    t.after(() => berlin.stop());
    const caller = await connect(AUTOBAHN, berlin.url);
    const callee = await connect(AUTOBAHN, paris.url);
    const called = new Inbox('invocations');
    await callee.register('com.example.never', request => new Promise(() => called.add(request)));
    await hasState(caller, 'up');
    // A call before the registration has crossed fails otherwise.
    const calls = await within((async () => {
      for (;;) {
        const begun = Array.from({ length: 20 }, () =>
          caller.call('com.example.never', { args: [], kwargs: {} }).catch(failure => failure));
        const first = await Promise.race([begun[0], called.take(20).then(() => 'called')]);
        if (first === 'called') return begun;
        assert.equal(first.error, 'wamp.error.no_such_procedure');
        await pause(RETRY_MILLIS);
      }
    })(), 'the invocations');

    paris.kill();

    for (const failure of await Promise.all(calls)) {
      assert.equal(failure.error, 'wamp.error.canceled');
      assert.deepEqual(failure.kwargs, { reason: 'link_lost', link: 'rlink1' });
    }
    await paris.exited;
    const gone = await caller.call('com.example.never', { args: [], kwargs: {} }).catch(failure => failure);
    assert.equal(gone.error, 'wamp.error.no_such_procedure');

    paris = await startRouter({ text: node('paris', port) });
    const again = await connect(AUTOBAHN, paris.url);
    await again.register('com.example.again', () => ({ args: ['again'], kwargs: {} }));
    await answers(caller, 'com.example.again', { args: [], kwargs: {} }, ['again']);
    assert.equal((await status(caller)).reconnects, 1);
    await again.close();
    await caller.close();
  });
});

describe('three nodes in processes of their own', () => {
  it('see each message once in a ring of links, in order', async t => {
    const ids = ['berlin', 'paris', 'rome'];
    const ports = [];
    while (ports.length < ids.length) {
      const port = await freePort();
      if (!ports.includes(port)) ports.push(port);
    }
    const clients = [];
    for (const [i, id] of ids.entries()) {
      const started = await startRouter({ text: node(id, ports[i], [link(ports[(i + 1) % ids.length])]) });
      t.after(() => started.stop());
      clients.push(await connect(AUTOBAHN, started.url));
    }
    const inboxes = ids.map(id => new Inbox(`events in ${id}`));
    for (const [i, client] of clients.entries()) await client.subscribe('com.example.topic', inboxes[i].add);
    for (const client of clients) {
      await within((async () => {
        for (;;) {
          const { mirrored = {} } = await status(client);
          if (mirrored.local_subscriptions === 1 && mirrored.remote_subscriptions === 1) return;
          await pause(RETRY_MILLIS);
        }
      })(), 'mirrored subscriptions');
    }
    const publisher = await connect(AUTOBAHN, `ws://127.0.0.1:${ports[0]}/ws`);
    const sent = Array.from({ length: 50 }, (_, n) => n);
    for (const n of sent) await publisher.publish('com.example.topic', { args: [n], kwargs: {} });
    for (const inbox of inboxes) {
      assert.deepEqual((await inbox.take(sent.length)).map(({ args }) => args[0]), sent);
    }

    await clients[2].register('com.example.where', () => ({ args: ['rome'], kwargs: {} }));
    for (const client of clients) await answers(client, 'com.example.where', { args: [], kwargs: {} }, ['rome']);
    for (const inbox of inboxes) assert.deepEqual(inbox.items, [], 'a message that has come twice');
    await publisher.close();
    for (const client of clients) await client.close();
  });
});

// The other router has what `mirror` says. Its clients are those of signalbox-client.
async function exchange(t, port, serializer, url = `ws://127.0.0.1:${port}/ws`) {
  const berlin = await startRouter({
    text: node('berlin', 0, [link(port, {
      transport: { url, serializers: [serializer], auth: { anonymous: {} } },
      mirror: {
        subscriptions: [{ topic: 'interop.remote.topic' }],
        registrations: [{ procedure: 'interop.remote.echo' }],
      },
    })]),
  });
  t.after(() => berlin.stop());
  const remote = await startPeer({ library: 'signalbox-client', serializer, name: `remote ${serializer}` }, url);
  t.after(() => within(remote.close(), 'closing'));
  const local = await connect(AUTOBAHN, berlin.url);
  t.after(() => local.close());
  const atRemote = new Inbox('events at the other router');
  const atLocal = new Inbox('events at the node');
  await remote.echo('interop.remote.echo');
  await remote.subscribe('interop.remote.topic', atRemote.add);
  await local.register('interop.local.echo', request => request);
  await local.subscribe('interop.local.topic', atLocal.add);
  const request = { args: ['x', 7], kwargs: { a: [1, 2.5] } };
  await answers(local, 'interop.remote.echo', request, request.args);
  await within((async () => {
    for (;;) {
      const { args } = await remote.call('interop.local.echo', request).catch(() => ({}));
      if (args?.[1] === 7) return;
      await pause(RETRY_MILLIS);
    }
  })(), 'the result of interop.local.echo');
  await local.publish('interop.remote.topic', request);
  assert.deepEqual((await atRemote.take())[0].args, request.args);
  await remote.publish('interop.local.topic', request);
  assert.deepEqual((await atLocal.take())[0].args, request.args);
}

describe('jawampa', { skip: !existsSync(path.join(JAWAMPA, 'lib')) && 'jawampa is not built, see interop/run.sh' }, () => {
  for (const serializer of ['json', 'msgpack']) {
    it(`is linked with ${serializer}`, async t => {
      const port = await freePort();
      const [java] = await javaOnNode('connecting');
      const router = spawn(java, [
        '-cp', `${path.join(JAWAMPA, 'classes')}:${path.join(JAWAMPA, 'lib', '*')}`, 'JawampaRouter', String(port),
      ], { stdio: ['pipe', 'pipe', 'inherit'] });
      t.after(async () => {
        const ended = once(router, 'exit');
        router.stdin.end();
        await within(ended, 'the end of the router');
      });
      const lines = createInterface({ input: router.stdout })[Symbol.asyncIterator]();
      assert.equal((await within(lines.next(), 'the router')).value, 'ready');
      await exchange(t, port, serializer);
    });
  }
});

describe('fox-wamp', () => {
  it('is linked', async t => {
    const port = await freePort();
    const router = spawn('node', [FOX_WAMP, '-p', String(port)], { stdio: 'ignore' });
    t.after(() => router.kill());
    await exchange(t, port, 'json');
  });
});
