// Every client and serializer calls and publishes to every other.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Inbox, within } from '../lib/awaiting.js';
import { CLIENTS, connect } from '../lib/clients.js';
import { BYTES, comparable, RICH } from '../lib/payloads.js';
import { PROCESS_CLIENTS, startPeer } from '../lib/peer-process.js';
import { startRouter } from '../lib/router-process.js';

// The actions of lib/peer-process.js that register, for clients in this process.
const PROCEDURES = {
  echo: ({ args, kwargs }) => ({ args, kwargs }),
  nothing: () => undefined,
  failing: ({ args, kwargs }) => {
    throw { error: 'interop.error.refused', args, kwargs };
  },
};
const OWN = PROCESS_CLIENTS.filter(({ library }) => library === 'signalbox-client');
const ALL = [...CLIENTS, ...OWN];

let router;
const peers = new Map();
const uri = (client, rest) => `interop.matrix.${client.name.replaceAll(/\W/g, '_')}.${rest}`;

async function join(client) {
  const peer = await within((OWN.includes(client) ? startPeer : connect)(client, router.url), `${client.name} joining`);
  peer.events = new Inbox(`events at ${client.name}`);
  await peer.subscribe(uri(client, 'topic'), peer.events.add);
  for (const [name, handler] of Object.entries(PROCEDURES)) {
    await (peer.provide ? peer.provide(name, uri(client, name)) : peer.register(uri(client, name), handler));
  }
  peers.set(client.name, peer);
}

before(async () => {
  router = await startRouter();
  await Promise.all(ALL.map(join));
});

after(async () => {
  for (const peer of peers.values()) {
    await within(peer.close(), `${peer.name} closing`);
    assert.deepEqual(peer.violations, [], `${peer.name} complained`);
  }
  await router.stop();
});

const same = (actual, expected) =>
  assert.deepEqual(comparable({ args: actual.args, kwargs: actual.kwargs }), comparable(expected));

for (const from of ALL) {
  for (const to of ALL) {
    describe(`${from.name} -> ${to.name}`, () => {
      const caller = () => peers.get(from.name);

      it('a call carries the payload there and back', async () =>
        same(await within(caller().call(uri(to, 'echo'), RICH), 'result'), RICH));

      it('a call without a payload gets a result without one', async () =>
        same(await within(caller().call(uri(to, 'nothing')), 'result'), { args: [], kwargs: {} }));

      it('an error arrives with its URI and payload', async () => {
        const failure = await within(caller().call(uri(to, 'failing'), RICH).then(() => null, error => error), 'error');
        assert.equal(failure?.error, 'interop.error.refused');
        same(failure, RICH);
      });

      it('bytes arrive as bytes, or as the string form on JSON', async () => {
        const sent = from.serializer === 'json' ? comparable(BYTES) : BYTES;
        const expected = { args: [comparable(BYTES), [comparable(BYTES)]], kwargs: { bytes: comparable(BYTES) } };
        same(await within(
          caller().call(uri(to, 'echo'), { args: [sent, [sent]], kwargs: { bytes: sent } }), 'result'), expected);
      });

      if (from !== to) {
        it('an event carries the payload', async () => {
          await caller().publish(uri(to, 'topic'), RICH);
          const [event] = await peers.get(to.name).events.take();
          same(event, RICH);
        });

        it('an event without a payload arrives empty', async () => {
          await caller().publish(uri(to, 'topic'));
          const [event] = await peers.get(to.name).events.take();
          same(event, { args: [], kwargs: {} });
        });
      }
    });
  }
}
