// The configuration with which autobahn-js is developed, apart from its Python container and its authentication: one port for
// RawSocket, two WebSocket paths and files, and a second listener.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect } from '../lib/clients.js';
import { startRouter } from '../lib/router-process.js';

const everything = {
  uri: '', match: 'prefix',
  allow: { call: true, register: true, publish: true, subscribe: true },
  disclose: { caller: false, publisher: false },
  cache: true,
};
const formats = ['cbor', 'msgpack', 'ubjson', 'json'];
const config = {
  version: 2,
  workers: [{
    type: 'router',
    realms: [{
      name: 'realm1',
      roles: ['anonymous', 'authenticated'].map(name => ({ name, permissions: [everything] })),
    }],
    transports: [
      {
        type: 'universal',
        endpoint: { type: 'tcp', port: 0 },
        rawsocket: { serializers: formats },
        websocket: {
          ws: {
            type: 'websocket',
            serializers: formats,
            options: {
              compression: {
                deflate: {
                  request_no_context_takeover: false, request_max_window_bits: 13,
                  no_context_takeover: false, max_window_bits: 13, memory_level: 5,
                },
              },
            },
          },
          auth_ws: { type: 'websocket', auth: { anonymous: { type: 'static', role: 'anonymous' } } },
        },
        web: {
          paths: {
            '/': {
              type: 'static',
              directory: '.',
              options: { enable_directory_listing: true, mime_types: { '.md': 'text/plain', '.py': 'text/plain' } },
            },
          },
        },
      },
      { type: 'websocket', endpoint: { type: 'tcp', port: 0 } },
    ],
  }],
};

let router;
const first = () => `127.0.0.1:${new URL(router.addresses[0]).port}`;
const second = () => `127.0.0.1:${new URL(router.addresses[1]).port}`;

before(async () => {
  router = await startRouter({ text: JSON.stringify(config), files: { 'README.md': '# Welcome\n' } });
});

after(() => router.stop());

async function talks(url, serializer) {
  const client = await connect({ library: 'autobahn', serializer }, url);
  const uri = 'com.example.add2';
  await client.register(uri, ({ args }) => ({ args: [args[0] + args[1]] }));
  assert.deepEqual((await client.call(uri, { args: [2, 3] })).args, [5]);
  await client.close();
  assert.deepEqual(client.violations, []);
}

describe('development configuration of autobahn-js', () => {
  for (const path of ['ws', 'auth_ws']) {
    for (const serializer of ['json', 'msgpack', 'cbor']) {
      it(`/${path}, ${serializer}`, () => talks(`ws://${first()}/${path}`, serializer));
    }
  }
  it('rawsocket on the same port', () => talks(`rs://${first()}`, 'json'));
  it('files on the same port', async () => {
    const answer = await fetch(`http://${first()}/README.md`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^text\/plain/);
    assert.equal(await answer.text(), '# Welcome\n');
    const list = await fetch(`http://${first()}/`);
    assert.match(await list.text(), /<a href="README\.md">/);
  });
  it('the second listener', () => talks(`ws://${second()}/`, 'json'));
});
