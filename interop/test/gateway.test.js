// The reverse proxy of the gateway between clients and backends of the package ws.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { within } from '../lib/awaiting.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';
import { next, open, startBackend } from '../lib/web-sockets.js';

const EXAMPLES = path.join(REPOSITORY, 'config-examples', 'gateway');

async function example(name, ...ports) {
  let text = await readFile(path.join(EXAMPLES, name), 'utf8');
  text = text.replace('"port": 8080', '"port": 0');
  ports.forEach((port, i) => { text = text.replaceAll(String(9000 + i), String(port)); });
  return text;
}

describe('the reverse proxy with the documented configuration of Crossbar.io', () => {
  let backend, router;

  before(async () => {
    backend = await startBackend();
    const text = await example('reverse-proxy.json', backend.address().port);
    router = await startRouter({ text });
  });

  after(async () => {
    await router?.stop();
    backend?.close();
  });

  it('passes text, binary, empty and long messages in both directions', async () => {
    const client = await open(`ws://127.0.0.1:${router.port}/proxy1`);
    for (const sent of ['hello', '', 'ü€😀'.repeat(100_000), Buffer.alloc(0), Buffer.alloc(1 << 20, 7)]) {
      client.send(sent);
      const { data, isBinary } = await next(client);
      assert.equal(isBinary, Buffer.isBuffer(sent));
      assert.ok(Buffer.from(sent).equals(data), 'the message is the same');
    }
    client.close(4001, 'bye');
    assert.deepEqual(await within(client.closed, 'CLOSE'), { code: 4001, reason: 'bye' });
  });

  it('passes the close codes of the backend', async () => {
    for (const code of [1000, 1008, 1011, 3000, 4999]) {
      const client = await open(`ws://127.0.0.1:${router.port}/proxy1`);
      client.send(`close ${code}`);
      assert.deepEqual(await within(client.closed, 'CLOSE'), { code, reason: 'as you like' });
    }
  });

  it('tells the client when the backend ends without CLOSE', async () => {
    const client = await open(`ws://127.0.0.1:${router.port}/proxy1`);
    client.send('hello');
    await next(client);
    for (const socket of backend.clients) socket.terminate();
    assert.equal((await within(client.closed, 'CLOSE')).code, 1011);
  });

  it('returns the subprotocol that the backend has chosen', async () => {
    const client = await open(`ws://127.0.0.1:${router.port}/proxy1`, ['one', 'two']);
    assert.equal(client.protocol, 'one');
    client.close();
    await client.closed;
  });
});

describe('routes to services', () => {
  let first, second, router;

  before(async () => {
    const verifyClient = ({ req }, decide) => {
      const { authorization } = req.headers;
      decide(authorization === undefined || authorization === `Basic ${btoa('joe:secret')}`, 401);
    };
    first = await startBackend({ verifyClient });
    second = await startBackend({ verifyClient });
    const text = await example('routes.json', first.address().port, second.address().port);
    router = await startRouter({ text });
  });

  after(async () => {
    await router?.stop();
    first?.close();
    second?.close();
  });

  it('leads to the services in turn, with the rest of the path, and lists the sessions', async () => {
    const clients = [];
    for (let i = 0; i < 2; i++) {
      const client = await open(`ws://127.0.0.1:${router.port}/orders/ws/v1/queue?n=${i}`, ['v12.stomp']);
      assert.equal(client.protocol, 'v12.stomp');
      client.send('url');
      assert.equal(String((await next(client)).data), `/stomp/queue?n=${i}`);
      clients.push(client);
    }
    assert.equal(first.clients.size, 1);
    assert.equal(second.clients.size, 1);
    const sessions = await (await fetch(`http://127.0.0.1:${router.port}/application/websockets`)).json();
    assert.deepEqual(sessions.map(one => one.gatewayPath), ['/orders/ws/v1/queue', '/orders/ws/v1/queue']);
    assert.deepEqual(
      new Set(sessions.map(one => one.serviceUrl)),
      new Set([first, second].map(server => `ws://127.0.0.1:${server.address().port}/stomp/queue`)));
    for (const client of clients) {
      client.close();
      await within(client.closed, 'CLOSE');
    }
  });

  it('lets a user in with the right password, and tells one with a wrong password', async () => {
    const url = `ws://127.0.0.1:${router.port}/orders/ws/v1`;
    const right = await open(url, [], { auth: 'joe:secret' });
    right.send('hello');
    assert.equal(String((await next(right)).data), 'hello');
    right.close();
    const wrong = await open(url, [], { auth: 'joe:wrong' });
    assert.deepEqual(await within(wrong.closed, 'CLOSE'), { code: 1003, reason: 'Invalid login credentials' });
  });

  it('tells the client that a service is unknown', async () => {
    const client = await open(`ws://127.0.0.1:${router.port}/prices/ws/v1/x`);
    assert.deepEqual(await within(client.closed, 'CLOSE'), { code: 1003, reason: 'Unknown service prices' });
  });
});
