"""What reading a call record costs Microsoft's Python library, and Python's own json beside it.

    cargo run --release -p notifications -- record > /tmp/record.json
    ../.tools/python/bin/python notifications/call_record.py /tmp/record.json

CPU time, best of nine rounds. The interpreter is the one that `cargo xtask test python` prepares.
"""

import json
import sys
import time

from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph.generated.models.call_records.call_record import CallRecord

ROUNDS, RUNS = 9, 20


def library(body):
    node = JsonParseNodeFactory().get_root_parse_node("application/json", body)
    return node.get_object_value(CallRecord)


def best(read, body):
    figures = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(RUNS):
            read(body)
        figures.append((time.process_time() - start) / RUNS * 1e6)
    return min(figures)


def main():
    with open(sys.argv[1], "rb") as file:
        body = file.read()
    assert len(library(body).sessions) == 60
    print(f"msgraph-sdk: {best(library, body):.0f} us, json.loads: {best(json.loads, body):.0f} us, {len(body)} octets")


main()
