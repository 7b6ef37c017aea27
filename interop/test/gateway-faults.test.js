// Connections of the reverse proxy that break without a word: the node, the client and the backend are in network namespaces, and the
// cable to one of them is pulled.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connectNamespaces, createNamespace, noNamespaces, startWithin } from '../lib/namespaces.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';
import { pathsConfig } from '../lib/web-sockets.js';

const PEER = path.join(REPOSITORY, 'interop', 'gateway', 'peer.js');

describe('a cable that is pulled', { skip: noNamespaces }, () => {
  const namespaces = [];
  const started = [];
  let node, router;

  const start = (namespace, ...args) => {
    const peer = startWithin(namespace, PEER, ...args);
    started.push(peer);
    return peer;
  };

  // A machine with a cable to the node.
  async function attach(net) {
    const namespace = await createNamespace();
    namespaces.push(namespace);
    return { namespace, cable: connectNamespaces(node, namespace, net) };
  }

  before(async () => {
    node = await createNamespace();
    namespaces.push(node);
  });

  after(async () => {
    await router?.stop();
    await Promise.all(started.map(peer => peer.stop()));
    namespaces.forEach(namespace => namespace.remove());
  });

  // The sessions that the node lists to a client on its own machine.
  const sessions = () => JSON.parse(node.run(
    process.execPath, '-e', `fetch('http://127.0.0.1:${router.port}/websockets').then(async r => console.log(await r.text()))`));

  it('is noticed on either side, and the other side is told', async () => {
    const [clientSide, backendSide] = [await attach('192.0.2'), await attach('198.51.100')];
    const [near, far] = [start(node, 'backend', '127.0.0.1'), start(backendSide.namespace, 'backend', '198.51.100.2')];
    const proxy = async (host, backend) => ({
      type: 'websocket-reverseproxy',
      backend: { url: `ws://${host}:${(await backend.next()).port}/` },
      options: { auto_ping_interval: 1000, auto_ping_timeout: 1000 },
    });
    router = await startRouter({
      within: node.command,
      text: pathsConfig(
        {
          near: await proxy('127.0.0.1', near),
          far: await proxy('198.51.100.2', far),
          websockets: { type: 'websockets', enabled: 'always' },
        },
        { endpoint: { interface: '0.0.0.0' } }),
    });
    const gone = start(clientSide.namespace, 'client', `ws://192.0.2.1:${router.port}/near`);
    const left = start(node, 'client', `ws://127.0.0.1:${router.port}/far`);
    for (const peer of [gone, left, near, far]) assert.deepEqual(await peer.next(), { open: true });
    assert.equal(sessions().length, 2);

    clientSide.cable.pull();
    backendSide.cable.pull();
    assert.deepEqual(await near.next(), { code: 1011, reason: 'The client does not answer' });
    assert.deepEqual(await left.next(), { code: 1011, reason: 'The backend does not answer' });
    assert.deepEqual(sessions(), []);
  });
});
