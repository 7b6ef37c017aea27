// What shipped clients do that a router written after the specification alone would get wrong.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { Inbox, within } from '../lib/awaiting.js';
import { CLIENTS, connect } from '../lib/clients.js';
import { BYTES, comparable } from '../lib/payloads.js';
import { startRouter } from '../lib/router-process.js';

let router;
before(async () => { router = await startRouter(); });
after(async () => { await router.stop(); });

const joined = async (t, library, serializer) => {
  const peer = await within(connect({ library, serializer }, router.url), 'joining');
  t.after(async () => {
    await within(peer.close(), 'closing');
    assert.deepEqual(peer.violations, [], `${peer.name} complained`);
  });
  return peer;
};

describe('the subprotocol list', () => {
  const upgrade = protocols => within(new Promise((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...(protocols === undefined ? {} : { 'Sec-WebSocket-Protocol': protocols }),
    };
    const request = http.request({ host: '127.0.0.1', port: router.port, path: '/ws', headers });
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode, protocol: response.headers['sec-websocket-protocol'] });
    });
    request.on('response', response => {
      response.resume();
      resolve({ status: response.statusCode });
    });
    request.on('error', reject).end();
  }), 'an answer to the upgrade');

  for (const [offered, chosen] of [
    ['wamp.2.json,', 'wamp.2.json'], // autobahn-java
    ['wamp.2.cbor,wamp.2.json,', 'wamp.2.cbor'],
    [', ,wamp.2.msgpack', 'wamp.2.msgpack'],
    ['graphql-ws, wamp.2.json', 'wamp.2.json'],
  ]) {
    it(`"${offered}" is answered with ${chosen}`, async () =>
      assert.deepEqual(await upgrade(offered), { status: 101, protocol: chosen }));
  }

  it('without any protocol of ours is answered with 400', async () => {
    assert.equal((await upgrade('graphql-ws')).status, 400);
    assert.equal((await upgrade(undefined)).status, 400);
  });
});

describe('a CBOR typed array (tag 64)', () => {
  const TAGGED = Buffer.concat([Buffer.from([0xd8, 0x40, 0x40 + BYTES.length]), BYTES]);
  const text = string => {
    const utf8 = Buffer.from(string);
    return Buffer.concat([Buffer.from(utf8.length < 24 ? [0x60 + utf8.length] : [0x78, utf8.length]), utf8]);
  };
  const bytes = (...numbers) => Buffer.from(numbers);

  // Raw frames, because no library lets its user choose between tag 64 and a plain byte string.
  async function rawCborPeer(t) {
    const socket = new WebSocket(router.url, 'wamp.2.cbor');
    const frames = new Inbox('CBOR frames');
    socket.on('message', frames.add);
    t.after(() => socket.terminate());
    await within(new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject)), 'connecting');
    const send = (...parts) => socket.send(Buffer.concat(parts));
    const role = name => Buffer.concat([text(name), bytes(0xa0)]);
    send(bytes(0x83, 1), text('realm1'), bytes(0xa1), text('roles'), bytes(0xa2), role('publisher'), role('subscriber'));
    await frames.take(); // WELCOME
    return { frames, send };
  }

  for (const { library, serializer, name } of CLIENTS) {
    it(`reaches ${name} as bytes`, async t => {
      const subscriber = await joined(t, library, serializer);
      const events = new Inbox('events');
      await subscriber.subscribe('interop.quirks.tag64', events.add);
      const { send } = await rawCborPeer(t);
      send(bytes(0x85, 16, 1, 0xa0), text('interop.quirks.tag64'), bytes(0x82), TAGGED, bytes(0x81), TAGGED);
      const [event] = await events.take();
      assert.deepEqual(comparable(event.args), comparable([BYTES, [BYTES]]));
    });
  }

  it('reaches a CBOR receiver as a plain byte string, since decoders of other languages do not know the tag', async t => {
    const [receiver, sender] = [await rawCborPeer(t), await rawCborPeer(t)];
    receiver.send(bytes(0x84, 0x18, 32, 1, 0xa0), text('interop.quirks.plain'));
    await receiver.frames.take(); // SUBSCRIBED
    sender.send(bytes(0x85, 16, 1, 0xa0), text('interop.quirks.plain'), bytes(0x81), TAGGED);
    const [event] = await receiver.frames.take();
    const plain = Buffer.concat([bytes(0x81), TAGGED.subarray(2)]);
    assert.ok(event.subarray(-plain.length).equals(plain), `EVENT was ${event.toString('hex')}`);
  });
});

