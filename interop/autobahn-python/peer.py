"""One session of autobahn-python, driven by lines of JSON: peer.py URL REALM SERIALIZER.

URL is one of ws://HOST:PORT/PATH, wss:..., rs://HOST:PORT, rss:..., ws+unix:SOCKET:/PATH and rs+unix:SOCKET. The protocol of
the lines is in lib/peer-process.js.
"""

import asyncio
import json
import os
import ssl
import sys
from urllib.parse import urlsplit

from autobahn.asyncio.wamp import ApplicationSession
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp.serializer import CBORSerializer, JsonSerializer, MsgPackSerializer
from autobahn.wamp.types import CallResult, ComponentConfig, PublishOptions
from autobahn.websocket.compress import PerMessageDeflateOffer, PerMessageDeflateResponseAccept
from rawsocket import raw_socket_factory

SERIALIZERS = {"json": JsonSerializer, "msgpack": MsgPackSerializer, "cbor": CBORSerializer}
# A line holds a payload of more than 100 KiB.
LINE_LIMIT_BYTES = 4 << 20


def write(line):
    print(json.dumps(line), flush=True)


class Peer(ApplicationSession):
    def onJoin(self, details):
        # The loop keeps weak references to tasks only.
        self.tasks = {asyncio.ensure_future(self.obey_all())}
        write({"joined": True})

    async def obey_all(self):
        lines = asyncio.StreamReader(limit=LINE_LIMIT_BYTES)
        reader = asyncio.StreamReaderProtocol(lines)
        await asyncio.get_running_loop().connect_read_pipe(lambda: reader, sys.stdin)
        while line := await lines.readline():
            task = asyncio.ensure_future(self.obey(json.loads(line)))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        self.leave()

    def onDisconnect(self):
        asyncio.get_running_loop().stop()

    async def obey(self, command):
        try:
            answer = await self.ACTIONS[command["action"]](self, command)
        except Exception as failure:
            answer = {"error": str(failure)}
        write({"id": command["id"], **(answer or {})})

    async def invoke(self, command):
        result = await self.call(command["uri"], *command["args"], **command["kwargs"])
        if isinstance(result, CallResult):
            return {"args": result.results, "kwargs": result.kwresults}
        return {"args": [] if result is None else [result], "kwargs": {}}

    async def announce(self, command):
        options = PublishOptions(acknowledge=True)
        await self.publish(command["uri"], *command["args"], options=options, **command["kwargs"])

    async def echo(self, command):
        await self.register(lambda *args, **kwargs: CallResult(*args, **kwargs), command["uri"])

    async def hear(self, command):
        topic = command["uri"]
        await self.subscribe(lambda *args, **kwargs: write({"topic": topic, "args": args, "kwargs": kwargs}), topic)

    ACTIONS = {"call": invoke, "publish": announce, "echo": echo, "subscribe": hear}


def factory_of(url, realm, serializer):
    def session():
        return Peer(ComponentConfig(realm))

    if url.startswith("rs"):
        return raw_socket_factory(session, serializer)
    # Over a Unix domain socket, the URL is only for the request.
    named = "ws://localhost" + url.split(":")[2] if url.startswith("ws+unix:") else url
    factory = WampWebSocketClientFactory(session, url=named, serializers=[serializer])
    factory.setProtocolOptions(maxFramePayloadSize=0, maxMessagePayloadSize=0)
    if os.environ.get("PEER_COMPRESSION") == "deflate":
        factory.setProtocolOptions(
            perMessageCompressionOffers=[PerMessageDeflateOffer()],
            perMessageCompressionAccept=PerMessageDeflateResponseAccept,
        )
    return factory


def connect(loop, url, factory):
    scheme, rest = url.split(":", 1)
    if scheme.endswith("+unix"):
        return loop.create_unix_connection(factory, rest.split(":")[0])
    address = urlsplit(url)
    # Trusts the authorities of SSL_CERT_FILE.
    context = ssl.create_default_context() if scheme in ("wss", "rss") else None
    return loop.create_connection(factory, address.hostname, address.port, ssl=context)


def main(url, realm, serializer):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(connect(loop, url, factory_of(url, realm, SERIALIZERS[serializer]())))
    loop.run_forever()


main(*sys.argv[1:])
