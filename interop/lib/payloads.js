// Values that must arrive as they were sent, whatever the two serializers are.

export const RICH = {
  args: [
    '', 'plain', 'ünïcödé ✓ 日本語 😀 \u2028', 'quote " backslash \\ newline \n tab \t', '\u0001',
    0, 1, -1, 127, 128, 255, 256, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, -(2 ** 31) - 1,
    Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER,
    1.5, -0.25, 0.1, 1e300, 5e-324,
    true, false, null, [], {}, [[[]]], [null], { deep: { er: [{ still: { deeper: [1, 'two', null] } }] } },
  ],
  kwargs: {
    number: 42, nothing: null, empty: '', list: [1, 2, 3], map: { a: 1, b: { c: [] } },
    'ключ': 'значение', 'with space': true, _private: 1.25,
  },
};

export const BYTES = Uint8Array.from([0, 1, 2, 127, 128, 254, 255]);

// What the application sees of bytes depends on the library: typed arrays, buffers, or on JSON the WAMP string form.
// 64-bit integers come as BigInt from some decoders.
export function comparable(value) {
  if (value instanceof Uint8Array) return `\0${Buffer.from(value).toString('base64')}`;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}n`;
  if (Array.isArray(value)) return value.map(comparable);
  if (value instanceof Map) return comparable(Object.fromEntries(value));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
  }
  return value;
}
