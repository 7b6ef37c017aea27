// The decoders that clients ship read what receivers get of values in peculiar forms, and all find the same value.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { decode as msgpackDecode } from '@msgpack/msgpack';
import cbor from 'cbor';
import { decode as cborXDecode } from 'cbor-x';
import msgpack5 from 'msgpack5';
import { unpack } from 'msgpackr';
import { comparable } from '../lib/payloads.js';
import { pythonLacks, runPython } from '../lib/peer-process.js';
import { REPOSITORY } from '../lib/router-process.js';

const DECODERS = {
  cbor: { 'npm cbor': cbor.decodeFirstSync, 'npm cbor-x': cborXDecode },
  msgpack: { 'npm msgpack5': bytes => msgpack5().decode(bytes), 'npm msgpackr': unpack, 'npm @msgpack/msgpack': msgpackDecode },
  json: { 'JSON.parse': bytes => JSON.parse(bytes.toString()) },
};

const bytes = (format, text) =>
  format === 'json' ? Buffer.from(text) : Buffer.from(text.replaceAll(' ', ''), 'hex');

// What each receiver gets, and the value that it stands for.
const RECEIVED = readFileSync(path.join(REPOSITORY, 'wamp-protocol/src/test/resources/encodings.txt'), 'utf8')
  .split('\n')
  .filter(line => line.trim() && !line.startsWith('#'))
  .map(line => line.split('|').map(column => column.trim()))
  .filter(([, , decision]) => decision !== 'refuse')
  .flatMap(([sender, row, , sent, ...received]) => ['cbor', 'msgpack', 'json'].map((format, i) => ({
    format,
    row,
    name: `${row} from ${sender} (${sent}) in ${format}`,
    bytes: bytes(format, received[i]),
    value: loose(JSON.parse(received[2])),
  })));

// As JavaScript sees values: floats are no integers, large integers are floats, NaN and the infinities are null in JSON.
function loose(value) {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (Array.isArray(value)) return value.map(loose);
  if (value instanceof Uint8Array) return comparable(value);
  if (value !== null && typeof value === 'object') {
    assert.equal(Object.getPrototypeOf(value), Object.prototype, `${value.constructor.name} is no plain object`);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, loose(item)]));
  }
  return value;
}

// An integer for which MessagePack has no room is a string of digits there.
const same = (actual, { value, name }) => {
  const digits = typeof actual === 'string' && typeof value === 'number' && /^-?\d{19,}$/.test(actual);
  assert.deepEqual(digits ? Number(actual) : actual, value, name);
};

for (const [format, decoders] of Object.entries(DECODERS)) {
  for (const [decoder, decode] of Object.entries(decoders)) {
    it(`${decoder} reads what receivers get`, () => {
      for (const received of RECEIVED.filter(each => each.format === format)) {
        same(loose(decode(received.bytes)), received);
      }
    });
  }
}

const lacking = pythonLacks('cbor', 'cbor2', 'msgpack', 'umsgpack');
if (lacking) {
  console.error('\n*** NO DECODERS OF PYTHON FOUND: their tests are skipped (Debian: apt-get install python3-cbor'
    + ' python3-cbor2 python3-msgpack python3-u-msgpack) ***\n');
}

describe('the decoders of Python', { skip: lacking && 'no decoders on this machine' }, () => {
  it('read what receivers get', () => {
    const lines = RECEIVED.map(each => `${each.format} ${each.bytes.toString('hex')}`).join('\n');
    const { stdout, stderr } = runPython(path.join(REPOSITORY, 'interop/autobahn-python/decoders.py'), lines);
    assert.equal(stderr, '');
    const answers = stdout.trim().split('\n').map(line => JSON.parse(line));
    assert.equal(answers.length, RECEIVED.length);
    answers.forEach((answer, i) => {
      for (const [decoder, value] of Object.entries(answer)) {
        if (decoder === 'python3-u-msgpack' && RECEIVED[i].row === 'keys that stand twice') {
          assert.match(value, /DuplicateKeyException/); // the one exception that docs/INTEROP.md names
          continue;
        }
        same(loose(value), { ...RECEIVED[i], name: `${decoder}: ${RECEIVED[i].name}` });
      }
    });
  });
});
