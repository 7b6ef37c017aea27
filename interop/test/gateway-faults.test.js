// Connections of the reverse proxy and of a mediation that break without a word: the node, the client and the backend are in network namespaces, and the
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

  const services = {
    'websocket-reverseproxy': {},
    'websocket-mediation': { realm: 'realm1', role: 'esb' },
  };

  it('is noticed on either side of each service, and the other side is told', async () => {
    const [clientSide, backendSide] = [await attach('192.0.2'), await attach('198.51.100')];
    const near = [], far = [];
    const paths = { websockets: { type: 'websockets', enabled: 'always' } };
    for (const [type, members] of Object.entries(services)) {
      for (const [backends, namespace, host] of [[near, node, '127.0.0.1'], [far, backendSide.namespace, '198.51.100.2']]) {
        const backend = start(namespace, 'backend', host);
        backends.push(backend);
        paths[`${type}-${host}`] = {
          type,
          ...members,
          backend: { url: `ws://${host}:${(await backend.next()).port}/` },
          options: { auto_ping_interval: 1000, auto_ping_timeout: 1000 },
        };
      }
    }
    router = await startRouter({
      within: node.command,
      text: pathsConfig(paths, {
        endpoint: { interface: '0.0.0.0' },
        realms: [{ name: 'realm1', roles: [{ name: 'esb' }] }],
      }),
    });
    const types = Object.keys(services);
    const gone = types.map(type => start(clientSide.namespace, 'client', `ws://192.0.2.1:${router.port}/${type}-127.0.0.1`));
    const left = types.map(type => start(node, 'client', `ws://127.0.0.1:${router.port}/${type}-198.51.100.2`));
    for (const peer of [...gone, ...left, ...near, ...far]) assert.deepEqual(await peer.next(), { open: true });
    assert.equal(sessions().length, 4);

    clientSide.cable.pull();
    backendSide.cable.pull();
    for (const backend of near) {
      assert.deepEqual(await backend.next(), { code: 1011, reason: 'The client does not answer' });
    }
    for (const client of left) {
      assert.deepEqual(await client.next(), { code: 1011, reason: 'The backend does not answer' });
    }
    assert.deepEqual(sessions(), []);
  });
});
