"""Decodes the lines "FORMAT HEX" of the standard input with the decoders of Debian's packages.

Writes a line of JSON for each: {decoder: value}. Bytes are strings of U+0000 and base64. What a decoder cannot read is
"FAILS: " and the reason.
"""

import base64
import json
import math
import sys

import cbor
import cbor2
import msgpack
import umsgpack

DECODERS = {
    "cbor": {"python3-cbor": cbor.loads, "python3-cbor2": cbor2.loads},
    "msgpack": {"python3-msgpack": lambda data: msgpack.unpackb(data, raw=False), "python3-u-msgpack": umsgpack.unpackb},
    "json": {"python3": json.loads},
}

if not hasattr(umsgpack.collections, "Hashable"):
    # Debian's version 2.3 asks for a name that Python 3.10 has removed.
    umsgpack.collections.Hashable = umsgpack.collections.abc.Hashable


def plain(value):
    if isinstance(value, bytes):
        return "\0" + base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list):
        return [plain(element) for element in value]
    if isinstance(value, dict):
        return {key: plain(element) for key, element in value.items()}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"a {type(value).__name__}")


def decoded(decode, data):
    try:
        return plain(decode(data))
    except Exception as failure:
        return f"FAILS: {failure!r}"


for line in sys.stdin:
    encoding, data = line.split()
    print(json.dumps({name: decoded(decode, bytes.fromhex(data)) for name, decode in DECODERS[encoding].items()}))