describe('wampy with MessagePack, which writes undefined options as extension 0', () => {
  it('subscribes, calls and publishes without options', async t => {
    const [peer, other] = [await joined(t, 'wampy', 'msgpack'), await joined(t, 'autobahn', 'json')];
    const events = new Inbox('events');
    await peer.subscribe('interop.quirks.undefined', events.add); // {match: undefined, get_retained: undefined}
    await other.publish('interop.quirks.undefined', { args: [1] });
    assert.deepEqual((await events.take())[0].args, [1]);
  });

  it('sends an undefined argument, which arrives as null', async t => {
    const [peer, other] = [await joined(t, 'wampy', 'msgpack'), await joined(t, 'autobahn', 'json')];
    const events = new Inbox('events');
    await other.subscribe('interop.quirks.undefined_argument', events.add);
    await peer.publish('interop.quirks.undefined_argument', { args: [1, undefined, 2] });
    assert.deepEqual((await events.take())[0].args, [1, null, 2]);
  });
});

describe('autobahn-js, which closes with 3002 on a message that it does not expect', () => {
  it('survives unsubscribing under a flood of events', async t => {
    const [subscriber, publisher] = [await joined(t, 'autobahn', 'json'), await joined(t, 'autobahn', 'msgpack')];
    for (let round = 0; round < 30; round++) {
      const events = new Inbox('events');
      const subscription = await subscriber.subscribe('interop.quirks.flood', events.add);
      const published = [];
      for (let i = 0; i < 50; i++) published.push(publisher.publish('interop.quirks.flood', { args: [i] }));
      await events.take(); // events are on their way now
      await subscription.unsubscribe();
      await within(Promise.all(published), 'PUBLISHED');
    }
    assert.deepEqual(subscriber.violations, []);
  });

  it('survives unregistering under a flood of calls', async t => {
    const [callee, caller] = [await joined(t, 'autobahn', 'json'), await joined(t, 'autobahn', 'cbor')];
    for (let round = 0; round < 30; round++) {
      const invoked = new Inbox('invocations');
      const registration = await callee.register('interop.quirks.calls', invocation => { invoked.add(invocation); });
      const calls = [];
      for (let i = 0; i < 50; i++) calls.push(caller.call('interop.quirks.calls').then(() => 'result', error => error.error));
      await invoked.take();
      await registration.unregister();
      const outcomes = new Set(await within(Promise.all(calls), 'answers'));
      outcomes.delete('result');
      assert.ok([...outcomes].every(outcome => outcome === 'wamp.error.no_such_procedure'), [...outcomes].join());
    }
    assert.deepEqual([...callee.violations, ...caller.violations], []);
  });

  it('survives a callee that leaves with its calls open', async t => {
    const caller = await joined(t, 'autobahn', 'json');
    const callee = await within(connect({ library: 'wampy', serializer: 'json' }, router.url), 'joining');
    const invoked = new Inbox('invocations');
    await callee.register('interop.quirks.leaving', invocation => {
      invoked.add(invocation);
      return new Promise(() => {});
    });
    const calls = Array.from({ length: 20 }, () =>
      caller.call('interop.quirks.leaving').then(() => 'result', error => error.error));
    await invoked.take(20);
    await within(callee.close(), 'closing');
    assert.deepEqual(await within(Promise.all(calls), 'errors'), Array(20).fill('wamp.error.canceled'));
  });
});

describe('wampy, which dies of an INTERRUPT', () => {
  const openCall = async t => {
    const callee = await joined(t, 'wampy', 'json');
    const invoked = new Inbox('invocations');
    let answer;
    await callee.register('interop.quirks.slow', () => {
      invoked.add(1);
      return new Promise(resolve => { answer = resolve; });
    });
    await callee.register('interop.quirks.alive', () => ({ args: ['alive'] }));
    return { callee, invoked, answer: () => answer({ args: ['late'] }) };
  };

  it('gets none when the caller goes away', async t => {
    const { callee, invoked, answer } = await openCall(t);
    const caller = await within(connect({ library: 'autobahn', serializer: 'json' }, router.url), 'joining');
    caller.call('interop.quirks.slow').catch(() => {});
    await invoked.take();
    await within(caller.close(), 'closing');
    answer();
    const second = await joined(t, 'autobahn', 'json');
    assert.deepEqual((await within(second.call('interop.quirks.alive'), 'result')).args, ['alive']);
    assert.deepEqual(callee.violations, []);
  });

  it('gets none when the caller cancels', async t => {
    const { callee, invoked, answer } = await openCall(t);
    const caller = await joined(t, 'autobahn', 'json');
    if (caller.details.roles.dealer.features?.call_canceling !== true) {
      t.skip('the node does not announce call_canceling');
      return;
    }
    const call = caller.cancelableCall('interop.quirks.slow');
    const outcome = call.result.then(() => 'result', error => error.error);
    await invoked.take();
    call.cancel('kill');
    assert.equal(await within(outcome, 'ERROR'), 'wamp.error.canceled');
    answer();
    assert.deepEqual((await within(caller.call('interop.quirks.alive'), 'result')).args, ['alive']);
    assert.deepEqual(callee.violations, []);
  });
});
