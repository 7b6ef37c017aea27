// A page in a headless Chromium that reaches a backend through the reverse proxy, over wss.

import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { makeAuthority } from '../lib/authority.js';
import { within } from '../lib/awaiting.js';
import { launchBrowser, noBrowser, PATIENCE_MILLIS } from '../lib/browser.js';
import { startRouter } from '../lib/router-process.js';
import { pathsConfig, startBackend } from '../lib/web-sockets.js';

describe('a browser and the reverse proxy over wss', { skip: noBrowser }, () => {
  let authority, backend, router, browser, page;
  let connections = 0;

  before(async () => {
    authority = makeAuthority();
    backend = await startBackend();
    backend.on('connection', () => { connections++; });
    const proxy = (options, more = {}) => ({
      type: 'websocket-reverseproxy', backend: { url: `ws://127.0.0.1:${backend.address().port}/` }, options, ...more,
    });
    router = await startRouter({
      files: authority.files,
      text: pathsConfig({
        '/': { type: 'json', value: {} },
        plain: proxy({}),
        compressed: proxy({ compression: { deflate: {} } }),
        elsewhere: proxy({ allowed_origins: ['https://elsewhere.example'] }),
        down: { type: 'websocket-reverseproxy', accept: 'before-backend', backend: { url: 'ws://127.0.0.1:1/' } },
      }, { endpoint: { tls: { key: 'node.key', certificate: 'node.crt' } } }),
    });
    const { publicKey } = new X509Certificate(authority.files['node.crt']);
    const hash = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
    browser = await launchBrowser(`--ignore-certificate-errors-spki-list=${hash}`);
    page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    await page.goto(`https://localhost:${new URL(router.addresses[0]).port}/`);
  });

  after(async () => {
    await browser?.close();
    await router?.stop();
    backend?.close();
    authority?.remove();
  });

  // Sends messages one after the other, and resolves with the answers and with what the page learns of the connection.
  const talk = (name, messages, protocols = []) => within(page.evaluate(async ({ name, messages, protocols }) => {
    const socket = new WebSocket(`wss://${location.host}/${name}`, protocols);
    socket.binaryType = 'arraybuffer';
    const closed = new Promise(resolve => {
      socket.onclose = ({ code, reason, wasClean }) => resolve({ code, reason, wasClean });
    });
    const opened = await Promise.race([new Promise(resolve => { socket.onopen = () => resolve(true); }), closed.then(() => false)]);
    const answers = [];
    for (const { text, bytes } of opened ? messages : []) {
      const answer = new Promise(resolve => { socket.onmessage = ({ data }) => resolve(data); });
      socket.send(text ?? new Uint8Array(bytes).fill(7));
      if (text?.startsWith('close')) break;
      const data = await Promise.race([answer, closed]);
      answers.push(typeof data === 'string' ? data : { bytes: data.byteLength, of: new Set(new Uint8Array(data)).size });
    }
    return { answers, opened, protocol: socket.protocol, extensions: socket.extensions, closed: await closed };
  }, { name, messages, protocols }), 'the page');

  for (const name of ['plain', 'compressed']) {
    it(`exchanges text and binary messages, ${name}`, async () => {
      const text = 'ü€😀 '.repeat(20_000);
      const { answers, protocol, extensions, closed } =
        await talk(name, [{ text: 'hello' }, { text }, { bytes: 300_000 }, { text: 'close 4001' }], ['one', 'two']);
      assert.deepEqual(answers, ['hello', text, { bytes: 300_000, of: 1 }]);
      assert.equal(protocol, 'one');
      assert.equal(extensions, name === 'compressed' ? 'permessage-deflate' : '');
      assert.deepEqual(closed, { code: 4001, reason: 'as you like', wasClean: true });
    });
  }

  it('is refused for its origin before any contact with the backend', async () => {
    const before = connections;
    const { opened, closed } = await talk('elsewhere', []);
    assert.deepEqual([opened, closed.code], [false, 1006]);
    assert.equal(connections, before);
  });

  it('learns the reason when the backend is down', async () => {
    const { opened, closed } = await talk('down', [{ text: 'hello' }]);
    assert.deepEqual([opened, closed], [true, { code: 1011, reason: 'The backend cannot be reached', wasClean: true }]);
  });
});
