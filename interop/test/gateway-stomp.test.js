// STOMP over WebSocket through the reverse proxy: @stomp/stompjs and the message broker Artemis, with TLS on either leg.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { Client, Versions } from '@stomp/stompjs';
import { WebSocket } from 'ws';
import { noArtemis, startArtemis } from '../lib/artemis.js';
import { makeAuthority } from '../lib/authority.js';
import { Inbox, within } from '../lib/awaiting.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';
import { pathsConfig } from '../lib/web-sockets.js';

const EXAMPLE = path.join(REPOSITORY, 'config-examples', 'gateway', 'stomp.json');

describe('STOMP through the reverse proxy', { skip: noArtemis }, () => {
  let authority, broker, example, encrypted;

  before(async () => {
    authority = makeAuthority();
    broker = await startArtemis(authority);
    const text = (await readFile(EXAMPLE, 'utf8')).replace('"port": 8080', '"port": 0').replaceAll('9000', String(broker.port));
    example = await startRouter({ text });
    encrypted = await startRouter({
      files: authority.files,
      text: pathsConfig({
        '/': {
          type: 'websocket-reverseproxy',
          routes: [
            { service: 'plain', backends: [{ url: `ws://127.0.0.1:${broker.port}/stomp` }] },
            {
              service: 'encrypted',
              backends: [{ url: `wss://localhost:${broker.tlsPort}/stomp`, tls: { ca_certificates: ['ca.crt'] } }],
            },
          ],
        },
      }, { endpoint: { tls: { key: 'node.key', certificate: 'node.crt' } } }),
    });
  });

  after(async () => {
    await Promise.all([example, encrypted].map(router => router?.stop()));
    await broker?.stop();
    authority?.remove();
  });

  const portOf = router => new URL(router.addresses[0]).port;

  // A client that is connected. `socket` is its WebSocket.
  async function connect(url, version) {
    let socket;
    const client = new Client({
      webSocketFactory: () => {
        socket = new WebSocket(url, client.stompVersions.protocolVersions(), { ca: authority.files['ca.crt'] });
        return socket;
      },
      stompVersions: new Versions([version]),
      reconnectDelay: 0,
    });
    const connected = new Promise((resolve, reject) => {
      client.onConnect = resolve;
      client.onStompError = frame => reject(new Error(frame.headers.message));
      client.onWebSocketClose = ({ code, reason }) => reject(new Error(`closed with ${code} ${reason}`));
    });
    client.activate();
    const frame = await within(connected, 'CONNECTED');
    return { client, socket, version: frame.headers.version };
  }

  // Resolves when the broker has taken a frame with a receipt.
  const receipt = (client, send) => within(new Promise(resolve => {
    const id = `receipt-${Math.random()}`;
    client.watchForReceipt(id, resolve);
    send(id);
  }), 'RECEIPT');

  async function exchange(url, version) {
    const name = `v${version.replace('.', '')}.stomp`;
    const session = await connect(url, version);
    assert.equal(session.socket.protocol, name);
    assert.equal(session.version, version);
    const { client } = session;
    const messages = new Inbox('messages');
    const destination = `orders-${Math.random()}`;
    await receipt(client, id => client.subscribe(destination, messages.add, { receipt: id }));
    const large = 'ünïcödé ✓ 日本語 😀 '.repeat(5_000);
    for (const body of ['hello', '', large]) {
      await receipt(client, id => client.publish({ destination, body, headers: { receipt: id, colour: 'red' } }));
      const [message] = await messages.take();
      assert.equal(message.body, body);
      assert.equal(message.headers.colour, 'red');
    }
    return client;
  }

  const ways = {
    'ws to ws': () => `ws://127.0.0.1:${portOf(example)}/broker/ws/v1`,
    'wss to ws': () => `wss://localhost:${portOf(encrypted)}/plain/ws/v1`,
    'wss to wss': () => `wss://localhost:${portOf(encrypted)}/encrypted/ws/v1`,
  };
  for (const [way, url] of Object.entries(ways)) {
    for (const version of [Versions.V1_2, Versions.V1_1]) {
      it(`carries STOMP ${version}, ${way}`, async () => {
        const client = await exchange(url(), version);
        await within(client.deactivate(), 'DISCONNECT');
      });
    }
  }

  it('runs the client of the guide', async () => {
    const program = path.join(REPOSITORY, 'interop', 'gateway', 'stomp-client.js');
    const child = spawn(process.execPath, [program, ways['ws to ws']()], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = new Inbox('lines');
    createInterface({ input: child.stdout }).on('line', lines.add);
    assert.deepEqual(await lines.take(2), ['connected with STOMP 1.2', 'received hello']);
    child.kill();
  });

  it('lists the session while it is open', async () => {
    const page = `http://127.0.0.1:${portOf(example)}/application/websockets`;
    const client = await exchange(`${ways['ws to ws']()}?token=secret`, Versions.V1_2);
    const [session, ...others] = await (await fetch(page)).json();
    assert.deepEqual(others, []);
    assert.deepEqual(
      Object.keys(session), ['sessionId', 'clientAddress', 'gatewayPath', 'serviceUrl', 'serviceSessionId']);
    assert.equal(session.gatewayPath, '/broker/ws/v1');
    assert.equal(session.serviceUrl, `ws://127.0.0.1:${broker.port}/stomp`);
    await within(client.deactivate(), 'DISCONNECT');
    assert.deepEqual(await (await fetch(page)).json(), []);
  });
});
