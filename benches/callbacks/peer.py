"""The same application with PyJWT, azure-core's CloudEvent and aiohttp.

It takes the shortest way there is: no order, no repetition, no state of calls; a verb is a future
by its context. Requests go out without Microsoft's pipeline, whose asynchronous client signs and
traces each: what is counted here is the way of an event.
"""
import asyncio
import itertools
import os
import sys
import time

import aiohttp
import jwt
from aiohttp import web
from azure.core.messaging import CloudEvent

SERVICE, KEYS, CALLS = sys.argv[1], sys.argv[2], int(sys.argv[3])
RESOURCE = "02b89f62-36c9-4f02-8802-e4b6d5109851"
KEY = open(KEYS.removesuffix("json") + "pem").read()
waiting, log = {}, []


async def callbacks(request):
    token = request.headers["Authorization"].removeprefix("Bearer ")
    try:
        jwt.decode(token, KEY, algorithms=["RS256"], audience=RESOURCE,
                   issuer="https://acscallautomation.communication.azure.com",
                   options={"verify_nbf": False})
    except jwt.PyJWTError:
        return web.Response(status=401)
    for item in await request.json():
        event = CloudEvent.from_dict(item)
        verb = waiting.pop(event.data["operationContext"], None)
        if verb is not None and event.type == "Microsoft.Communication.PlayCompleted":
            verb.set_result(event)
    return web.Response()


async def story(http, up):
    async with http.post(f"http://{SERVICE}/calling/callConnections", json={}) as answer:
        call = (await answer.json())["callConnectionId"]
    up.release()
    for verb in itertools.count():
        context = f"{call}.{verb}"
        done = waiting[context] = asyncio.get_running_loop().create_future()
        body = {"operationContext": context, "playSources": [{"kind": "text", "text": {"text": "x"}}]}
        async with http.post(f"http://{SERVICE}/calling/callConnections/{call}:play", json=body):
            pass
        await done
        log.append(f"{call} {verb} {time.monotonic_ns() // 1000}")


async def main():
    app = web.Application()
    app.router.add_post("/callbacks", callbacks)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = site._server.sockets[0].getsockname()[:2]
    print(f"{host}:{port}", flush=True)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=128)) as http:
        up = asyncio.Semaphore(0)
        stories = [asyncio.create_task(story(http, up)) for _ in range(CALLS)]
        for _ in stories:
            await up.acquire()
        print("up", flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        print("\n".join([*log, "end"]), flush=True)
        sys.stdout.flush()
        os._exit(0)


asyncio.run(main())
