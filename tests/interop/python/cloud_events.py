"""Writes events with the `cloudevents` library, in each mode that has the event in the body.

    python cloud_events.py

Prints a JSON list of `{mode, body}`.
"""

import json

from cloudevents.conversion import to_structured
from cloudevents.http import CloudEvent

DATA = {"callConnectionId": "c1", "operationContext": "ctx"}


def made(id, name, data=DATA, **more):
    attributes = {
        "id": id,
        "source": "calling/callConnections/c1",
        "type": f"Microsoft.Communication.{name}",
        "subject": "calling/callConnections/c1",
        **more,
    }
    return to_structured(CloudEvent(attributes, data))[1].decode()


said = [
    made("n1", "PlayCompleted", datacontenttype="application/json"),
    made("n2", "PlayStarted", traceparent="00-1-2-03", sequence="7"),
    # Octets: the library writes data_base64.
    made("n3", "PlayCanceled", json.dumps(DATA).encode(), datacontenttype="application/json"),
    made("n4", "SomethingNewer", dataschema="https://example.org/x"),
]
batch = json.dumps([json.loads(body) for body in said])
print(json.dumps([{"mode": "structured", "body": body} for body in said]
                 + [{"mode": "batched", "body": batch}]))
