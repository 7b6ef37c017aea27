// A headless Chromium that logs in once over wss and comes back with its cookie, also after a restart of the node.

import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeAuthority } from '../lib/authority.js';
import { within } from '../lib/awaiting.js';
import { launchBrowser, noBrowser, PATIENCE_MILLIS, SCRIPT } from '../lib/browser.js';
import { startRouter } from '../lib/router-process.js';

const config = {
  version: 2,
  workers: [{
    type: 'router',
    realms: [{ name: 'realm1', roles: [{ name: 'user' }] }],
    transports: [{
      type: 'web',
      endpoint: { type: 'tcp', interface: '127.0.0.1', port: 0, tls: { key: 'node.key', certificate: 'node.crt' } },
      paths: {
        '/': { type: 'json', value: {} },
        ws: {
          type: 'websocket',
          options: { allowed_origins: ['https://localhost:*'] },
          cookie: { store: { type: 'file', filename: 'cookies.dat' } },
          auth: {
            cookie: {},
            ticket: {
              type: 'static',
              principals: { joe: { ticket: 'secret1', role: 'user' }, ann: { ticket: 'secret2', role: 'user' } },
            },
          },
        },
      },
    }],
  }],
};

describe('a browser with cookies over wss', { skip: noBrowser }, () => {
  let authority, directory, router, browser, context;

  const start = async () => {
    router = await startRouter({ text: JSON.stringify(config), files: authority.files, directory });
  };

  const origin = () => `https://localhost:${new URL(router.addresses[0]).port}`;

  const newContext = async () => {
    const fresh = await browser.newContext();
    fresh.setDefaultTimeout(PATIENCE_MILLIS);
    return fresh;
  };

  const open = async (from = context) => {
    const page = await from.newPage();
    await page.goto(`${origin()}/`);
    await page.addScriptTag({ path: SCRIPT });
    return page;
  };

  // Resolves to what WELCOME says, or to the reason why the client did not join. The end of the session is kept in the page.
  const join = (page, authid, ticket, authmethods) => within(page.evaluate(({ authid, ticket, authmethods }) => {
    const connection = new autobahn.Connection({
      url: `wss://${location.host}/ws`, realm: 'realm1', authid, authmethods, max_retries: 0,
      onchallenge: (session, method) => {
        window.challenges = (window.challenges ?? []).concat(method);
        return ticket;
      },
    });
    window.connection = connection;
    return new Promise(resolve => {
      window.ended = new Promise(end => {
        connection.onclose = (reason, details) => {
          resolve(details.reason ?? reason);
          end(details.reason ?? reason);
        };
      });
      connection.onopen = (session, { authid, authmethod, authprovider }) =>
        resolve({ authid, authmethod, authprovider, challenges: window.challenges ?? [] });
      connection.open();
    });
  }, { authid, ticket, authmethods }), 'joining');

  const cookies = () => context.cookies(`${origin()}/`);
  const LOGGED_IN = { authid: 'joe', authmethod: 'ticket', authprovider: 'static', challenges: ['ticket'] };
  const CAME_BACK = { authid: 'joe', authmethod: 'ticket', authprovider: 'cookie', challenges: [] };
  const REFUSED = 'wamp.error.no_matching_auth_method';

  before(async () => {
    authority = makeAuthority();
    directory = await mkdtemp(path.join(tmpdir(), 'signalbox-cookies-'));
    await start();
    const { publicKey } = new X509Certificate(authority.files['node.crt']);
    const hash = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
    browser = await launchBrowser(`--ignore-certificate-errors-spki-list=${hash}`);
    context = await newContext();
  });

  after(async () => {
    await browser?.close();
    await router?.stop();
    authority?.remove();
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  it('logs in once and comes back without a challenge', async () => {
    assert.equal(await join(await open(), 'joe', 'secret1', ['cookie']), REFUSED);
    assert.deepEqual(await join(await open(), 'joe', 'secret1', ['cookie', 'ticket']), LOGGED_IN);
    assert.deepEqual(await join(await open(), 'nobody', 'none', ['cookie', 'ticket']), CAME_BACK);
  });

  it('keeps the cookie from scripts and from connections without TLS', async () => {
    const [cookie, ...others] = await cookies();
    assert.deepEqual(others, []);
    assert.equal(cookie.name, 'cbtid');
    assert.match(cookie.value, /^[A-Za-z0-9_-]{24}$/);
    assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.path, cookie.domain],
      [true, true, 'Lax', '/', 'localhost']);
    assert.ok(cookie.expires > Date.now() / 1000 + 600_000 && cookie.expires < Date.now() / 1000 + 605_000);
    assert.equal(await (await open()).evaluate(() => document.cookie), '');
    assert.ok(!(await readFile(path.join(directory, 'cookies.dat'), 'utf8')).includes(cookie.value));
  });

  it('comes back after a restart of the node', async () => {
    const [before] = await cookies();
    await router.stop();
    await start();
    assert.deepEqual(await join(await open(), 'nobody', 'none', ['cookie']), CAME_BACK);
    const [after] = await cookies();
    assert.equal(after.value, before.value);
  });

  it('comes back after the node was killed', async () => {
    router.kill();
    await router.exited;
    await start();
    assert.deepEqual(await join(await open(), 'nobody', 'none', ['cookie']), CAME_BACK);
  });

  it('is nobody in another profile, whatever cookie it makes up', async () => {
    const [real] = await cookies();
    const other = await newContext();
    const last = real.value.endsWith('A') ? 'B' : 'A';
    const forged = real.value.slice(0, -1) + last;
    await other.addCookies([{ name: 'cbtid', value: forged, url: 'https://localhost/', secure: true, httpOnly: true }]);
    assert.equal(await join(await open(other), 'joe', 'none', ['cookie']), REFUSED);
    const [issued] = await other.cookies('https://localhost/');
    assert.notEqual(issued.value, forged);
    assert.notEqual(issued.value, real.value);
    await other.close();
  });

  it('logs out all its pages for good', async () => {
    const [first, second] = [await open(), await open()];
    assert.deepEqual(await join(first, 'nobody', 'none', ['cookie']), CAME_BACK);
    assert.deepEqual(await join(second, 'nobody', 'none', ['cookie']), CAME_BACK);
    await first.evaluate(() => window.connection.close('wamp.close.logout', 'done'));
    assert.equal(await within(second.evaluate(() => window.ended), 'the end of the session'), 'wamp.close.logout');
    assert.equal(await join(await open(), 'joe', 'none', ['cookie']), REFUSED);
    await router.stop();
    await start();
    assert.equal(await join(await open(), 'joe', 'none', ['cookie']), REFUSED);
    assert.deepEqual(await join(await open(), 'joe', 'secret1', ['cookie', 'ticket']), LOGGED_IN);
  });
});
