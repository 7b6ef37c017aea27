"""Guest that registers com.example.add, with autobahn-python. Reads its settings from the standard input."""

import json
import sys

from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession


class Adder(ApplicationSession):
    async def onJoin(self, details):
        await self.register(lambda a, b: a + b, "com.example.add")
        print("com.example.add is registered")

    def onDisconnect(self):
        # The node starts the program again.
        sys.exit(1)


settings = json.load(sys.stdin)
ApplicationRunner(settings["url"], settings["realm"]).run(Adder)
