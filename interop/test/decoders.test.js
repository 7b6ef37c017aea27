// The decoders that clients ship read what receivers get of values in peculiar forms, and all find the same value.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { decode as msgpackDecode } from '@msgpack/msgpack';
import cbor from 'cbor';
import { decode as cborXDecode, Encoder } from 'cbor-x';
import msgpack5 from 'msgpack5';
import { unpack } from 'msgpackr';
import { comparable } from '../lib/payloads.js';
import { pythonLacks, runPython } from '../lib/peer-process.js';
import { REPOSITORY } from '../lib/router-process.js';

// How dates (in milliseconds) and sets are marked, here and by decoders.py.
const DATE = '\0date';
const SET = '\0set';

// The options of wampy.
const cborOfWampy = new Encoder({ useRecords: false, mapsAsObjects: true, int64AsNumber: true, largeBigIntToFloat: true });

const DECODERS = {
  cbor: {
    'npm cbor': cbor.decodeFirstSync,
    'npm cbor-x': cborXDecode,
    'npm cbor-x with the options of wampy': bytes => cborOfWampy.decode(bytes),
  },
  msgpack: { 'npm msgpack5': bytes => msgpack5().decode(bytes), 'npm msgpackr': unpack, 'npm @msgpack/msgpack': msgpackDecode },
  json: { 'JSON.parse': bytes => JSON.parse(bytes.toString()) },
};

const bytes = (format, text) =>
  format === 'json' ? Buffer.from(text) : Buffer.from(text.replaceAll(' ', ''), 'hex');

const VECTORS = readFileSync(path.join(REPOSITORY, 'wamp-protocol/src/test/resources/encodings.txt'), 'utf8')
  .split('\n')
  .filter(line => line.trim() && !line.startsWith('#'))
  .map(line => line.split('|').map(column => column.trim()))
  .map(([format, row, decision, sent, ...received]) => ({ format, row, decision, sent, received }));

// What each receiver gets, and the value that it stands for.
const RECEIVED = VECTORS
  .filter(({ decision }) => decision !== 'refuse')
  .flatMap(({ format: sender, row, sent, received }) => ['cbor', 'msgpack', 'json'].map((format, i) => ({
    format,
    row,
    name: `${row} from ${sender} (${sent}) in ${format}`,
    bytes: bytes(format, received[i]),
    value: loose(JSON.parse(received[2])),
  })));

// What senders send, and the value that it stands for, unless it has none and is refused.
const SENT = VECTORS.map(({ format, row, decision, sent, received }) => ({
  format,
  row,
  name: `${row} (${sent})`,
  bytes: bytes(format, sent),
  ...(decision !== 'refuse' && { value: loose(JSON.parse(received[2])) }),
}));

// As JavaScript sees values: floats are no integers, large integers are floats, NaN and the infinities are null in JSON.
function loose(value) {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (Array.isArray(value)) return value.map(loose);
  if (value instanceof Uint8Array) return comparable(value);
  if (value instanceof Date) return { [DATE]: value.getTime() };
  if (value instanceof Set) return { [SET]: [...value].map(loose) };
  if (value !== null && typeof value === 'object') {
    assert.equal(Object.getPrototypeOf(value), Object.prototype, `${value.constructor.name} is no plain object`);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, loose(item)]));
  }
  return value;
}

const millis = date => (typeof date === 'number' ? date * 1000 : Date.parse(date));

// The value where it is what the content of a date or a set stands for, which is what other decoders deliver.
function content(actual, expected) {
  if (Array.isArray(actual)) return actual.map((item, i) => content(item, expected?.[i]));
  if (actual === null || typeof actual !== 'object') return actual;
  if (DATE in actual) return Math.floor(millis(expected)) === Math.floor(actual[DATE]) ? expected : actual;
  if (SET in actual) {
    const holds = item => actual[SET].some(each => isDeepStrictEqual(content(each, item), item));
    return expected?.length === actual[SET].length && expected.every(holds) ? expected : actual;
  }
  return Object.fromEntries(Object.entries(actual).map(([key, item]) => [key, content(item, expected?.[key])]));
}

// An integer for which MessagePack has no room is a string of digits there.
const same = (decoded, { value, name }) => {
  const actual = content(decoded, value);
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

// For each input, what each of Python's decoders makes of it.
function decodedByPython(inputs) {
  const lines = inputs.map(each => `${each.format} ${each.bytes.toString('hex')}`).join('\n');
  const { stdout, stderr } = runPython(path.join(REPOSITORY, 'interop/autobahn-python/decoders.py'), lines);
  assert.equal(stderr, '');
  const answers = stdout.trim().split('\n').map(line => JSON.parse(line));
  assert.equal(answers.length, inputs.length);
  return answers;
}

describe('the decoders of Python', { skip: lacking && 'no decoders on this machine' }, () => {
  it('read what receivers get', () => {
    decodedByPython(RECEIVED).forEach((answer, i) => {
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

// ---- the last column of the page

const PAGE = readFileSync(path.join(REPOSITORY, 'docs/INTEROP.md'), 'utf8');
const FORMAT_NAMES = { cbor: 'CBOR', msgpack: 'MessagePack', json: 'JSON' };
const REASONS = [...PAGE.matchAll(/^\| (.+?) \| (CBOR|MessagePack|JSON) \| \w+ \|.*\|(.*)\|$/gm)].flatMap(([, row, format, reason]) =>
  [...reason.matchAll(/`([^`]+)`/g)].map(([, decoder]) => ({ row, format, decoder })));

// Whether a decoder fails on an input or makes another value of it.
function misreads(decode, input) {
  try {
    const decoded = decode();
    if (typeof decoded === 'bigint' && Number.isSafeInteger(Number(decoded))) return true;
    if (typeof decoded === 'string' && decoded.startsWith('FAILS')) return true;
    if (!('value' in input)) return false;
    same(loose(decoded), input);
    return false;
  } catch {
    return true;
  }
}

describe('the reasons on the page', () => {
  it('name decoders', () => assert.ok(REASONS.length > 20));

  const python = lacking ? null : decodedByPython(SENT);
  for (const { row, format, decoder } of REASONS) {
    const isPython = decoder.startsWith('python3');
    it(`${decoder} does not read ${row} in ${format}`, { skip: isPython && lacking && 'no decoders on this machine' }, () => {
      const inputs = SENT.map((input, i) => ({ input, i }))
        .filter(({ input }) => input.row === row && FORMAT_NAMES[input.format] === format);
      const decode = DECODERS[inputs[0].input.format];
      const known = isPython ? decoder in python[inputs[0].i] : [`npm ${decoder}`, decoder].some(name => name in decode);
      assert.ok(known, `${decoder} is no decoder of ${format} here`);
      const reads = ({ input, i }) =>
        !misreads(() => (isPython ? python[i][decoder] : (decode[`npm ${decoder}`] ?? decode[decoder])(input.bytes)), input);
      assert.ok(!inputs.every(reads), `${decoder} reads all of ${row}`);
    });
  }
});
