"""What a stranger does with the emulator program, who knows Microsoft's library, the service's
documents and `--help` alone: other addresses and credentials, own certificates, pages, downloads,
requests without the library.

    python call_automation_stranger.py PATH-OF-TEAMS-CC-EMULATOR

Prints one line for each step and ends with 0 when all hold.
"""

import array
import asyncio
import base64
import hashlib
import hmac
import http.server
import json
import math
import os
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from email.utils import formatdate

import jwt
import requests
from azure.communication.callautomation import (
    CallAutomationClient,
    CommunicationUserIdentifier,
    FileSource,
    MediaStreamingOptions,
    PhoneNumberIdentifier,
    TeamsExtensionUserIdentifier,
    TextSource,
    TranscriptionOptions,
)
from azure.communication.callautomation.aio import CallAutomationClient as Concurrent
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity.aio import ClientSecretCredential
from websockets.sync.server import serve

OWN, TEAMS, CALLER, NOBODY = "+18005550100", "+18005550199", "+14255550101", "+14255550103"
PHONE = PhoneNumberIdentifier(CALLER)
ACCESS = "api-version=2025-06-30"
VERSION = "?api-version=2026-03-12"


def check(holds, what, more=""):
    print(("ok    " if holds else "FAILED ") + what, flush=True)
    if not holds:
        raise AssertionError(f"{what}: {more}")


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def reply(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        is_music = self.path == "/music.wav"
        self.reply(200 if is_music else 404, wav(tone(700, 0.5)) if is_music else b"")

    def do_POST(self):
        events = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("aeg-event-type") == "SubscriptionValidation":
            code = events[0]["data"]["validationCode"]
            return self.reply(200, json.dumps({"validationResponse": code}).encode())
        app = self.server.app
        with app.more:
            for event in events:
                name = (event.get("type") or event["eventType"]).rsplit(".", 1)[1]
                # A plain dict: whoever looks for one spelling finds the service's.
                app.events.append((name, event, self.path, dict(self.headers)))
            app.more.notify_all()
        self.reply(200)


class OverV6(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6


class App:
    """The application's servers; all put events into one list."""

    def __init__(self):
        self.events, self.more = [], threading.Condition()
        self.at = "http://127.0.0.1:%d" % self.listen()

    def listen(self, kind=http.server.ThreadingHTTPServer, host="127.0.0.1", tls=None):
        server = kind((host, 0), Handler)
        server.app, server.daemon_threads = self, True
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_address[1]

    def wait(self, name, of=None, within=10, **data):
        until = time.monotonic() + within
        with self.more:
            while True:
                for one in self.events:
                    about = one[1]["data"]
                    fits = one[0] == name and (of is None or about.get("callConnectionId") == of)
                    if fits and all(about.get(key) == value for key, value in data.items()):
                        self.events.remove(one)
                        check(True, f"event {name}")
                        return one
                left = until - time.monotonic()
                if left <= 0:
                    check(False, f"event {name} {data}", [one[0] for one in self.events][-9:])
                self.more.wait(left)


def tone(hertz, seconds):
    return [int(8000 * math.sin(2 * math.pi * hertz * n / 16000)) for n in range(int(16000 * seconds))]


def wav(samples):
    data = array.array("h", samples).tobytes()
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1,
                       16000, 32000, 2, 16, b"data", len(data)) + data


class Stranger:
    def __init__(self, ready, folder):
        self.ready, self.folder, self.app = ready, folder, App()
        self.about = self.ask("GET", "/").json()
        self.key = AzureKeyCredential(ready["acs_key"])
        self.client = CallAutomationClient(ready["acs"], self.key)
        self.tls = {"connection_verify": self.about["ca_file"]}

    def ask(self, method, path, body=None, status=200):
        answer = requests.request(method, self.ready["control"] + path, json=body, timeout=30)
        check(answer.status_code == status, f"{method} {path} -> {status}", answer.text)
        return answer

    def person(self, who, **behaviour):
        self.ask("PUT", "/acs/people/" + urllib.parse.quote(who), behaviour, 204)

    def act(self, who, **act):
        self.ask("POST", f"/acs/people/{urllib.parse.quote(who)}/act", act, 204)

    def heard(self, who):
        answer = self.ask("GET", f"/acs/people/{urllib.parse.quote(who)}/heard.wav")
        return array.array("h", answer.content[44:])

    def call(self, client=None, to=PHONE, at=None, **more):
        client = client or self.client
        made = client.create_call(to, at or self.app.at + "/events", **more)
        event = self.app.wait("CallConnected", made.call_connection_id)
        return made.call_connection_id, client.get_call_connection(made.call_connection_id), event

    def certificate(self):
        made = self.ask("POST", "/certificates", {"names": ["localhost", "127.0.0.1"]}, 201).json()
        names = [os.path.join(self.folder, name) for name in ("app.crt", "app.key")]
        for name, text in zip(names, (made["certificate"], made["key"])):
            with open(name, "w") as file:
                file.write(text)
        return self.context(*names)

    def context(self, certificate, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    def addresses(self):
        """Where client and application are, and by which name."""
        named = self.ready["acs"].replace("127.0.0.1", "localhost")
        of, line, event = self.call(CallAutomationClient(named, self.key),
                                    at=self.app.at + "/events?case=4711&q=a%20b")
        check(event[2] == "/events?case=4711&q=a%20b", "a callback keeps its query", event[2])
        check(event[3]["Authorization"].startswith("Bearer "), "headers in the usual spelling")
        line.hang_up(True)
        secret = self.about["acs_connection_string_tls"]
        of, line, _ = self.call(CallAutomationClient.from_connection_string(secret, **self.tls))
        line.hang_up(True)
        port = self.app.listen(OverV6, "::1")
        for host in ("localhost", "[::1]"):
            self.call(at=f"http://{host}:{port}/events")[1].hang_up(True)
        port = self.app.listen(tls=self.certificate())
        self.call(at=f"https://localhost:{port}/events")[1].hang_up(True)
        made, key = (os.path.join(self.folder, name) for name in ("own.crt", "own.key"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
             made, "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        with open(made, "rb") as file:
            trusted = requests.post(self.ready["control"] + "/trust", data=file.read(), timeout=9)
        check(trusted.json() == {"added": 1}, "a certificate of one's own", trusted.text)
        port = self.app.listen(tls=self.context(made, key))
        self.call(at=f"https://localhost:{port}/events")[1].hang_up(True)

    def sockets(self):
        """Audio and text over TLS."""
        frames = []

        def talk(connection):
            for message in connection:
                frames.append((connection.request, json.loads(message)))

        server = serve(talk, "127.0.0.1", 0, ssl=self.certificate())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = "wss://localhost:%d" % server.socket.getsockname()[1]
        of, line, _ = self.call(
            media_streaming=MediaStreamingOptions(
                transport_url=at + "/audio", transport_type="websocket", content_type="audio",
                audio_channel_type="unmixed", start_media_streaming=True),
            transcription=TranscriptionOptions(
                transport_url=at + "/text", transport_type="websocket", locale="en-US",
                start_transcription=True))
        self.app.wait("MediaStreamingStarted", of)
        self.app.wait("TranscriptionStarted", of)
        self.act(CALLER, do="say", words="hello there")
        loud = lambda f: f["kind"] == "AudioData" and not f["audioData"]["silent"]
        text = lambda f: f["kind"] == "TranscriptionData"
        until = time.monotonic() + 10
        while time.monotonic() < until:
            if any(loud(f) for _, f in frames) and any(text(f) for _, f in frames):
                break
            time.sleep(0.02)
        check(any(loud(f) for _, f in frames), "audio over wss")
        check(any(text(f) for _, f in frames), "a transcript over wss")
        self.claims(frames[0][0].headers["Authorization"], 24 * 3600)
        line.hang_up(True)
        self.app.wait("MediaStreamingStopped", of)
        self.app.wait("TranscriptionStopped", of)

    def claims(self, header, life):
        """PyJWT judges a token by its own clock, strictly."""
        where = self.ready["acs"] + "/calling/.well-known/acsopenidconfiguration"
        document = requests.get(where, timeout=10).json()
        token = header.removeprefix("Bearer ")
        key = jwt.PyJWKClient(document["jwks_uri"]).get_signing_key_from_jwt(token)
        claims = jwt.decode(token, key, algorithms=["RS256"], issuer=document["issuer"],
                            audience=self.about["acs_resource_id"],
                            options={"require": ["exp", "nbf", "iat", "iss", "aud"]})
        check(claims["exp"] - claims["iat"] == life, f"a token for {life} s", claims)

    def concurrent(self):
        """The library's other half, with a key and with a token."""

        async def go():
            about = self.about
            token = ClientSecretCredential(
                about["tenant"], about["client_id"], about["client_secret"],
                authority=self.ready["signin"], disable_instance_discovery=True, **self.tls)
            async with token, Concurrent(self.ready["acs_tls"], token, **self.tls) as client:
                made = await client.create_call(PHONE, self.app.at + "/events")
                self.app.wait("CallConnected", made.call_connection_id)
                await client.get_call_connection(made.call_connection_id).hang_up(True)
            async with Concurrent(self.ready["acs"], self.key) as client:
                made = await client.create_call(PHONE, self.app.at + "/events")
                of = made.call_connection_id
                self.app.wait("CallConnected", of)
                line = client.get_call_connection(of)
                await line.play_media_to_all(TextSource(text="hello"), operation_context="a")
                self.app.wait("PlayCompleted", of, operationContext="a")
                check(len([one async for one in line.list_participants()]) == 1, "one participant")
                await line.hang_up(True)
                self.app.wait("CallDisconnected", of)

        asyncio.run(go())

    def pages(self):
        many = [PhoneNumberIdentifier(f"+1425555{n:04}") for n in range(2000, 2130)]
        for one in many:
            self.person(one.raw_id, ringing={"do": "answer"})
        of, line, _ = self.call(to=many)
        people = []
        while len(people) < len(many):
            people = [one.identifier.raw_id for one in line.list_participants()]
        check(len(set(people)) == len(many), "130 people on two pages")
        line.hang_up(True)
        self.app.wait("CallDisconnected", of)

    def clock(self):
        """A test that moves the clock has no clock of its own to move."""
        self.ask("POST", "/clock/skip", {"seconds": 3600})
        of, line, event = self.call()
        self.claims(event[3]["Authorization"], 300)
        line.hang_up(True)
        self.app.wait("CallDisconnected", of)

    def download(self):
        """Microsoft's client takes files from Microsoft's hosts; here such a name is this machine."""
        host = "files.asm.skype.com:" + self.ready["acs_tls"].rsplit(":", 1)[1]
        self.ask("PATCH", "/acs/rules", {"files_at": host})
        real = socket.getaddrinfo
        own = lambda name, *more, **named: real(
            "127.0.0.1" if str(name).endswith(".asm.skype.com") else name, *more, **named)
        of, line, _ = self.call()
        begun = self.client.start_recording(call_connection_id=of,
                                            recording_state_callback_url=self.app.at + "/events")
        self.app.wait("RecordingStateChanged", state="active")
        self.act(CALLER, do="sound", voice="caller", ms=300)
        time.sleep(0.4)
        self.client.stop_recording(begun.recording_id)
        file = self.app.wait("RecordingFileStatusUpdated")[1]["data"]
        chunk = file["recordingStorageInfo"]["recordingChunks"][0]
        check(file["recordingFormatType"] == "Wav" and chunk["index"] == 0, "what it is", file)
        socket.getaddrinfo = own
        plain = CallAutomationClient(self.ready["acs"], self.key, **self.tls)
        over_tls = CallAutomationClient(self.ready["acs_tls"], self.key, **self.tls)
        for client in (plain, over_tls):
            whole = body(client.download_recording(chunk["contentLocation"]))
            check(whole[:4] == b"RIFF", "downloaded by Microsoft's client")
            part = body(client.download_recording(chunk["contentLocation"], offset=4, length=8))
            check(part == whole[4:12], "a part of it", part)
        about = json.loads(body(plain.download_recording(chunk["metadataLocation"])))
        check(about["recordingInfo"]["format"] == "wav", "and what is known of it", about)
        plain.delete_recording(chunk["deleteLocation"])
        try:
            body(plain.download_recording(chunk["contentLocation"]))
            check(False, "a deleted file is gone")
        except ResourceNotFoundError:
            check(True, "a deleted file is gone")
        socket.getaddrinfo = real
        self.ask("PATCH", "/acs/rules", {"files_at": None})
        line.hang_up(True)

    def raw(self, method, path, body=b"", date=None, signed=None, **headers):
        """A request as the document says, without the library."""
        host = self.ready["acs"].split("//")[1]
        date = date or formatdate(usegmt=True)
        content = hashlib.sha256(body if signed is None else signed).digest()
        content = base64.b64encode(content).decode()
        text = f"{method}\n{path}\n{date};{host};{content}".encode()
        tag = hmac.new(base64.b64decode(self.ready["acs_key"]), text, hashlib.sha256).digest()
        value = ("HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="
                 + base64.b64encode(tag).decode())
        headers = {name.replace("_", "-"): given for name, given in headers.items()}
        return requests.request(method, self.ready["acs"] + path, data=body, timeout=10, headers={
            "x-ms-date": date, "x-ms-content-sha256": content, "Authorization": value,
            "Content-Type": "application/json", **headers})

    def refusals(self):
        now, some = time.time(), "/calling/callConnections/" + str(uuid.uuid4())
        early, late = (formatdate(now + shift, usegmt=True) for shift in (-400, 400))
        make = "/calling/callConnections"
        for status, what, answer in (
            (404, "an unknown call", self.raw("GET", some + VERSION)),
            (404, "three minutes off", self.raw("GET", some + VERSION,
                                                date=formatdate(now - 180, usegmt=True))),
            (401, "too early", self.raw("GET", some + VERSION, date=early)),
            (401, "too late", self.raw("GET", some + VERSION, date=late)),
            (401, "another body", self.raw("POST", make + VERSION, b"{}", signed=b"")),
            (400, "no api-version", self.raw("GET", some)),
            (400, "an unknown one", self.raw("GET", some + "?api-version=2019-01-01")),
            (404, "an old one", self.raw("GET", some + "?api-version=2023-03-06")),
            (400, "half a body", self.raw("POST", make + VERSION, b"{")),
            (400, "a list", self.raw("POST", make + VERSION, b"[]")),
            (400, "nothing", self.raw("POST", make + VERSION, b"{}")),
            (404, "an unknown recording", self.raw("POST", "/calling/recordings/x:pause" + VERSION)),
        ):
            check(answer.status_code == status and answer.json()["error"]["code"], what, answer.text)
        body = {"targets": [{"phoneNumber": {"value": CALLER}}], "callbackUri": self.app.at + "/e"}
        body = json.dumps(body).encode()
        repeat = {"Repeatability_Request_ID": str(uuid.uuid4()),
                  "Repeatability_First_Sent": formatdate(usegmt=True)}
        one, two = (self.raw("POST", make + VERSION, body, **repeat) for _ in range(2))
        check(one.status_code == 201 and one.json() == two.json(), "the same request is one call")
        self.ask("PATCH", "/acs/rules", {"repeats": False})
        three = self.raw("POST", make + VERSION, body, **repeat)
        check(three.json()["callConnectionId"] != one.json()["callConnectionId"], "unless switched")
        self.ask("PATCH", "/acs/rules", {"repeats": True})
        self.ask("PATCH", "/acs/rules", {"repeat": True}, 400)

        self.ask("POST", "/acs/numbers", {"number": "+18005550177", "most_outbound": 1}, 201)
        number = {"source_caller_id_number": PhoneNumberIdentifier("+18005550177")}
        once = CallAutomationClient(self.ready["acs"], self.key, retry_total=0)
        of, line, _ = self.call(**number)
        try:
            once.create_call(PHONE, self.app.at + "/events", **number)
            check(False, "a second call of that number")
        except HttpResponseError as error:
            wait = error.response.headers["Retry-After"]
            check(error.status_code == 429 and wait == "1", "two calls of one number: 429")
        line.hang_up(True)
        for wrong in ({"recording_channel_type": "unmixed", "recording_format_type": "mp3"},
                      {"recording_content_type": "audioVideo", "recording_format_type": "wav"}):
            of, line, _ = self.call()
            try:
                self.client.start_recording(call_connection_id=of, **wrong)
                check(False, f"{wrong}")
            except HttpResponseError as error:
                check(error.status_code == 400, f"refused: {wrong}")
            line.hang_up(True)

    def voip(self):
        """Event Grid's news of calls, for people of the resource."""
        of, line, _ = self.call(to=CommunicationUserIdentifier("8:acs:x_1"))
        began = self.app.wait("CallStarted")[1]
        check(began["data"]["startedBy"]["rawId"] == "8:acs:x_1", "who began it", began)
        self.app.wait("CallParticipantAdded")
        line.hang_up(True)
        self.app.wait("CallParticipantRemoved")
        ended = self.app.wait("CallEnded", serverCallId=began["data"]["serverCallId"])[1]
        check(ended["data"]["durationOfCall"] >= 0, "how long it was", ended)
        for where, named in (({"group_call_id": str(uuid.uuid4())}, "group"),
                             ({"room_id": "991"}, "room")):
            made = self.client.connect_call(self.app.at + "/events", **where)
            of = made.call_connection_id
            self.app.wait("CallConnected", of)
            line = self.client.get_call_connection(of)
            line.add_participant(CommunicationUserIdentifier("8:acs:x_2"))
            self.app.wait("AddParticipantSucceeded", of)
            began = self.app.wait("CallStarted")[1]["data"]
            check(began[named]["id"] == list(where.values())[0], f"the {named}", began)
            line.hang_up(True)
            self.app.wait("CallDisconnected", of)

    def hold(self):
        of, line, _ = self.call()
        music = FileSource(url=self.app.at + "/music.wav")
        line.hold(PHONE, play_source=music, operation_context="music")
        until = time.monotonic() + 10
        # Longer than the file: it comes again.
        while time.monotonic() < until and sum(map(abs, self.heard(CALLER))) < 8000 * 5000:
            time.sleep(0.05)
        check(sum(map(abs, self.heard(CALLER))) >= 8000 * 5000, "music sounds, over and over")
        line.unhold(PHONE)
        time.sleep(0.2)
        check(max(map(abs, self.heard(CALLER)[-400:])) == 0, "and ends")
        line.hold(PHONE, play_source=FileSource(url=self.app.at + "/none"), operation_context="no")
        failed = self.app.wait("HoldFailed", of, operationContext="no")[1]
        check(failed["data"]["resultInformation"]["subCode"] == 8536, "no such file", failed)
        line.hang_up(True)

    def extensibility(self):
        tenant, account, user = self.about["tenant"], str(uuid.uuid4()), str(uuid.uuid4())
        self.ask("POST", "/acs/numbers", {"number": TEAMS, "account": account}, 201)
        self.ask("PATCH", "/acs/rules", {"agents_need_consent": True})
        self.ask("POST", "/acs/calls", {"from": CALLER, "to": TEAMS}, 201)
        ring = self.app.wait("IncomingCall")[1]["data"]["incomingCallContext"]
        call = self.client.answer_call(ring, self.app.at + "/events")
        of = call.call_connection_id
        self.app.wait("CallConnected", of)
        line = self.client.get_call_connection(of)
        agent = TeamsExtensionUserIdentifier(
            user_id=user, tenant_id=tenant, resource_id=self.about["acs_resource_id"])
        line.add_participant(agent, operation_context="early")
        failed = self.app.wait("AddParticipantFailed", of, operationContext="early")[1]
        check(failed["data"]["resultInformation"]["subCode"] == 10057, "without consent", failed)
        path = f"/access/teamsExtension/tenants/{tenant}/assignments/{user}?{ACCESS}"
        body = json.dumps({"principalType": "user", "clientIds": [str(uuid.uuid4())]}).encode()
        check(self.raw("PUT", path, body).status_code == 201, "consent is given")
        line.add_participant(agent, operation_context="agent")
        self.app.wait("AddParticipantSucceeded", of, operationContext="agent")
        names = [one[0] for one in self.app.events]
        check("CallStarted" not in names, "Event Grid is silent about it", names)
        line.hang_up(True)
        self.ask("PATCH", "/acs/rules", {"agents_need_consent": False,
                                         "without_consent": "dead_air"})
        self.ask("POST", "/acs/numbers",
                 {"number": TEAMS, "account": str(uuid.uuid4()), "needs_consent": True}, 201)
        phone = self.ask("POST", "/acs/calls", {"from": CALLER, "to": TEAMS}, 201).json()
        check(phone["state"] == "ringing", "dead air", phone)
        self.ask("POST", "/clock/skip", {"seconds": 11})
        phone = self.ask("GET", f"/acs/phones/{phone['id']}").json()
        until = time.monotonic() + 5
        while phone["state"] == "ringing" and time.monotonic() < until:
            phone = self.ask("GET", f"/acs/phones/{phone['id']}").json()
        check(phone["state"] == {"ended": "dead_air"}, "and then the end", phone)


def body(response):
    """Of whichever kind of response the library gives."""
    if hasattr(response, "read"):
        return response.read()
    if hasattr(response, "body"):
        return response.body()
    return b"".join(response)


def main(program, folder):
    child = subprocess.Popen([program, "--folder", folder], stdout=subprocess.PIPE, text=True)
    try:
        ready = json.loads(child.stdout.readline())
        stranger = Stranger(ready, folder)
        stranger.ask("POST", "/acs/numbers", {"number": OWN}, 201)
        stranger.ask("POST", "/acs/event-grid", {"url": stranger.app.at + "/grid"}, 201)
        stranger.person(CALLER, ringing={"do": "answer"})
        for name in ("addresses", "sockets", "concurrent", "pages", "voip", "hold", "refusals",
                     "download", "extensibility", "clock"):
            getattr(stranger, name)()
        print("ok    a stranger with Microsoft's library did not notice", flush=True)
        child.send_signal(signal.SIGINT)
        check(child.wait(timeout=10) == 0, "it ends")
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], folder)
