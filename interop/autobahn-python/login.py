"""One login of autobahn-python: login.py URL REALM METHOD AUTHID SECRET. The URL begins with ws: or, for RawSocket, rs:.

Writes one JSON object: {"authid", "authrole", "authmethod"}, or {"error", "message"} of the ABORT. The secret of a
certificate is the file with key and certificate.
"""

import asyncio
import json
import ssl
import sys

from autobahn.asyncio.wamp import ApplicationSession
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp.auth import create_authenticator
from autobahn.wamp.serializer import CBORSerializer
from autobahn.wamp.types import ComponentConfig
from rawsocket import raw_socket_factory

ARGUMENT = {"ticket": "ticket", "wampcra": "secret", "scram": "password", "cryptosign": "privkey"}
WITH_EXTRA = ("scram", "cryptosign")


class Login(ApplicationSession):
    def onConnect(self):
        extra = self.authenticator.authextra if self.method in WITH_EXTRA else {}
        self.join(self.config.realm, [self.method], self.claimed, authextra=extra)

    def onChallenge(self, challenge):
        return self.authenticator.on_challenge(self, challenge)

    def onWelcome(self, welcome):
        # A text is the reason why the library leaves: the signature of the router is wrong.
        if self.method == "scram":
            return self.authenticator.on_welcome(self, welcome.authextra)

    def onJoin(self, details):
        self.outcome = {"authid": details.authid, "authrole": details.authrole, "authmethod": details.authmethod}
        self.leave()

    def onLeave(self, details):
        if not hasattr(self, "outcome"):
            self.outcome = {"error": details.reason, "message": details.message}
        print(json.dumps(self.outcome), flush=True)
        self.disconnect()

    def onDisconnect(self):
        asyncio.get_running_loop().stop()


def main(url, realm, method, authid, secret):
    def session():
        login = Login(ComponentConfig(realm))
        login.claimed = authid
        login.method = method
        if method in ARGUMENT:
            login.authenticator = create_authenticator(method, authid=authid, **{ARGUMENT[method]: secret})
        return login

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    if url.startswith("rs:"):
        factory = raw_socket_factory(session, CBORSerializer())
    else:
        factory = WampWebSocketClientFactory(session, url=url, serializers=[CBORSerializer()])
    port = int(url.split(":")[2].split("/")[0])
    # Trusts the authorities of SSL_CERT_FILE.
    tls = ssl.create_default_context() if url.startswith("wss") else None
    if method == "tls":
        tls.load_cert_chain(secret)
    loop.run_until_complete(loop.create_connection(factory, "127.0.0.1", port, ssl=tls))
    loop.run_forever()


main(*sys.argv[1:])
