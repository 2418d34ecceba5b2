"""Microsoft's Call Automation client asks a caller whose sound is real.

    python ear.py ENDPOINT KEY CONTROL

Prints one line for each step and ends with 0 when all hold.
"""

import http.server
import json
import queue
import sys
import threading

import requests
from azure.communication.callautomation import (
    CallAutomationClient,
    RecognitionChoice,
    TextSource,
)
from azure.core.credentials import AzureKeyCredential

endpoint, key, control = sys.argv[1:]
events = queue.Queue()


def check(holds, what, more=""):
    print(("ok    " if holds else "FAILED ") + what, flush=True)
    if not holds:
        raise AssertionError(f"{what}: {more}")


class App(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        if self.headers.get("aeg-event-type") == "SubscriptionValidation":
            code = given[0]["data"]["validationCode"]
            self.wfile.write(json.dumps({"validationResponse": code}).encode())
            return
        for event in given:
            events.put(event)


def until(*names):
    while True:
        event = events.get(timeout=30)
        name = (event.get("type") or event["eventType"]).rsplit(".", 1)[1]
        if name in names:
            return name, event["data"]


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), App)
threading.Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_port}"
answer = requests.post(control + "/acs/event-grid", json={"url": here + "/events"}, timeout=10)
check(answer.status_code == 201, "it waits for a call", answer.text)

client = CallAutomationClient(endpoint, AzureKeyCredential(key))
_, ring = until("IncomingCall")
call = client.answer_call(ring["incomingCallContext"], here + "/callbacks",
                          cognitive_services_endpoint="https://ai.cognitiveservices.azure.com/")
until("CallConnected")
line = client.get_call_connection(call.call_connection_id)
caller = line.list_participants().next().identifier
choices = [RecognitionChoice(label="Card", phrases=["I lost my card"], tone="one"),
           RecognitionChoice(label="Bill", phrases=["my bill is wrong"], tone="two")]
line.start_recognizing_media("choices", caller, choices=choices, initial_silence_timeout=20,
                             end_silence_timeout=1, interrupt_prompt=True,
                             play_prompt=TextSource(text="How can I help?"))
got = until("RecognizeCompleted", "RecognizeFailed")
check(got[1].get("choiceResult", {}).get("label") == "Card", "a choice by voice", got)
line.start_recognizing_media("speech", caller, initial_silence_timeout=20, end_silence_timeout=1)
got = until("RecognizeCompleted", "RecognizeFailed")
said = got[1].get("speechResult", {}).get("speech")
check(said == "speak to an agent", "words by voice", got)
line.start_recognizing_media("speech", caller, initial_silence_timeout=1)
got = until("RecognizeCompleted", "RecognizeFailed")
check(got[1]["resultInformation"]["subCode"] == 8510, "silence", got)
line.hang_up(is_for_everyone=True)
until("CallDisconnected")
