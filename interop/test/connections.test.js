// Outgoing connections of the node: to servers of npm ws, by the recipes of docs/GATEWAY.md, and to routers of other projects.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { WebSocketServer } from 'ws';
import { Inbox, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { freePort } from '../lib/proxy-process.js';
import { REPOSITORY, routerCommand, startRouter } from '../lib/router-process.js';

const EXAMPLES = path.join(REPOSITORY, 'config-examples', 'gateway');
const JAWAMPA = path.join(REPOSITORY, 'interop', 'jawampa', 'target');
const JSON_CLIENT = { library: 'autobahn', serializer: 'json' };

async function example(name, feedPort, peerPort) {
  const text = await readFile(path.join(EXAMPLES, name), 'utf8');
  return text.replace(/"port": \d+/g, '"port": 0')
    .replaceAll('127.0.0.1:9000', `127.0.0.1:${feedPort}`)
    .replaceAll('127.0.0.1:8081', `127.0.0.1:${peerPort}`);
}

// Repeats a call until it succeeds: the connection may not be open yet.
async function eventually(call) {
  for (const start = Date.now(); ;) {
    try {
      return await call();
    } catch (failure) {
      if (Date.now() - start > 60_000) throw failure;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

// A server that echoes, as in the recipes, and tells of its connections.
async function feed(port = 0) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  await once(server, 'listening');
  server.messages = new Inbox('messages of the node');
  server.on('connection', socket => {
    socket.send('hello');
    socket.on('message', (data, isBinary) => {
      server.messages.add({ data: isBinary ? data : String(data), isBinary });
      socket.send(`echo ${data}`);
    });
  });
  server.end = (code, reason) => {
    server.clients.forEach(socket => socket.close(code, reason));
    return new Promise(resolve => server.close(resolve));
  };
  return server;
}

describe('a server of npm ws', () => {
  let server;
  let router;
  let shell;
  let client;
  const hooks = new Inbox('calls of the hook');
  const events = new Inbox('events of the topic');

  before(async () => {
    server = await feed();
    router = await startRouter({ text: await example('connection.json', server.address().port, 1) });
    shell = (...args) => routerCommand(...args, '--url', router.url);
    client = await connect(JSON_CLIENT, router.url);
    await client.register('app.hook', call => {
      hooks.add(call.kwargs);
      return { args: [], kwargs: {} };
    });
    await client.subscribe('app.feed', event => events.add(event.kwargs));
  });

  after(async () => {
    await client?.close();
    await router?.stop();
    await server?.end();
  });

  it('gets messages from the shell, and its answers reach the topic', async () => {
    assert.match(await eventually(() => shell('call', 'ws.feed.send', 'My message')), /"slot":0/);
    assert.deepEqual((await server.messages.take())[0], { data: 'My message', isBinary: false });
    let event;
    do [event] = await events.take(); while (event.data === 'hello');
    assert.equal(event.data, 'echo My message');
    assert.equal(event.connection, 'feed');
    assert.equal(event.type, 'message');
  });

  it('gets what is published, and is listed, stopped and started in the shell', async () => {
    await client.publish('ws.feed.out', { args: ['published'], kwargs: {} });
    assert.equal((await server.messages.take())[0].data, 'published');
    assert.match(await shell('connections', 'list'), /^feed open ws:\/\/127\.0\.0\.1:\d+\/feed name="Price feed"/m);
    await shell('connections', 'stop', 'feed');
    await assert.rejects(shell('call', 'ws.feed.send', 'x'), /signalbox\.error\.connection_inactive/);
    await shell('connections', 'start', 'Price feed');
    await eventually(() => shell('call', 'ws.feed.send', 'after the start'));
    assert.equal((await server.messages.take())[0].data, 'after the start');
  });

  it('that is restarted is connected to again, and the hooks are told', async () => {
    const { port } = server.address();
    hooks.items.length = 0;
    await server.end(4001, 'bye');
    let [told] = await hooks.take();
    while (told.type !== 'close') [told] = await hooks.take();
    assert.deepEqual([told.code, told.reason, told.own], [4001, 'bye', false]);
    server = await feed(port);
    [told] = await hooks.take();
    assert.equal(told.type, 'connect');
  });
});

// Invokes a procedure of a router of any vendor, and gets one of its events.
async function invokesAndSubscribes(t, url) {
  const remote = await eventually(() => connect(JSON_CLIENT, url));
  t.after(() => remote.close());
  await remote.register('com.example.echo', call => call);
  const config = JSON.parse(await example('connection.json', 1, 1));
  // Not every router has pattern subscriptions.
  Object.assign(config.workers[0].connections[1], { url, subscriptions: [{ topic: 'com.example.news', to: 'app.news' }] });
  const node = await startRouter({ text: JSON.stringify(config) });
  t.after(() => node.stop());
  const client = await connect(JSON_CLIENT, node.url);
  t.after(() => client.close());
  const news = new Inbox('events of the other router');
  await client.subscribe('app.news', news.add);
  const request = { elem1: 'value1', elem2: 'value2' };
  const invoke = args => client.call('ws.peer.invoke', { args, kwargs: {} });
  const byName = await eventually(() => invoke([{ service: 'com.example.echo', request }]));
  assert.deepEqual(byName, { args: [], kwargs: request });
  assert.deepEqual(await invoke(['com.example.echo', [1, 'b'], request]), { args: [1, 'b'], kwargs: request });
  await assert.rejects(invoke(['com.example.nothing']), failure => /^wamp\.error\.no_such_procedure$/.test(failure.error));
  const published = { args: ['x', 7], kwargs: { a: 'b' } };
  // The subscription at the other router follows the session.
  const taken = news.take();
  let event;
  for (let tries = 0; event === undefined && tries < 100; tries++) {
    await remote.publish('com.example.news', published);
    event = await Promise.race([taken.then(([first]) => first), new Promise(resolve => setTimeout(resolve, 500, undefined))]);
  }
  assert.deepEqual({ args: event?.args, kwargs: event?.kwargs }, published);
}

describe('a connection to a router', () => {
  it('of another node invokes and subscribes', async t => {
    const peer = await startRouter({ text: await example('connection-peer.json', 1, 1) });
    t.after(() => peer.stop());
    await invokesAndSubscribes(t, peer.url);
  });

  it('of jawampa invokes and subscribes', {
    skip: !existsSync(path.join(JAWAMPA, 'lib')) && 'jawampa is not built, see interop/run.sh',
  }, async t => {
    // The JDK of the node, see interop/run.sh.
    const java = path.join(/\((\/.*)\)/.exec(await routerCommand('version'))[1], 'bin', 'java');
    const port = await freePort();
    const router = spawn(java, [
      '-cp', `${path.join(JAWAMPA, 'classes')}:${path.join(JAWAMPA, 'lib', '*')}`, 'JawampaRouter', String(port),
    ], { stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => router.stdin.end());
    await within(once(createInterface({ input: router.stdout }), 'line'), 'the router');
    await invokesAndSubscribes(t, `ws://127.0.0.1:${port}/ws`);
  });
});
