// How the end of the node looks from outside.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import WebSocket from 'ws';
import { Inbox, within } from '../lib/awaiting.js';
import { CLIENTS, connect } from '../lib/clients.js';
import { startRouter } from '../lib/router-process.js';

const running = [];
const start = async () => {
  const router = await startRouter();
  running.push(router);
  return router;
};
after(async () => { for (const router of running) await router.stop(); });

describe('the node', () => {
  it('is noticed by every client when it is killed', async () => {
    const router = await start();
    const peers = [];
    for (const client of CLIENTS) peers.push(await within(connect(client, router.url), `${client.name} joining`));
    router.kill();
    for (const peer of peers) await within(peer.closed, `${peer.name} noticing`);
    assert.equal((await within(router.exited, 'exit')).signal, 'SIGKILL');
  });

  it('says GOODBYE on SIGTERM and ends with 0', async () => {
    const router = await start();
    const socket = new WebSocket(router.url, 'wamp.2.json');
    const messages = new Inbox('messages');
    socket.on('message', data => messages.add(JSON.parse(data)));
    await within(new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject)), 'connecting');
    socket.send(JSON.stringify([1, 'realm1', { roles: { subscriber: {} } }]));
    assert.equal((await messages.take())[0][0], 2);
    router.terminate();
    const [goodbye] = await messages.take();
    assert.deepEqual([goodbye[0], goodbye[2]], [6, 'wamp.close.system_shutdown']);
    socket.send(JSON.stringify([6, {}, 'wamp.close.goodbye_and_out']), () => {}); // too late on a slow machine
    assert.deepEqual(await within(router.exited, 'exit'), { code: 0, signal: null });
  });

  it('ends with 0 although nobody answers its GOODBYE', async () => {
    const router = await start();
    const peers = [];
    for (const client of CLIENTS) peers.push(await within(connect(client, router.url), `${client.name} joining`));
    const silent = new WebSocket(router.url, 'wamp.2.json');
    const messages = new Inbox('messages');
    silent.on('message', messages.add).on('error', () => {});
    await within(new Promise(resolve => silent.on('open', resolve)), 'connecting');
    silent.send(JSON.stringify([1, 'realm1', { roles: { subscriber: {} } }]));
    await messages.take();
    router.terminate();
    assert.deepEqual(await within(router.exited, 'exit'), { code: 0, signal: null });
    for (const peer of peers) await within(peer.closed, `${peer.name} noticing`);
  });
});
