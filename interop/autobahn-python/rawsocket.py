"""RawSocket of autobahn-python 22 on asyncio, with a property that its sessions read and that its protocol lacks."""

from autobahn.asyncio.rawsocket import WampRawSocketClientFactory, WampRawSocketClientProtocol


class RawSocketProtocol(WampRawSocketClientProtocol):
    @property
    def transport_details(self):
        return self._transport_details


def raw_socket_factory(session, serializer):
    factory = WampRawSocketClientFactory(session, serializer=serializer)
    factory.protocol = RawSocketProtocol
    return factory
