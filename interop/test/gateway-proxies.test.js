// The reverse proxy behind and in front of nginx, and two nodes behind HAProxy.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeAuthority } from '../lib/authority.js';
import { within } from '../lib/awaiting.js';
import { freePort, HAPROXY, NGINX, startHaproxy, startNginx } from '../lib/proxy-process.js';
import { startRouter } from '../lib/router-process.js';
import { echoes, next, open, pathsConfig, refusal, startBackend } from '../lib/web-sockets.js';

const CLIENT = '127.0.0.5';
const MESSAGES = ['hello', '', 'ü€😀'.repeat(50_000), Buffer.alloc(1 << 20, 7)];

const proxyTo = (url, more = {}) => ({ type: 'websocket-reverseproxy', backend: { url }, ...more });

async function headers(client) {
  client.send('headers');
  return JSON.parse((await next(client)).data);
}

// What nginx needs to relay WebSocket connections.
const upgrade = `
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_upgrade;`;

describe('nginx in front of the reverse proxy', { skip: NGINX === undefined && 'no nginx on this machine' }, () => {
  let authority, backend, router, proxy, url;

  before(async () => {
    authority = makeAuthority();
    backend = await startBackend();
    router = await startRouter({
      text: pathsConfig(
        { gw: proxyTo(`ws://127.0.0.1:${backend.address().port}/`) },
        { endpoint: { trusted_proxies: ['127.0.0.1'] } }),
    });
    const port = await freePort();
    const folder = authority.certificateFile.replace('ca.crt', '');
    proxy = await startNginx(`
      server {
        listen 127.0.0.1:${port} ssl;
        ssl_certificate ${folder}node.crt;
        ssl_certificate_key ${folder}node.key;
        location / {
          ${upgrade}
          proxy_pass http://127.0.0.1:${router.port};
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Proto $scheme;
          proxy_set_header X-Forwarded-Host $http_host;
        }
      }`, port);
    url = `wss://localhost:${port}/gw`;
  });

  after(async () => {
    await proxy?.stop();
    await router?.stop();
    backend?.close();
    authority?.remove();
  });

  const connect = (protocols, options = {}) =>
    open(url, protocols, { ca: authority.files['ca.crt'], localAddress: CLIENT, family: 4, ...options });

  it('relays messages and close codes', async () => {
    const client = await connect(['one', 'two']);
    assert.equal(client.protocol, 'one');
    for (const sent of MESSAGES) assert.ok(await echoes(client, sent));
    client.close(4001, 'bye');
    assert.deepEqual(await within(client.closed, 'CLOSE'), { code: 4001, reason: 'bye' });
  });

  it('names the client to the backend, behind what the client says', async () => {
    const client = await connect([], { headers: { 'X-Forwarded-For': '198.51.100.1' } });
    const seen = await headers(client);
    assert.equal(seen['x-forwarded-for'], `198.51.100.1, ${CLIENT}, 127.0.0.1`);
    assert.equal(seen['x-forwarded-proto'], 'https');
    assert.equal(seen['x-forwarded-host'], new URL(url).host);
    client.terminate();
  });
});

