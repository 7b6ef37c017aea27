// Payloads of 100 KiB from every client to every other: long strings are where encoders differ.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Inbox, within } from '../lib/awaiting.js';
import { CLIENTS, connect } from '../lib/clients.js';
import { comparable } from '../lib/payloads.js';
import { PROCESS_CLIENTS, startPeer } from '../lib/peer-process.js';
import { startRouter } from '../lib/router-process.js';

const LARGE_BYTES = 100 * 1024;
const PHRASE = 'ünïcödé ✓ 日本語 😀 plain text and more of it, ';
const LARGE = {
  args: [PHRASE.repeat(LARGE_BYTES / Buffer.byteLength(PHRASE)), 1, null],
  kwargs: { long: 'x'.repeat(5_000), list: Array.from({ length: 300 }, (_, i) => i) },
};
const ALL = [...CLIENTS, ...PROCESS_CLIENTS];

let router;
const peers = new Map();
const uri = (client, rest) => `interop.large.${client.name.replaceAll(/\W/g, '_')}.${rest}`;

async function join(client) {
  const peer = PROCESS_CLIENTS.includes(client) ? await startPeer(client, router.url) : await connect(client, router.url);
  peer.events = new Inbox(`events at ${client.name}`);
  await peer.subscribe(uri(client, 'topic'), peer.events.add);
  if (peer.echo) {
    await peer.echo(uri(client, 'echo'));
  } else {
    await peer.register(uri(client, 'echo'), ({ args, kwargs }) => ({ args, kwargs }));
  }
  peers.set(client.name, peer);
}

before(async () => {
  router = await startRouter();
  await Promise.all(ALL.filter(client => !client.missing).map(join));
});

after(async () => {
  for (const peer of peers.values()) {
    await within(peer.close(), `${peer.name} closing`);
    assert.deepEqual(peer.violations, [], `${peer.name} complained`);
  }
  await router.stop();
});

const same = (actual, expected) =>
  assert.deepEqual(comparable({ args: actual.args, kwargs: actual.kwargs }), expected);

for (const from of ALL) {
  for (const to of ALL) {
    const skip = from.missing || to.missing;
    describe(`100 KiB, ${from.name} -> ${to.name}`, { skip }, () => {
      it('a call carries it there and back', async () =>
        same(await within(peers.get(from.name).call(uri(to, 'echo'), LARGE), 'result'), LARGE));

      if (from !== to) {
        it('an event carries it', async () => {
          await peers.get(from.name).publish(uri(to, 'topic'), LARGE);
          const [event] = await peers.get(to.name).events.take();
          same(event, LARGE);
        });
      }
    });
  }
}
