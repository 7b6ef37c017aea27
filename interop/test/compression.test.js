// permessage-deflate with every client that offers it, with and without context takeover, counted on the wire.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectSocket, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Inbox, within } from '../lib/awaiting.js';
import { CLIENTS, connect } from '../lib/clients.js';
import { comparable } from '../lib/payloads.js';
import { PROCESS_CLIENTS, startPeer } from '../lib/peer-process.js';
import { startRouter } from '../lib/router-process.js';

const LARGE_BYTES = 100 * 1024;
const LARGE = { args: ['ünïcödé ✓ plain text and more of it, '.repeat(2_500), 1, null], kwargs: { long: 'x'.repeat(20_000) } };
const WAYS = [
  ['with context takeover', { min_size: 64 }],
  ['without context takeover', { min_size: 64, no_context_takeover: true, request_no_context_takeover: true }],
];
// autobahn-java does not offer it.
const OFFERING = [...CLIENTS, ...PROCESS_CLIENTS.filter(({ library }) => library === 'autobahn-python')];

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
    transports: [...WAYS.map(([, deflate]) => ({ compression: { deflate } })), {}].map(options => ({
      type: 'websocket', endpoint: { type: 'tcp', interface: '127.0.0.1', port: 0 }, options,
    })),
  }],
};

// A port in front of the one of the URL, which counts the bytes of both directions.
async function counting(url) {
  const front = new URL(url);
  const target = { host: front.hostname, port: Number(front.port) };
  let bytes = 0;
  const server = createServer(client => {
    const upstream = connectSocket(target);
    for (const [from, to] of [[client, upstream], [upstream, client]]) {
      from.on('data', chunk => { bytes += chunk.length; });
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  front.port = server.address().port;
  return { url: front.href, bytes: () => bytes, close: () => server.close() };
}

let router;
let listener;

before(async () => {
  router = await startRouter({ text: JSON.stringify(config) });
  listener = await connect({ library: 'wampy', serializer: 'cbor' }, router.addresses[WAYS.length]);
});

after(async () => {
  await listener.close();
  await router.stop();
});

const same = ({ args, kwargs }) => assert.deepEqual(comparable({ args, kwargs }), comparable(LARGE));

let number = 0;

for (const [way, [name]] of WAYS.entries()) {
  for (const client of OFFERING) {
    describe(`${client.name} ${name}`, { skip: client.missing }, () => {
      it('sends and gets 100 KiB in far fewer bytes', async () => {
        const wire = await counting(router.addresses[way]);
        const isProcess = PROCESS_CLIENTS.includes(client);
        const peer = isProcess
          ? await startPeer(client, wire.url, { env: { PEER_COMPRESSION: 'deflate' } })
          : await connect(client, wire.url);
        const uri = `interop.compression.number${++number}`;
        const events = new Inbox(`events of ${client.name}`);
        await listener.subscribe(uri, events.add);
        await (peer.echo ? peer.echo(uri) : peer.register(uri, ({ args, kwargs }) => ({ args, kwargs })));
        same(await within(peer.call(uri, LARGE), 'result'));
        await peer.publish(uri, LARGE);
        const [event] = await events.take();
        same(event);
        await within(peer.close(), `${client.name} closing`);
        wire.close();
        assert.deepEqual(peer.violations ?? [], []);
        // Five messages of 100 KiB and more have passed.
        assert.ok(wire.bytes() < LARGE_BYTES, `${wire.bytes()} bytes on the wire`);
      });
    });
  }
}
