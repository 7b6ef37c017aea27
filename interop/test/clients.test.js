// What an application does with one router, for every client and serializer.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Inbox, within } from '../lib/awaiting.js';
import { CLIENTS, connect } from '../lib/clients.js';
import { startRouter } from '../lib/router-process.js';

let router;
before(async () => { router = await startRouter(); });
after(async () => { await router.stop(); });

const refusal = promise => within(promise.then(() => assert.fail('was not refused'), error => error.error), 'refusal');
const announces = (peer, role, feature) => peer.details.roles[role].features?.[feature] === true;

for (const client of CLIENTS) {
  describe(client.name, () => {
    const open = () => within(connect(client, router.url), `${client.name} joining`);
    const uri = rest => `interop.clients.${client.library}_${client.serializer}.${rest}`;
    let peer, other;

    before(async () => { [peer, other] = [await open(), await open()]; });
    after(async () => {
      for (const each of [peer, other]) {
        await within(each.close(), 'closing');
        assert.deepEqual(each.violations, []);
      }
    });

    it('is refused an unknown procedure', async () =>
      assert.equal(await refusal(peer.call(uri('nobody'))), 'wamp.error.no_such_procedure'));

    it('is refused a second registration of a procedure', async () => {
      const registration = await peer.register(uri('twice'), () => undefined);
      assert.equal(await refusal(other.register(uri('twice'), () => undefined)), 'wamp.error.procedure_already_exists');
      await registration.unregister();
    });

    it('calls a procedure of its own', async () => {
      const registration = await peer.register(uri('own'), ({ args }) => ({ args: [args[0] + 1] }));
      assert.deepEqual((await within(peer.call(uri('own'), { args: [1] }), 'result')).args, [2]);
      await registration.unregister();
    });

    it('gets no call after unregistering', async () => {
      let calls = 0;
      const registration = await peer.register(uri('gone'), () => { calls++; });
      await within(other.call(uri('gone')), 'result');
      await registration.unregister();
      assert.equal(await refusal(other.call(uri('gone'))), 'wamp.error.no_such_procedure');
      assert.equal(calls, 1);
    });

    it('gets no event after unsubscribing', async () => {
      const [events, marks] = [new Inbox('events'), new Inbox('marks')];
      const subscription = await peer.subscribe(uri('left'), events.add);
      const marker = await peer.subscribe(uri('mark'), marks.add);
      await other.publish(uri('left'), { args: [1] });
      assert.deepEqual((await events.take())[0].args, [1]);
      await subscription.unsubscribe();
      await other.publish(uri('left'), { args: [2] });
      await other.publish(uri('mark')); // events of one publisher arrive in order, so this one comes last
      await marks.take();
      assert.deepEqual(events.items, []);
      await marker.unsubscribe();
    });

    it('learns the id of an acknowledged publication', async () => {
      const publication = Number(await within(peer.publish(uri('nobody_listens')), 'PUBLISHED'));
      assert.ok(Number.isSafeInteger(publication) && publication > 0, `publication ${publication}`);
    });

    it('does not hear its own publication', async () => {
      const [events, marks] = [new Inbox('events'), new Inbox('marks')];
      const subscription = await peer.subscribe(uri('mine'), events.add);
      const others = await other.subscribe(uri('mine'), marks.add);
      await peer.publish(uri('mine'), { args: ['own'] });
      await other.publish(uri('mine'), { args: ['foreign'] });
      assert.deepEqual((await events.take())[0].args, ['foreign']);
      assert.deepEqual((await marks.take())[0].args, ['own']);
      await subscription.unsubscribe();
      await others.unsubscribe();
    });

    if (client.library === 'autobahn') { // wampy never sends exclude_me: false
      it('hears its own publication when it asks for that', async () => {
        const events = new Inbox('events');
        const subscription = await peer.subscribe(uri('echoed'), events.add);
        await peer.publish(uri('echoed'), { args: ['own'] }, { exclude_me: false });
        assert.deepEqual((await events.take())[0].args, ['own']);
        await subscription.unsubscribe();
      });
    }

    for (const [match, pattern, hit, miss] of [
      ['prefix', 'prefixed', 'prefixed.some.where', 'unprefixed'],
      ['wildcard', 'wild..card', 'wild.any.card', 'wild.any.card.more'],
    ]) {
      it(`subscribes to a ${match} pattern and is told the topic`, async t => {
        const subscriber = await open(); // wampy cannot unsubscribe a pattern: it looks for the exact topic
        t.after(() => subscriber.close());
        const events = new Inbox('events');
        await subscriber.subscribe(uri(pattern), events.add, { match });
        await other.publish(uri(miss));
        await other.publish(uri(hit), { args: [match] });
        const [event] = await events.take();
        assert.deepEqual([event.details.topic, event.args], [uri(hit), [match]]);
      });

      it(`registers a ${match} pattern and is told the procedure`, async t => {
        const callee = await open();
        t.after(() => callee.close());
        await callee.register(uri(pattern), ({ details }) => ({ args: [details.procedure] }), { match });
        assert.deepEqual((await within(other.call(uri(hit)), 'result')).args, [uri(hit)]);
        assert.equal(await refusal(other.call(uri(miss))), 'wamp.error.no_such_procedure');
      });
    }

    it('shares a registration, taken in turns', async () => {
      const registrations = [];
      for (const [callee, answer] of [[peer, 'first'], [other, 'second']]) {
        registrations.push(await callee.register(uri('shared'), () => ({ args: [answer] }), { invoke: 'roundrobin' }));
      }
      const answers = [];
      for (let i = 0; i < 4; i++) answers.push((await within(peer.call(uri('shared')), 'result')).args[0]);
      assert.deepEqual(answers, ['first', 'second', 'first', 'second']);
      for (const registration of registrations) await registration.unregister();
    });

    it('discloses itself on demand', async () => {
      const events = new Inbox('events');
      const subscription = await other.subscribe(uri('disclosed'), events.add);
      await peer.publish(uri('disclosed'), {}, { disclose_me: true });
      await peer.publish(uri('disclosed'), {});
      const [disclosed, hidden] = await events.take(2);
      assert.ok(Number(disclosed.details.publisher) > 0);
      assert.equal(hidden.details.publisher, undefined);
      await subscription.unsubscribe();
    });

    it('has five hundred calls open at once and every one gets its own answer', async () => {
      const registration = await other.register(uri('many'), async ({ args }) => {
        await new Promise(setImmediate);
        return { args };
      });
      const numbers = Array.from({ length: 500 }, (_, i) => i);
      const results = await within(Promise.all(numbers.map(n => peer.call(uri('many'), { args: [n] }))), 'results');
      assert.deepEqual(results.map(result => result.args[0]), numbers);
      await registration.unregister();
    });

    it('receives a burst of events in order', async () => {
      const events = new Inbox('events');
      const subscription = await other.subscribe(uri('burst'), events.add);
      const numbers = Array.from({ length: 500 }, (_, i) => i);
      await within(Promise.all(numbers.map(n => peer.publish(uri('burst'), { args: [n] }))), 'PUBLISHED');
      assert.deepEqual((await events.take(500)).map(event => event.args[0]), numbers);
      await subscription.unsubscribe();
    });

    it('sends and gets back one mebibyte', async () => {
      const registration = await other.register(uri('big'), ({ args }) => ({ args }));
      const big = 'ä0123456789abcde'.repeat(65_536);
      const result = await within(peer.call(uri('big'), { args: [big] }), 'result');
      assert.ok(result.args[0] === big, `${result.args[0]?.length} characters came back`);
      await registration.unregister();
    });

    it('joins again after closing, and its registrations are gone with the first session', async () => {
      const first = await open();
      await first.register(uri('short_lived'), () => ({ args: ['first'] }));
      await within(first.close(), 'closing');
      assert.equal(await refusal(peer.call(uri('short_lived'))), 'wamp.error.no_such_procedure');
      const second = await open();
      await second.register(uri('short_lived'), () => ({ args: ['second'] }));
      assert.deepEqual((await within(peer.call(uri('short_lived')), 'result')).args, ['second']);
      await within(second.close(), 'closing');
    });

    it('is refused a realm that is not there', async () => {
      const failure = await within(connect(client, router.url, 'no_such_realm').then(
        () => assert.fail('joined'), error => error.errorUri ?? error.message), 'ABORT');
      assert.match(failure, /wamp\.error\.no_such_realm/);
    });

    it('gets progressive results before the last one', async t => {
      if (!announces(peer, 'dealer', 'progressive_call_results')) {
        t.skip('the node does not announce progressive_call_results');
        return;
      }
      const callee = await within(connect({ library: 'autobahn', serializer: 'json' }, router.url), 'joining');
      t.after(() => callee.close());
      await callee.register(uri('progressive'), ({ progress }) => {
        [1, 2, 3].forEach(n => progress({ args: [n] }));
        return { args: ['done'] };
      });
      const parts = [];
      const last = await within(
        peer.call(uri('progressive'), {}, { onProgress: part => parts.push(part.args[0]) }), 'result');
      assert.deepEqual([parts, last.args], [[1, 2, 3], ['done']]);
    });

    it('cancels a call', async t => {
      if (!announces(peer, 'dealer', 'call_canceling')) {
        t.skip('the node does not announce call_canceling');
        return;
      }
      let answer;
      const invoked = new Inbox('invocations');
      const registration = await other.register(uri('slow'), () => {
        invoked.add(1);
        return new Promise(resolve => { answer = resolve; });
      });
      const call = peer.cancelableCall(uri('slow'));
      const outcome = call.result.then(() => 'a result', error => error.error);
      await invoked.take();
      call.cancel('kill'); // with any other mode autobahn-js forgets the call and then dies of its ERROR
      assert.equal(await within(outcome, 'ERROR'), 'wamp.error.canceled');
      answer({ args: ['late'] });
      await registration.unregister(); // passes the late YIELD, which must end nothing
    });
  });
}
