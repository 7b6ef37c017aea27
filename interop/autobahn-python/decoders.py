"""Decodes the lines "FORMAT HEX" of the standard input with the decoders of Debian's packages.

Writes a line of JSON for each: {decoder: value}. Bytes are strings of U+0000 and base64, dates are {"\\0date": milliseconds},
sets are {"\\0set": list}. What a decoder cannot read is "FAILS: " and the reason.
"""

import base64
import datetime
import json
import math
import sys
from collections.abc import Mapping

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


# python3-cbor makes no value of them, but an object that holds the tag and the content.
TAGS_THAT_REACH_PEERS = (0, 1, 258)


def plain(value):
    if isinstance(value, bytes):
        return "\0" + base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime.datetime):
        return {"\0date": value.timestamp() * 1000}
    if isinstance(value, (set, frozenset)):
        return {"\0set": [plain(element) for element in value]}
    if isinstance(value, cbor.Tag) and value.tag in TAGS_THAT_REACH_PEERS:
        return plain(value.value)
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    if isinstance(value, Mapping):
        return {text(key): plain(element) for key, element in value.items()}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"a {type(value).__name__}")


def text(key):
    if key is None or isinstance(key, (str, bool, int, float)):
        return key
    raise TypeError(f"a key that is a {type(key).__name__}")


def decoded(decode, data):
    try:
        return plain(decode(data))
    except Exception as failure:
        return f"FAILS: {failure!r}"


for line in sys.stdin:
    encoding, data = line.split()
    print(json.dumps({name: decoded(decode, bytes.fromhex(data)) for name, decode in DECODERS[encoding].items()}))