describe('nginx behind the reverse proxy', { skip: NGINX === undefined && 'no nginx on this machine' }, () => {
  let authority, backend, router, proxy;

  before(async () => {
    authority = makeAuthority();
    backend = await startBackend();
    const [port, tlsPort, downPort] = [await freePort(), await freePort(), await freePort()];
    const folder = authority.certificateFile.replace('ca.crt', '');
    const to = target => `location / { ${upgrade} proxy_pass http://127.0.0.1:${target}; proxy_read_timeout 1s; }`;
    proxy = await startNginx(`
      server { listen 127.0.0.1:${port}; ${to(backend.address().port)} }
      server { listen 127.0.0.1:${downPort}; ${to(await freePort())} }
      server {
        listen 127.0.0.1:${tlsPort} ssl;
        ssl_certificate ${folder}node.crt;
        ssl_certificate_key ${folder}node.key;
        ${to(backend.address().port)}
      }`, tlsPort);
    const routes = (url, more = {}) => ({
      type: 'websocket-reverseproxy', routes: [{ service: 'orders', backends: [{ url, ...more }] }],
    });
    router = await startRouter({
      files: { 'ca.crt': authority.files['ca.crt'] },
      text: pathsConfig({
        plain: proxyTo(`ws://127.0.0.1:${port}/`),
        down: proxyTo(`ws://127.0.0.1:${downPort}/`),
        before: proxyTo(`ws://127.0.0.1:${downPort}/`, { accept: 'before-backend' }),
        tls: routes(`wss://localhost:${tlsPort}`, { tls: { ca_certificates: ['ca.crt'] } }),
        untrusted: routes(`wss://localhost:${tlsPort}`),
      }),
    });
  });

  after(async () => {
    await router?.stop();
    await proxy?.stop();
    backend?.close();
    authority?.remove();
  });

  for (const target of ['plain', 'tls/orders/ws/v1']) {
    it(`relays messages and close codes at ${target}`, async () => {
      const client = await open(`ws://127.0.0.1:${router.port}/${target}`);
      for (const sent of MESSAGES) assert.ok(await echoes(client, sent));
      client.send('close 4002');
      assert.deepEqual(await within(client.closed, 'CLOSE'), { code: 4002, reason: 'as you like' });
    });
  }

  it('is told apart from a backend that is down', async () => {
    assert.equal(await refusal(`ws://127.0.0.1:${router.port}/down`), 502);
    const client = await open(`ws://127.0.0.1:${router.port}/before`);
    assert.deepEqual(
      await within(client.closed, 'CLOSE'),
      { code: 1011, reason: 'The backend answered 502 to the WebSocket handshake' });
  });

  it('is not trusted without its authority', async () => {
    const client = await open(`ws://127.0.0.1:${router.port}/untrusted/orders/ws/v1`);
    assert.deepEqual(await within(client.closed, 'CLOSE'), { code: 1011, reason: 'The backend cannot be reached' });
  });

  it('tells the client with 1011 when it cuts an idle connection', async () => {
    const client = await open(`ws://127.0.0.1:${router.port}/plain`);
    assert.ok(await echoes(client, 'hello'));
    assert.equal((await within(client.closed, 'CLOSE')).code, 1011);
  });
});

describe('two nodes behind HAProxy', { skip: HAPROXY === undefined && 'no haproxy on this machine' }, () => {
  let backend, proxy, port;
  const routers = {};

  before(async () => {
    backend = await startBackend();
    const config = id => JSON.stringify({
      ...JSON.parse(pathsConfig({ gw: proxyTo(`ws://127.0.0.1:${backend.address().port}/`) })), controller: { id },
    });
    [routers.one, routers.two] = await Promise.all(['one', 'two'].map(id => startRouter({ text: config(id) })));
    port = await freePort();
    proxy = await startHaproxy(`
listen gateway
  mode http
  bind 127.0.0.1:${port}
  balance roundrobin
  option redispatch 1
  retries 3
  timeout tunnel 60s
  server one 127.0.0.1:${routers.one.port}
  server two 127.0.0.1:${routers.two.port}
`, port);
  });

  after(async () => {
    await proxy?.stop();
    await Promise.all(Object.values(routers).map(router => router.stop()));
    backend?.close();
  });

  // A client, and the id of the node that relays for it.
  async function connect() {
    const client = await open(`ws://127.0.0.1:${port}/gw`);
    const { via } = await headers(client);
    client.node = via.replace('1.1 ', '');
    return client;
  }

  it('when one is killed, its sessions end, the others stay, and new ones reach the other', async () => {
    const clients = [];
    for (let i = 0; i < 4; i++) clients.push(await connect());
    const of = id => clients.filter(client => client.node === id);
    assert.deepEqual([of('one').length, of('two').length], [2, 2]);
    routers.one.kill();
    for (const client of of('one')) await within(client.closed, 'the end of a session');
    for (const client of of('two')) assert.ok(await echoes(client, 'still here'));
    for (let i = 0; i < 3; i++) {
      const late = await connect();
      assert.equal(late.node, 'two');
      clients.push(late);
    }
    for (const client of of('two')) {
      client.close(1000);
      assert.equal((await within(client.closed, 'CLOSE')).code, 1000);
    }
  });
});
