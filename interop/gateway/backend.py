"""A WebSocket server of the package websockets, which echoes: backend.py COMPRESSION SUBPROTOCOL...

COMPRESSION is "deflate" or "plain". Closes with the code that the message "close CODE" names, sends a message in fragments for the
message "fragments", and pings for the message "ping". Writes its port, and serves until its input ends.
"""

import asyncio
import sys

import websockets


async def serve_one(socket, path=None):
    async for message in socket:
        words = message.split(" ") if isinstance(message, str) else [""]
        if words[0] == "close":
            await socket.close(int(words[1]), "as you like")
        elif words[0] == "fragments":
            await socket.send(["one ", "two ", "three"])
        elif words[0] == "ping":
            await (await socket.ping(b"are you there"))
            await socket.send("there")
        elif words[0] == "subprotocol":
            await socket.send(str(socket.subprotocol))
        elif words[0] == "extensions":
            await socket.send(",".join(extension.name for extension in socket.extensions))
        else:
            await socket.send(message)


async def serve():
    compression = "deflate" if sys.argv[1] == "deflate" else None
    server = await websockets.serve(
        serve_one, "127.0.0.1", 0, compression=compression, subprotocols=sys.argv[2:] or None, max_size=None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()
    await server.wait_closed()


asyncio.run(serve())
