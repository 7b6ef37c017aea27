// Two windows of the example page in a headless Chromium. The CDN's address is answered from the npm package.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CDN, launchBrowser, noBrowser, PATIENCE_MILLIS, SCRIPT } from '../lib/browser.js';
import { Inbox, within } from '../lib/awaiting.js';
import { connect } from '../lib/clients.js';
import { REPOSITORY, startRouter } from '../lib/router-process.js';

const PAGE = path.join(REPOSITORY, 'config-examples', 'web', 'index.html');

it('the page asks for the pinned autobahn-browser with its real hash', async () => {
  const page = await readFile(PAGE, 'utf8');
  const { version } = JSON.parse(await readFile(path.join(path.dirname(SCRIPT), 'package.json'), 'utf8'));
  assert.match(page, new RegExp(`src="${CDN}autobahn-browser@${version}/autobahn.min.js"`));
  const hash = createHash('sha384').update(await readFile(SCRIPT)).digest('base64');
  assert.ok(page.includes(`integrity="sha384-${hash}"`), `expected sha384-${hash}`);
});

describe('two windows', { skip: noBrowser }, () => {
  let router, browser, left, right;
  const complaints = [];

  before(async () => {
    router = await startRouter();
    browser = await launchBrowser();
    const context = await browser.newContext();
    context.setDefaultTimeout(PATIENCE_MILLIS);
    await context.route(`${CDN}**`, route => route.fulfill({
      path: SCRIPT, contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' },
    }));
    [left, right] = [await context.newPage(), await context.newPage()];
    for (const page of [left, right]) {
      page.on('pageerror', error => complaints.push(error.message));
      page.on('console', message => { if (message.type() === 'error') complaints.push(message.text()); });
      await page.goto(router.page);
      await page.locator('#state.open').waitFor();
    }
  });

  after(async () => {
    await browser?.close();
    await router?.stop();
  });

  const nameOf = page => page.locator('#name').textContent();

  it('see the counter of one another', async () => {
    for (const [here, there] of [[left, right], [right, left]]) {
      await here.locator('#events li', { hasText: `${await nameOf(there)} counts` }).first().waitFor();
    }
  });

  it('count at once on a click', async () => {
    const before = Number(await left.locator('#sent').textContent());
    await left.locator('#count').click();
    assert.ok(Number(await left.locator('#sent').textContent()) > before);
  });

  it('answer the calls of one another', async () => {
    for (const [here, there] of [[left, right], [right, left]]) {
      await here.locator('#call:enabled').click();
      const answer = here.locator('#answers li').first();
      await answer.waitFor();
      assert.match(await answer.textContent(), new RegExp(`^Hello ${await nameOf(here)}, this is ${await nameOf(there)}\\.`));
      assert.equal(await there.locator('#answered').textContent(), '1');
    }
  });

  it('talk to a client that is no browser', async () => {
    const peer = await within(connect({ library: 'wampy', serializer: 'cbor' }, router.url), 'joining');
    const events = new Inbox('events');
    await peer.subscribe('com.example.counter', events.add);
    const [{ kwargs }] = await events.take();
    const { args } = await within(peer.call(`com.example.window.${kwargs.session}.hello`, { args: ['wampy'] }), 'result');
    assert.match(args[0], /^Hello wampy, this is /);
    await within(peer.close(), 'closing');
  });

  it('bytes of a browser, a CBOR typed array, reach the other serializers', async () => {
    const peer = await within(connect({ library: 'wampy', serializer: 'json' }, router.url), 'joining');
    await peer.register('interop.browser.echo', ({ args }) => ({ args }));
    const echoed = await within(left.evaluate(() => new Promise((resolve, reject) => {
      const connection = new autobahn.Connection({
        url: `ws://${location.host}/ws`, realm: 'realm1', serializers: [new autobahn.serializer.CBORSerializer()],
      });
      connection.onopen = session => session.call('interop.browser.echo', [new Uint8Array([0, 127, 128, 255])])
        .then(bytes => resolve({ kind: Object.prototype.toString.call(bytes), bytes: Array.from(bytes) }), reject);
      connection.open();
    })), 'result');
    assert.deepEqual(echoed, { kind: '[object Uint8Array]', bytes: [0, 127, 128, 255] });
    await within(peer.close(), 'closing');
  });

  it('complain about nothing', () => assert.deepEqual(complaints, []));
});
