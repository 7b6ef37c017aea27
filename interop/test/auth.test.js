// Logins with static and dynamic authentication, right and wrong, over ws and wss, with the methods that each library has.

import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { makeAuthority } from '../lib/authority.js';
import { within } from '../lib/awaiting.js';
import { REALM } from '../lib/clients.js';
import { publicKey } from '../lib/key-pairs.js';
import { PROCESS_CLIENTS, login, startLogins } from '../lib/peer-process.js';
import { startRouter } from '../lib/router-process.js';

const autobahn = createRequire(import.meta.url)('autobahn');
const SEED = '4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510';
const OTHER_SEED = 'd511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd';
const authority = makeAuthority();
const JOE = authority.issue('joe');
const STRANGER = authority.issue('stranger');
const FINGERPRINT = new X509Certificate(JOE.text).fingerprint256;

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
const CERTIFICATES = {
  type: 'static', principals: { joe: { 'certificate-sha256': FINGERPRINT, role: 'user' } },
};

// The identity provider, its keys, and its tokens.
const ISSUER = generateKeyPairSync('rsa', { modulusLength: 2048 });
const JWKS = { keys: [{ ...ISSUER.publicKey.export({ format: 'jwk' }), kid: 'key1', use: 'sig', alg: 'RS256' }] };
const JWT = {
  jwt: {
    type: 'static', issuer: 'https://issuer.example.com', audience: ['wamp'], algorithms: ['RS256'], keys: 'jwks.json',
    claims: { role: 'realm_access.roles' }, roles: { staff: 'user' },
  },
};

function token(claims, key = ISSUER.privateKey) {
  const part = content => Buffer.from(JSON.stringify(content)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 300;
  const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'key1' })}.${part({
    iss: 'https://issuer.example.com', aud: ['wamp'], sub: 'joe', exp, realm_access: { roles: ['staff'] }, ...claims,
  })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

const AUTHENTICATOR = 'com.example.authenticate';
const DYNAMIC = Object.fromEntries(
  Object.keys(STATIC).map(method => [method, { type: 'dynamic', authenticator: AUTHENTICATOR }]));

const DYNAMIC_CERTIFICATES = { type: 'dynamic', authenticator: AUTHENTICATOR };

const path = auth => ({ type: 'websocket', auth });
const endpoint = more => ({ type: 'tcp', interface: '127.0.0.1', port: 0, ...more });
const TLS = {
  key: 'node.key', certificate: 'node.crt', ca_certificates: ['ca.crt'], client_certificate: 'optional',
};

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
      endpoint: endpoint(),
      paths: {
        static: path(STATIC),
        dynamic: path(DYNAMIC),
        jwt: path(JWT),
        provider: path({ anonymous: { type: 'static', role: 'provider' } }),
      },
    }, {
      type: 'web',
      endpoint: endpoint({ tls: TLS }),
      paths: {
        static: path({ ...STATIC, tls: CERTIFICATES }),
        dynamic: path({ ...DYNAMIC, tls: DYNAMIC_CERTIFICATES }),
      },
    }, ...[STATIC, DYNAMIC].map(auth => ({ type: 'rawsocket', endpoint: endpoint(), auth }))],
  }],
};

