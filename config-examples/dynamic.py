"""Authenticator and authorizer of dynamic.json. Run them with Autobahn|Python: python3 dynamic.py"""

from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
from autobahn.wamp.exception import ApplicationError

TICKETS = {"alice": "wonderland", "bob": "builder"}


async def authenticate(realm, authid, details):
    if TICKETS.get(authid) != details["ticket"]:
        raise ApplicationError("com.example.denied", "unknown user or wrong ticket")
    return {"role": "user", "extra": {"topics": f"com.example.user.{authid}."}}


async def authorize(session, uri, action, options):
    own = f"com.example.user.{session['authid']}."
    return {"allow": uri.startswith(own), "disclose": True, "cache": True}


class Provider(ApplicationSession):
    async def onJoin(self, details):
        await self.register(authenticate, "com.example.authenticate")
        await self.register(authorize, "com.example.authorize")


if __name__ == "__main__":
    ApplicationRunner("ws://127.0.0.1:8081/", "realm1").run(Provider)
