// Links between routers in processes of their own: the example of the documentation, a node that is killed in the middle of calls, and
// the routers jawampa and fox-wamp on the other side.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { endings, firstEvent, Inbox, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { JAWAMPA_MISSING, startFoxWamp, startJawampa } from '../lib/other-routers.js';
import { comparable, RICH } from '../lib/payloads.js';
import { startPeer } from '../lib/peer-process.js';
import { freePort } from '../lib/proxy-process.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';

const RETRY_MILLIS = 50;
const AUTOBAHN = { library: 'autobahn', serializer: 'msgpack' };
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

// Waits until the realm of a client has a procedure, or has it no more: a link mirrors it a little later.
const hasProcedure = (client, procedure, expected) => within((async () => {
  for (;;) {
    const { args: [id = null] } = await client.call('wamp.registration.match', { args: [procedure], kwargs: {} });
    if ((id !== null) === expected) return;
    await pause(RETRY_MILLIS);
  }
})(), `${procedure} ${expected ? 'there' : 'gone'}`);

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
      const ending = endings(t);
      const paris = await startRouter({ text: node('paris', 0) });
      ending(() => paris.stop());
      const berlin = await startRouter({
        text: node('berlin', 0, [link(paris.port, { transport: { serializers: [serializer] } })]),
      });
      ending(() => berlin.stop());
      const callee = await connect(AUTOBAHN, paris.url);
      const caller = await connect(AUTOBAHN, berlin.url);
      const events = new Inbox('events');
      await callee.register('com.example.echo', request => request);
      await callee.subscribe('com.example.topic', events.add);
      await answers(caller, 'com.example.echo', RICH, RICH.args);
      const event = await firstEvent(events, () => caller.publish('com.example.topic', RICH));
      assert.deepEqual(comparable(event.args), comparable(RICH.args));
      await callee.close();
      await caller.close();
    });
  }

  it('cancel the calls when one is killed, and come together again', async t => {
    const ending = endings(t);
    const port = await freePort();
    let paris = await startRouter({ text: node('paris', port) });
    ending(() => paris.stop());
    const berlin = await startRouter({ text: node('berlin', 0, [link(port)]) });
    ending(() => berlin.stop());
    const caller = await connect(AUTOBAHN, berlin.url);
    const callee = await connect(AUTOBAHN, paris.url);
    const called = new Inbox('invocations');
    await callee.register('com.example.never', request => new Promise(() => called.add(request)));
    await hasState(caller, 'up');
    await hasProcedure(caller, 'com.example.never', true);
    const calls = Array.from({ length: 20 }, () =>
      caller.call('com.example.never', { args: [], kwargs: {} }).catch(failure => failure));
    await called.take(20);

    paris.kill();

    for (const failure of await Promise.all(calls)) {
      assert.equal(failure.error, 'wamp.error.canceled');
      assert.deepEqual(failure.kwargs, { reason: 'link_lost', link: 'rlink1' });
    }
    await paris.exited;
    await hasProcedure(caller, 'com.example.never', false);

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
    const ending = endings(t);
    const ids = ['berlin', 'paris', 'rome'];
    const ports = [];
    while (ports.length < ids.length) {
      const port = await freePort();
      if (!ports.includes(port)) ports.push(port);
    }
    const clients = [];
    for (const [i, id] of ids.entries()) {
      const started = await startRouter({ text: node(id, ports[i], [link(ports[(i + 1) % ids.length])]) });
      ending(() => started.stop());
      const client = await connect(AUTOBAHN, started.url);
      ending(() => client.close());
      clients.push(client);
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
    ending(() => publisher.close());
    const sent = Array.from({ length: 50 }, (_, n) => n);
    for (const n of sent) await publisher.publish('com.example.topic', { args: [n], kwargs: {} });
    for (const inbox of inboxes) {
      assert.deepEqual((await inbox.take(sent.length)).map(({ args }) => args[0]), sent);
    }

    await clients[2].register('com.example.where', () => ({ args: ['rome'], kwargs: {} }));
    for (const client of clients) await answers(client, 'com.example.where', { args: [], kwargs: {} }, ['rome']);
    for (const inbox of inboxes) assert.deepEqual(inbox.items, [], 'a message that has come twice');
  });
});

// The other router has what `mirror` says. Its clients are those of signalbox-client.
async function exchange(ending, { port, url }, serializer) {
  const berlin = await startRouter({
    text: node('berlin', 0, [link(port, {
      transport: { url, serializers: [serializer], auth: { anonymous: {} } },
      mirror: {
        subscriptions: [{ topic: 'interop.remote.topic' }],
        registrations: [{ procedure: 'interop.remote.echo' }],
      },
    })]),
  });
  ending(() => berlin.stop());
  const remote = await startPeer({ library: 'signalbox-client', serializer, name: `remote ${serializer}` }, url);
  ending(() => within(remote.close(), 'closing'));
  const local = await connect(AUTOBAHN, berlin.url);
  ending(() => local.close());
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
  assert.deepEqual((await firstEvent(atRemote, () => local.publish('interop.remote.topic', request))).args, request.args);
  assert.deepEqual((await firstEvent(atLocal, () => remote.publish('interop.local.topic', request))).args, request.args);
}

describe('jawampa', { skip: JAWAMPA_MISSING }, () => {
  for (const serializer of ['json', 'msgpack']) {
    it(`is linked with ${serializer}`, async t => {
      const ending = endings(t);
      const router = await startJawampa();
      ending(() => router.stop());
      await exchange(ending, router, serializer);
    });
  }
});

describe('fox-wamp', () => {
  it('is linked', async t => {
    const ending = endings(t);
    const router = await startFoxWamp();
    ending(() => router.stop());
    await exchange(ending, router, 'json');
  });
});
