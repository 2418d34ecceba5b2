"""The library of the Standard Webhooks specification beside our social channel.

    python social.py SECRET URL OURS.json

Posts a message that `standardwebhooks` signed to URL, then one that somebody changed, and verifies
the post of ours in OURS.json (`headers`, `body`) with the same library.
"""

import datetime
import json
import sys
import urllib.error
import urllib.request

from standardwebhooks.webhooks import Webhook


def post(url, headers, body):
    request = urllib.request.Request(url, body.encode(), {**headers, "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def main(secret, url, ours):
    webhook = Webhook(secret)
    body = json.dumps({"type": "message", "network": "chirp", "thread": "dm-7", "from": "nora77",
                       "id": "m-1", "text": "Grüße"})
    now = datetime.datetime.now(tz=datetime.timezone.utc)

    def signed(at):
        return {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": webhook.sign("msg_1", at, body)}

    assert post(url, signed(now), body) == 200
    assert post(url, signed(now), body.replace("Gr", "Kr")) == 401
    assert post(url, signed(now - datetime.timedelta(minutes=6)), body) == 401
    print("ok    what the library signs is taken, and nothing else")
    ours = json.load(open(ours))
    said = webhook.verify(ours["body"], ours["headers"])
    assert said["type"] == "message" and said["thread"] == "dm-7", said
    print("ok    the library verifies what we sign")


main(*sys.argv[1:])
