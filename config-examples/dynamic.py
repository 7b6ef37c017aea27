"""Authenticator and authorizer of dynamic.json. Run them with Autobahn|Python: python3 dynamic.py"""

from autobahn.asyncio.component import Component, run
from autobahn.wamp.exception import ApplicationError

TICKETS = {"alice": "wonderland", "bob": "builder"}

provider = Component(transports="ws://127.0.0.1:8081/", realm="realm1")


@provider.register("com.example.authenticate")
async def authenticate(realm, authid, details):
    if TICKETS.get(authid) != details["ticket"]:
        raise ApplicationError("com.example.denied", "unknown user or wrong ticket")
    return {"role": "user", "extra": {"topics": f"com.example.user.{authid}."}}


@provider.register("com.example.authorize")
async def authorize(session, uri, action, options):
    own = f"com.example.user.{session['authid']}."
    return {"allow": uri.startswith(own), "disclose": True, "cache": True}


if __name__ == "__main__":
    run([provider])
