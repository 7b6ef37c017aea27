// Ed25519 key pairs, from a seed in hexadecimal digits.

import { createPrivateKey, createPublicKey } from 'node:crypto';

const PKCS8_OF_ED25519 = '302e020100300506032b657004220420';

// In the form of tweetnacl, which autobahn-js and wampy use: the secret key is seed and public key.
export function pair(seed) {
  const key = createPrivateKey({ key: Buffer.from(PKCS8_OF_ED25519 + seed, 'hex'), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { publicKey, secretKey: Uint8Array.from(Buffer.concat([Buffer.from(seed, 'hex'), publicKey])) };
}

export const publicKey = seed => pair(seed).publicKey.toString('hex');
