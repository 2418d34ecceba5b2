"""The same echo with Python's websockets library: each text that comes goes back.

    python echo.py

Prints its address, and runs until it is killed.
"""

import asyncio

from websockets.asyncio.server import serve


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def main():
    # The service's frames are not compressed, and ours are not either.
    async with serve(echo, "127.0.0.1", 0, compression=None) as server:
        host, port = server.sockets[0].getsockname()
        print(f"{host}:{port}", flush=True)
        await server.serve_forever()


asyncio.run(main())
