"""What Microsoft's own Graph library sends for each operation of a plan.

    python capture.py PLAN.JSON

For each operation it walks the library's builders along the operation's path, gives it the plan's
arguments, query options and body (read by the library's own models: a property that they do not
know is an error), and lets it send; at the bottom of its pipeline the request is taken down
instead. Prints one JSON line for each operation.
"""

import asyncio
import datetime
import importlib
import inspect
import json
import re
import sys
import urllib.parse

import httpx
from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.serialization import Parsable
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph_core import GraphClientFactory

OPTIONS = {
    "$select": ("select", ["id", "displayName"]),
    "$expand": ("expand", ["members"]),
    "$filter": ("filter", "id eq 'o''hara+1@x'"),
    "$orderby": ("orderby", ["id desc"]),
    "$search": ("search", '"displayName:a b"'),
    "$top": ("top", 5),
    "$skip": ("skip", 10),
    "$count": ("count", True),
}


def snake(name):
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).replace(".", "_").replace("-", "_").lower()


def steps(path):
    """`/a/{b-id}/c(d={d})/$value` to `a`, `{b-id}`, `c(d={d})`, `$value`."""
    return [step for step in path.split("/") if step]


def walk(client, path, arguments):
    """The builder of a path, and the values that its place names."""
    given = iter(arguments)
    builder = client
    for step in steps(path):
        if step.startswith("{"):
            name, value = next(given)
            way = next(a for a in dir(builder) if re.fullmatch(r"by_\w+", a))
            builder = getattr(builder, way)(value)
        elif step == "$value":
            builder = builder.content
        elif "(" in step:
            name = snake(step[:step.index("(")])
            taken = [next(given) for _ in re.findall(r"[{@][\w-]+", step)]
            # Without the parameters that the place does not name; `get_all_recordingsuser_id_...`
            # is the library's own name for a function whose parameters are aliases.
            ways = [a for a in dir(builder) if a == name or a.startswith(name + "_with_")
                    or "@" in step and a.startswith(name)]
            builder = getattr(builder, max(ways, key=len) if taken else min(ways, key=len))
            if inspect.ismethod(builder):
                builder = builder(*in_order(builder, dict(taken)))
        else:
            builder = getattr(builder, snake(step))
    return builder


def in_order(function, taken):
    """The arguments of a function by their names."""
    known = {snake(name): value for name, value in taken.items()}
    values = []
    for name, parameter in inspect.signature(function).parameters.items():
        value = known[name]
        if "datetime" in str(parameter.annotation):
            value = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        values.append(value)
    return values


def configured(builder, method, options):
    """The query options that the plan wants, and those that the library has not."""
    kind = next((v for k, v in vars(type(builder)).items()
                 if k.endswith(f"{method.title()}QueryParameters")), None)
    if kind is None or not options:
        return None, options
    known = {f: OPTIONS[o][1] for o in options for f in [OPTIONS[o][0]]
             if f in kind.__dataclass_fields__}
    missing = [o for o in options if OPTIONS[o][0] not in known]
    return RequestConfiguration(query_parameters=kind(**known)), missing


def read(kind, body):
    """The plan's body as the library's model."""
    node = JsonParseNodeFactory().get_root_parse_node("application/json", json.dumps(body).encode())
    model = node.get_object_value(kind)
    complain(model, kind.__name__)
    return model


def complain(model, where):
    """Fails on a property that the library's models do not know."""
    for name in getattr(model, "additional_data", None) or {}:
        if not name.endswith("@odata.bind"):
            raise AssertionError(f"{where} has no {name}")
    for name, value in vars(model).items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Parsable):
                complain(one, f"{where}.{name}")


async def main(plan):
    caught = []

    async def catch(request):
        caught.append((request, await request.aread()))
        return httpx.Response(204)

    client = httpx.AsyncClient(transport=httpx.MockTransport(catch), base_url="https://x")
    client = GraphClientFactory.create_with_default_middleware(client=client)
    adapter = GraphRequestAdapter(AnonymousAuthenticationProvider(), client)
    adapter.base_url = "https://graph.microsoft.com/v1.0"
    graph = GraphServiceClient(request_adapter=adapter)
    for operation in plan["operations"]:
        method = operation["method"].lower()
        said = {"id": operation["id"]}
        try:
            builder = walk(graph, operation["path"], operation["arguments"])
            module = type(builder).__module__.removeprefix("msgraph.generated.").replace(".", "/")
            said["builder"] = module + ".py"
            send = getattr(builder, method)
            configuration, said["without"] = configured(builder, method, operation["options"])
            given = {"request_configuration": configuration} if configuration else {}
            if operation["body"]:
                # The annotation is the model's name: it is imported only for type checkers.
                name = inspect.signature(send).parameters["body"].annotation
                given["body"] = read(model_of(builder, name), plan["bodies"][operation["body"]])
            await send(**given)
            request, content = caught.pop()
            url = urllib.parse.urlsplit(str(request.url))
            said.update(method=request.method, path=url.path, query=url.query,
                        type=request.headers.get("content-type"),
                        body=json.loads(content) if content else None)
        except Exception as error:  # each operation is judged on its own
            said["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(said), flush=True)


def model_of(builder, name):
    """A model by its name, from where the builder's module imports it."""
    source = inspect.getsource(sys.modules[type(builder).__module__])
    place = re.search(rf"from (\.+[\w.]+) import {name}\b", source)
    module = importlib.import_module(place[1], type(builder).__module__.rsplit(".", 1)[0])
    return getattr(module, name)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        asyncio.run(main(json.load(file)))
