"""One login of autobahn-python: login.py URL REALM METHOD AUTHID SECRET. The URL begins with ws: or, for RawSocket, rs:.

Writes one JSON object: {"authid", "authrole", "authmethod"}, or {"error", "message"} of the ABORT.
"""

import asyncio
import json
import sys

from autobahn.asyncio.rawsocket import WampRawSocketClientFactory
from autobahn.asyncio.wamp import ApplicationSession
from autobahn.asyncio.websocket import WampWebSocketClientFactory
from autobahn.wamp.auth import create_authenticator
from autobahn.wamp.serializer import CBORSerializer
from autobahn.wamp.types import ComponentConfig

ARGUMENT = {"ticket": "ticket", "wampcra": "secret", "scram": "password", "cryptosign": "privkey"}
WITH_EXTRA = ("scram", "cryptosign")


class Login(ApplicationSession):
    def onConnect(self):
        extra = self.authenticator.authextra if self.authenticator.name in WITH_EXTRA else {}
        self.join(self.config.realm, [self.authenticator.name], self.claimed, authextra=extra)

    def onChallenge(self, challenge):
        return self.authenticator.on_challenge(self, challenge)

    def onWelcome(self, welcome):
        # A text is the reason why the library leaves: the signature of the router is wrong.
        if self.authenticator.name == "scram":
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
        login.authenticator = create_authenticator(method, authid=authid, **{ARGUMENT[method]: secret})
        return login

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    if url.startswith("rs:"):
        factory = WampRawSocketClientFactory(session, serializer=CBORSerializer())
    else:
        factory = WampWebSocketClientFactory(session, url=url, serializers=[CBORSerializer()])
    port = int(url.split(":")[2].split("/")[0])
    loop.run_until_complete(loop.create_connection(factory, "127.0.0.1", port))
    loop.run_forever()


main(*sys.argv[1:])
