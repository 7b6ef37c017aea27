// Logins with static and dynamic authentication, right and wrong, with the methods that each library has.

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { Wampy } from 'wampy';
import { CborSerializer } from 'wampy/CborSerializer.js';
import { sign as cryptosign } from 'wampy/cryptosign.js';
import { sign as wampcra } from 'wampy/wampcra.js';
import { within } from '../lib/awaiting.js';
import { REALM } from '../lib/clients.js';
import { PROCESS_CLIENTS, login } from '../lib/peer-process.js';
import { startRouter } from '../lib/router-process.js';

const autobahn = createRequire(import.meta.url)('autobahn');
const SEED = '4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510';
const OTHER_SEED = 'd511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd';
const PKCS8_OF_ED25519 = '302e020100300506032b657004220420';

// The key pair of a seed in the form of tweetnacl, which both libraries use: the secret key is seed and public key.
function pair(seed) {
  const key = createPrivateKey({ key: Buffer.from(PKCS8_OF_ED25519 + seed, 'hex'), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey, secretKey: Uint8Array.from(Buffer.concat([Buffer.from(seed, 'hex'), publicKey])) };
}

const publicKey = seed => pair(seed).publicKey.toString('hex');

const STATIC = {
  ticket: { type: 'static', principals: { joe: { ticket: 'secret!!!', role: 'user' } } },
  wampcra: {
    type: 'static',
    users: {
      peter: { secret: 'secret1', role: 'user' },
      joe: {
        secret: 'secret2', 'secret-is-derived': false, role: 'user', salt: 'salt123', iterations: 1000, keylen: 32,
      },
    },
  },
  scram: {
    type: 'static',
    principals: {
      bob: {
        kdf: 'argon2id-13', iterations: 4, memory: 4096, salt: '5b6d99689d12358eec8ec04b1141236f', role: 'user',
        'stored-key': '90847d9a0fa1601543d53f157c73e5eaf47d051d13d07e243c7aeadea0bc7c5c',
        'server-key': '0f7ef26dcbbf04cb5ece3237b6f45d27bdb94da6548831cd4525997bf6906e02',
      },
    },
  },
  cryptosign: { type: 'static', principals: { max: { authorized_keys: [publicKey(SEED)], role: 'user' } } },
};

const AUTHENTICATOR = 'com.example.authenticate';
const DYNAMIC = Object.fromEntries(
  Object.keys(STATIC).map(method => [method, { type: 'dynamic', authenticator: AUTHENTICATOR }]));

const path = auth => ({ type: 'websocket', auth });

const CONFIG = {
  version: 2,
  controller: { options: { auth_limits: { max_delay: 0 } } }, // all clients have one address here
  workers: [{
    type: 'router',
    realms: [{
      name: REALM,
      roles: [
        { name: 'user', permissions: [{ uri: 'wamp.session.get', allow: { call: true } }] },
        { name: 'provider', permissions: [{ uri: AUTHENTICATOR, allow: { register: true } }] },
      ],
    }],
    transports: [{
      type: 'web',
      endpoint: { type: 'tcp', interface: '127.0.0.1', port: 0 },
      paths: {
        static: path(STATIC),
        dynamic: path(DYNAMIC),
        provider: path({ anonymous: { type: 'static', role: 'provider' } }),
      },
    }, ...[STATIC, DYNAMIC].map(auth =>
      ({ type: 'rawsocket', endpoint: { type: 'tcp', interface: '127.0.0.1', port: 0 }, auth }))],
  }],
};

// Knows the same clients as the configuration. An unknown client gets a secret or a key that nobody has.
function authenticate([, authid, { authmethod, ticket }]) {
  if (authmethod === 'wampcra') {
    return STATIC.wampcra.users[authid] ?? { secret: randomBytes(16).toString('hex'), role: 'user' };
  }
  if (authmethod === 'scram') {
    const key = () => randomBytes(32).toString('hex');
    return STATIC.scram.principals[authid] ?? { ...STATIC.scram.principals.bob, 'stored-key': key(), 'server-key': key() };
  }
  if (authmethod === 'cryptosign') {
    const [pubkey] = STATIC.cryptosign.principals[authid]?.authorized_keys ?? [publicKey(randomBytes(32).toString('hex'))];
    return { pubkey, role: 'user' };
  }
  if (STATIC.ticket.principals[authid]?.ticket !== ticket) {
    throw new autobahn.Error('wamp.error.authentication_denied', ['unknown user or wrong ticket']);
  }
  return 'user';
}

function provide(url) {
  const connection = new autobahn.Connection({ url, realm: REALM, max_retries: 0 });
  return new Promise((resolve, reject) => {
    connection.onopen = session => session.register(AUTHENTICATOR, authenticate).then(() => resolve(connection), reject);
    connection.onclose = reason => { reject(new Error(reason)); return true; };
    connection.open();
  });
}

const LOGINS = [
  ['ticket', 'joe', 'secret!!!', 'secret'],
  ['wampcra', 'peter', 'secret1', 'secret2'],
  ['wampcra', 'joe', 'secret2', 'secret1'],
  ['scram', 'bob', 'pencil', 'Pencil'],
  ['cryptosign', 'max', SEED, OTHER_SEED],
];

function loginAutobahn(url, method, authid, secret) {
  const answers = {
    ticket: () => secret,
    wampcra: extra => autobahn.auth_cra.sign(
      extra.salt ? autobahn.auth_cra.derive_key(secret, extra.salt, extra.iterations, extra.keylen) : secret,
      extra.challenge),
    cryptosign: extra => autobahn.auth_cryptosign.sign_challenge(pair(secret), extra),
  };
  return new Promise(resolve => {
    const connection = new autobahn.Connection({
      url,
      realm: REALM,
      authmethods: [method],
      authid,
      authextra: method === 'cryptosign' ? { pubkey: publicKey(secret) } : {},
      onchallenge: (session, name, extra) => answers[name](extra),
      max_retries: 0,
    });
    connection.onopen = (session, { authid: id, authrole, authmethod }) => {
      resolve({ authid: id, authrole, authmethod });
      connection.close();
    };
    connection.onclose = (reason, details) => {
      resolve({ error: details.reason, message: details.message });
      return true;
    };
    connection.open();
  });
}

async function loginWampy(url, method, authid, secret) {
  const plugins = {
    ticket: () => () => secret,
    wampcra: () => wampcra(secret),
    cryptosign: () => cryptosign(secret),
  };
  const wampy = new Wampy(url, {
    realm: REALM,
    ws: WebSocket,
    serializer: new CborSerializer(),
    autoReconnect: false,
    authid,
    authmethods: [method],
    authextra: method === 'cryptosign' ? { pubkey: publicKey(secret) } : {},
    authMode: 'auto',
    authPlugins: { [method]: plugins[method]() },
  });
  try {
    const { authid: id, authrole, authmethod } = await wampy.connect();
    await wampy.disconnect();
    return { authid: id, authrole, authmethod };
  } catch (error) {
    return { error: error.errorUri ?? error.message, message: '' };
  }
}

const rawSockets = () => router.addresses.filter(address => address.startsWith('rs:'));

const URLS = {
  provider: () => `ws://127.0.0.1:${router.port}/provider`,
  static: () => `ws://127.0.0.1:${router.port}/static`,
  dynamic: () => `ws://127.0.0.1:${router.port}/dynamic`,
  'static over RawSocket': () => rawSockets()[0],
  'dynamic over RawSocket': () => rawSockets()[1],
};

const url = name => URLS[name]();

let router;
let provider;
before(async () => {
  router = await startRouter({ text: JSON.stringify(CONFIG) });
  provider = await within(provide(url('provider')), 'REGISTERED');
});
after(async () => {
  provider.close();
  await router.stop();
});

const CLIENTS = [
  { name: 'autobahn', methods: ['ticket', 'wampcra', 'cryptosign'], login: loginAutobahn },
  { name: 'wampy', methods: ['ticket', 'wampcra', 'cryptosign'], login: loginWampy },
  // The cryptosign of autobahn-java needs a native library, and its WAMP-CRA knows no salt.
  { name: 'autobahn-java', methods: ['ticket', 'wampcra'], knowsSalt: false },
  { name: 'autobahn-python', methods: ['ticket', 'wampcra', 'scram', 'cryptosign'], sources: Object.keys(URLS).slice(1) },
];

for (const client of CLIENTS) {
  const program = PROCESS_CLIENTS.find(({ library }) => library === client.name);
  const logsIn = client.login ?? ((...args) => login(client.name, ...args));
  for (const source of client.sources ?? ['static', 'dynamic']) {
    describe(`${client.name}, ${source}`, { skip: program?.missing }, () => {
      for (const [method, authid, right, wrong] of LOGINS) {
        const isSalted = method === 'wampcra' && authid === 'joe';
        if (!client.methods.includes(method) || isSalted && client.knowsSalt === false) continue;
        it(`logs in as ${authid} with ${method}`, async () =>
          assert.deepEqual(
            await within(Promise.resolve(logsIn(url(source), method, authid, right)), 'WELCOME'),
            { authid, authrole: 'user', authmethod: method }));

        it(`is refused as ${authid} with a wrong secret for ${method}, and as an unknown user`, async () => {
          // One name for each client: repeated failures of one name are delayed.
          for (const name of [authid, `nobody-${client.name}-${source.replaceAll(' ', '-')}`]) {
            const refusal = await within(Promise.resolve(logsIn(url(source), method, name, wrong)), 'ABORT');
            assert.equal(refusal.error, 'wamp.error.authentication_denied');
          }
        });
      }
    });
  }
}