// Knows the same clients as the configuration. An unknown client gets a secret or a key that nobody has.
function authenticate([, authid, { authmethod, ticket, transport }]) {
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
  const isRight = authmethod === 'tls'
    ? transport.peer_cert.sha256 === FINGERPRINT && authid === 'joe'
    : STATIC.ticket.principals[authid]?.ticket === ticket;
  if (!isRight) {
    throw new autobahn.Error('wamp.error.authentication_denied', ['unknown user or wrong credentials']);
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
  ['tls', 'joe', JOE.file, STRANGER.file],
];

const SOURCES = ['static', 'dynamic'];

// A listener of WebSocket has a path for each source, and each source has a listener of RawSocket.
const url = (scheme, name) => {
  const addresses = router.addresses.filter(text => text.startsWith(`${scheme}:`));
  return scheme === 'rs'
    ? addresses[SOURCES.indexOf(name)]
    : `${scheme}://127.0.0.1:${new URL(addresses[0]).port}/${name}`;
};
// Node.js and Python; autobahn-java trusts every certificate.
const env = { NODE_EXTRA_CA_CERTS: authority.certificateFile, SSL_CERT_FILE: authority.certificateFile };

let router;
let provider;
let logins;
before(async () => {
  router = await startRouter({
    text: JSON.stringify(CONFIG), files: { ...authority.files, 'jwks.json': JSON.stringify(JWKS) },
  });
  provider = await within(provide(url('ws', 'provider')), 'REGISTERED');
  logins = await startLogins(authority.certificateFile);
});
after(async () => {
  await logins.stop();
  provider.close();
  await router.stop();
  authority.remove();
});

const CLIENTS = [
  { name: 'autobahn', methods: ['ticket', 'wampcra', 'cryptosign', 'tls'] },
  { name: 'wampy', methods: ['ticket', 'wampcra', 'cryptosign', 'tls'] },
  // The cryptosign of autobahn-java needs a native library, its WAMP-CRA knows no salt, and its TLS shows no certificate.
  { name: 'autobahn-java', methods: ['ticket', 'wampcra'], knowsSalt: false },
  {
    name: 'autobahn-python',
    methods: ['ticket', 'wampcra', 'scram', 'cryptosign', 'tls'],
    schemes: ['ws', 'wss', 'rs'],
  },
  {
    name: 'signalbox-client',
    methods: ['ticket', 'wampcra', 'scram', 'cryptosign', 'tls'],
    schemes: ['ws', 'wss', 'rs'],
    // For the client, a token is a method of its own, and no ticket.
    tokens: 'jwt',
  },
];

const loginOf = client => (...credentials) => client.name === 'signalbox-client'
  ? logins.login(...credentials)
  : login(client.name, ...credentials, env);

for (const client of CLIENTS) {
  const program = PROCESS_CLIENTS.find(({ library }) => library === client.name);
  const places = (client.schemes ?? ['ws', 'wss']).flatMap(scheme => SOURCES.map(source => [scheme, source]));
  for (const [scheme, source] of places) {
    describe(`${client.name}, ${source}, ${scheme}`, { skip: program?.missing }, () => {
      const logsIn = (...credentials) => loginOf(client)(url(scheme, source), ...credentials);
      for (const [method, authid, right, wrong] of LOGINS) {
        const isSalted = method === 'wampcra' && authid === 'joe';
        if (!client.methods.includes(method) || isSalted && client.knowsSalt === false) continue;
        if (method === 'tls' && scheme !== 'wss') continue;
        it(`logs in as ${authid} with ${method}`, async () =>
          assert.deepEqual(await logsIn(method, authid, right), { authid, authrole: 'user', authmethod: method }));

        it(`is refused as ${authid} with a wrong secret for ${method}, and as an unknown user`, async () => {
          // One name for each client: repeated failures of one name are delayed.
          for (const name of [authid, `nobody-${client.name}-${source}`]) {
            const refusal = await logsIn(method, name, wrong);
            assert.equal(refusal.error, 'wamp.error.authentication_denied');
          }
        });
      }
    });
  }
  describe(`${client.name}, JSON Web Tokens`, { skip: program?.missing }, () => {
    const authmethod = client.tokens ?? 'ticket';
    const logsInWith = ticket => loginOf(client)(url('ws', 'jwt'), authmethod, 'joe', ticket);
    it('logs in with a token', async () =>
      assert.deepEqual(await logsInWith(token({})), { authid: 'joe', authrole: 'user', authmethod }));

    it('is refused with a token that is wrong, expired, or of somebody else', async () => {
      const forged = token({}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
      for (const wrong of [forged, token({ exp: 1 }), token({ sub: 'ann' }), token({ aud: 'other' }), 'secret!!!']) {
        assert.equal((await logsInWith(wrong)).error, 'wamp.error.authentication_denied');
      }
    });
  });
}
