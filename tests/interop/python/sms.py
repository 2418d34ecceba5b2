"""Microsoft's own SMS library against the emulator, and requests of ours beside its requests.

    python sms.py EMULATOR OURS.json

Starts the emulator program, sends text messages with `azure-communication-sms`, reads the events
at a subscriber, and checks throttling and opt-out. Then compares the request in OURS.json (`method`,
`target`, `headers`, `body`, taken from our client) with what the library sends, and lets Microsoft's
signing policy sign ours again. Prints one line for each, ends with 0 when all hold.
"""

import base64
import hashlib
import hmac
import http.server
import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from azure.communication.sms import SmsClient
from azure.core.exceptions import HttpResponseError

NUMBER = "+18005550100"
CUSTOMER = "+14255550107"
KEY = "aGVsbG8gaGVsbG8gaGVsbG8="


def ok(what):
    print("ok   ", what, flush=True)


class Subscriber(http.server.BaseHTTPRequestHandler):
    """Event Grid's other end, and a recorder for requests of the library."""

    events = queue.Queue()
    taken = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = {}
        if self.path == "/events":
            for event in json.loads(body):
                if event["eventType"].endswith("SubscriptionValidationEvent"):
                    said = {"validationResponse": event["data"]["validationCode"]}
                else:
                    self.events.put(event)
            self.send_response(200)
        else:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.taken.append((self.path, headers, json.loads(body)))
            to = json.loads(body)["smsRecipients"][0]["to"]
            said = {"value": [{"to": to, "messageId": "Outgoing_1", "httpStatusCode": 202, "successful": True}]}
            self.send_response(202)
        text = json.dumps(said).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def event(kind):
    found = Subscriber.events.get(timeout=20)
    assert found["eventType"] == "Microsoft.Communication." + kind, found
    return found


def main():
    folder = tempfile.mkdtemp()
    emulator = subprocess.Popen([sys.argv[1], "--seed", "7", "--folder", folder],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        ready = json.loads(emulator.stdout.readline())
        drive(ready["control"])
        same(json.load(open(sys.argv[2])))
    finally:
        emulator.kill()
        emulator.wait()
        shutil.rmtree(folder)


def drive(control):
    control = control if control.startswith("http") else "http://" + control

    def ask(path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(control + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Subscriber)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = "http://127.0.0.1:%d" % server.server_port
    resource = ask("/acs")
    ask("/acs/numbers", {"number": NUMBER})
    ask("/acs/event-grid", {"url": here + "/events", "types": []})
    client = SmsClient(resource["endpoint"], credential(resource["key"]))
    sent = client.send(NUMBER, [CUSTOMER], "Hello", enable_delivery_report=True, tag="t")
    assert sent[0].successful and sent[0].http_status_code == 202, sent[0]
    report = event("SMSDeliveryReportReceived")["data"]
    assert (report["messageId"], report["deliveryStatus"], report["tag"]) == (sent[0].message_id, "Delivered", "t")
    held = ask("/acs/texts?number=%2B14255550107")
    assert [one["text"] for one in held] == ["Hello"], held
    ok("Microsoft's library sends, and its report comes")

    ask("/acs/texts", {"from": CUSTOMER, "to": NUMBER, "text": "STOP"})
    assert event("SMSReceived")["data"]["message"] == "STOP"
    client.send(NUMBER, CUSTOMER, "Still?", enable_delivery_report=True)
    assert event("SMSDeliveryReportReceived")["data"]["deliveryStatus"] == "Failed"
    ok("who has opted out gets nothing, and the report says so")

    bad = client.send(NUMBER, ["nobody"], "Hello")
    assert not bad[0].successful and bad[0].http_status_code == 400, bad[0]
    try:
        client.send("+18005550199", CUSTOMER, "Hello")
        raise AssertionError("a number that is not ours")
    except HttpResponseError as error:
        assert error.status_code == 401, error
    many = client.send(NUMBER, ["+1425556%04d" % n for n in range(100)], "x")
    more = client.send(NUMBER, ["+1425557%04d" % n for n in range(100)], "x")
    statuses = [one.http_status_code for one in many + more]
    assert statuses.count(429) > 0 and statuses.count(202) >= 190, statuses
    ok("what is refused is refused for each recipient, and a number is throttled")

    theirs = SmsClient(here, credential(KEY))
    theirs.send(NUMBER, CUSTOMER, "Hello", enable_delivery_report=True)


def credential(key):
    from azure.core.credentials import AzureKeyCredential

    return AzureKeyCredential(key)


def same(ours):
    path, headers, body = Subscriber.taken[-1]
    assert ours["target"] == path, (ours["target"], path)
    mine = ours["body"]
    for one in (mine, body):
        recipient = one["smsRecipients"][0]
        # Each request has its own; their shape is compared.
        assert len(recipient.pop("repeatabilityRequestId")) == 36
        time.strptime(recipient.pop("repeatabilityFirstSent"), "%a, %d %b %Y %H:%M:%S GMT")
    assert mine == body, (mine, body)
    raw = base64.b64decode(ours["raw"])
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
    assert ours["headers"]["x-ms-content-sha256"] == digest
    text = "POST\n%s\n%s;%s;%s" % (ours["target"], ours["headers"]["x-ms-date"], ours["headers"]["host"], digest)
    key = base64.b64decode(KEY)
    signature = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
    assert ours["headers"]["authorization"].endswith("Signature=" + signature)
    assert sorted(name for name in headers if name.startswith("x-ms-content") or name == "authorization") == [
        "authorization", "x-ms-content-sha256"]
    ok("our request is Microsoft's, and signed alike")


main()
