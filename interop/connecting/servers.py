"""A WebSocket and a RawSocket server of autobahn-python that answer HELLO with ABORT: servers.py.

Writes one line of JSON with both ports, and serves until its input ends.
"""

import asyncio
import json
import sys

from autobahn.asyncio.rawsocket import WampRawSocketServerFactory
from autobahn.asyncio.websocket import WampWebSocketServerFactory
from autobahn.wamp import message
from autobahn.wamp.serializer import CBORSerializer, JsonSerializer, MsgPackSerializer
from autobahn.websocket.compress import PerMessageDeflateOffer, PerMessageDeflateOfferAccept


class Refusal:
    """The router's end of one connection: knows no realm."""

    # The library writes them to its log.
    _authid = None
    _session_id = None

    def onOpen(self, transport):
        self.transport = transport

    def onMessage(self, received):
        if isinstance(received, message.Hello):
            self.transport.send(message.Abort("wamp.error.no_such_realm", "this server has no realms"))

    def onClose(self, was_clean):
        pass


def accept_compression(offers):
    for offer in offers:
        if isinstance(offer, PerMessageDeflateOffer):
            return PerMessageDeflateOfferAccept(offer)


async def serve():
    loop = asyncio.get_running_loop()
    web = WampWebSocketServerFactory(Refusal, url="ws://127.0.0.1")
    web.setProtocolOptions(perMessageCompressionAccept=accept_compression)
    raw = WampRawSocketServerFactory(Refusal, [JsonSerializer(), MsgPackSerializer(), CBORSerializer()])
    servers = [await loop.create_server(factory, "127.0.0.1", 0) for factory in (web, raw)]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    print(json.dumps(dict(zip(("websocket", "rawsocket"), ports))), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())
