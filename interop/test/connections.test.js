// Outgoing connections of the node: to servers of npm ws, by the recipes of docs/GATEWAY.md, and to routers of other projects.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { WebSocketServer } from 'ws';
import { endings, firstEvent, Inbox } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { JAWAMPA_MISSING, startFoxWamp, startJawampa } from '../lib/other-routers.js';
import { REPOSITORY, routerCommand, startRouter } from '../lib/router-process.js';

const EXAMPLES = path.join(REPOSITORY, 'config-examples', 'gateway');
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

const HOOK = { procedure: 'app.hook' };

// Invokes a procedure of a router of any vendor, and gets one of its events, by a topic and by hooks.
async function invokesAndSubscribes(ending, url) {
  const remote = await eventually(() => connect(JSON_CLIENT, url));
  ending(() => remote.close());
  await remote.register('com.example.echo', call => call);
  const config = JSON.parse(await example('connection.json', 1, 1));
  Object.assign(config.workers[0].connections[1], {
    url,
    // Not every router has pattern subscriptions.
    subscriptions: [{ topic: 'com.example.news', to: 'app.news' }],
    hooks: { on_connect: HOOK, on_message: HOOK },
  });
  const node = await startRouter({ text: JSON.stringify(config) });
  ending(() => node.stop());
  const client = await connect(JSON_CLIENT, node.url);
  ending(() => client.close());
  const hooks = new Inbox('calls of the hook');
  const news = new Inbox('events of the other router');
  await client.subscribe('app.news', news.add);
  await client.register('app.hook', call => {
    hooks.add(call.kwargs);
    return { args: [], kwargs: {} };
  });
  const [connected] = await hooks.take();
  assert.deepEqual([connected.type, connected.connection, connected.own], ['connect', 'peer', false]);
  const request = { elem1: 'value1', elem2: 'value2' };
  const invoke = (...args) => client.call('ws.peer.invoke', { args, kwargs: {} });
  const byName = await eventually(() => invoke({ service: 'com.example.echo', request }));
  assert.deepEqual(byName, { args: [], kwargs: request });
  assert.deepEqual(await invoke('com.example.echo', [1, 'b'], request), { args: [1, 'b'], kwargs: request });
  const sent = await client.call('ws.peer.send', { args: ['com.example.echo', [1, 'b']], kwargs: {} });
  assert.deepEqual(sent, { args: [1, 'b'], kwargs: {} });
  await assert.rejects(invoke('com.example.nothing'), { error: 'wamp.error.no_such_procedure' });
  const published = { args: ['x', 7], kwargs: { a: 'b' } };
  const event = await firstEvent(news, () => remote.publish('com.example.news', published));
  assert.deepEqual({ args: event.args, kwargs: event.kwargs }, published);
  const [told] = await hooks.take();
  assert.deepEqual(
    { type: told.type, topic: told.topic, args: told.args, kwargs: told.kwargs },
    { type: 'message', topic: 'com.example.news', ...published });
}

describe('a connection to a router', () => {
  it('of another node invokes and subscribes', async t => {
    const ending = endings(t);
    const peer = await startRouter({ text: await example('connection-peer.json', 1, 1) });
    ending(() => peer.stop());
    await invokesAndSubscribes(ending, peer.url);
  });

  it('of jawampa invokes and subscribes', { skip: JAWAMPA_MISSING }, async t => {
    const ending = endings(t);
    const router = await startJawampa();
    ending(() => router.stop());
    await invokesAndSubscribes(ending, router.url);
  });

  it('of fox-wamp invokes and subscribes', async t => {
    const ending = endings(t);
    const router = await startFoxWamp();
    ending(() => router.stop());
    await invokesAndSubscribes(ending, router.url);
  });
});
