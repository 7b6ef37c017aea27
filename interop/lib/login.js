// One login of autobahn-js or wampy: login.js LIBRARY URL REALM METHOD AUTHID SECRET. Writes one JSON object: {authid,
// authrole, authmethod}, or {error, message} of the ABORT. The secret of a certificate is the file with key and
// certificate. Node.js reads NODE_EXTRA_CA_CERTS at its start, hence a process for each login.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import WebSocket from 'ws';
import { Wampy } from 'wampy';
import { CborSerializer } from 'wampy/CborSerializer.js';
import { sign as cryptosign } from 'wampy/cryptosign.js';
import { sign as wampcra } from 'wampy/wampcra.js';
import { pair, publicKey } from './key-pairs.js';

console.warn = () => {}; // autobahn-js reports every regular close with it
const autobahn = createRequire(import.meta.url)('autobahn');
const [library, url, realm, method, authid, secret] = process.argv.slice(2);
const authextra = method === 'cryptosign' ? { pubkey: publicKey(secret) } : {};
const certificate = method === 'tls' ? { key: readFileSync(secret), cert: readFileSync(secret) } : null;

function loginAutobahn() {
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
      realm,
      authmethods: [method],
      authid,
      authextra,
      onchallenge: (session, name, extra) => answers[name](extra),
      max_retries: 0,
      tlsConfiguration: certificate && { ...certificate, ca: readFileSync(process.env.NODE_EXTRA_CA_CERTS) },
    });
    connection.onopen = (session, { authid: id, authrole, authmethod }) => {
      resolve({ authid: id, authrole, authmethod });
      connection.close();
    };
    connection.onclose = (reason, details) => {
      resolve({ error: details.reason ?? reason, message: details.message });
      return true;
    };
    connection.open();
  });
}

async function loginWampy() {
  const plugins = {
    ticket: () => () => secret,
    wampcra: () => wampcra(secret),
    cryptosign: () => cryptosign(secret),
    tls: () => () => '',
  };
  class Socket extends WebSocket {
    constructor(address, protocols) {
      super(address, protocols, certificate ?? {});
    }
  }
  const wampy = new Wampy(url, {
    realm,
    ws: Socket,
    serializer: new CborSerializer(),
    autoReconnect: false,
    authid,
    authmethods: [method],
    authextra,
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

console.log(JSON.stringify(await (library === 'autobahn' ? loginAutobahn() : loginWampy())));
