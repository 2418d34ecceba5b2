"""Microsoft's own Call Automation library drives every operation of the emulator program and gets
every event it promises. PyJWT judges the tokens, the CloudEvents library the envelopes, Microsoft's
generated models the data, and the websockets library the sockets.

    python call_automation.py PATH-OF-TEAMS-CC-EMULATOR

Prints one line for each step and ends with 0 when all hold.
"""

import array
import base64
import http.server
import json
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

import jwt
import requests
from azure.communication.callautomation import (
    AzureBlobContainerRecordingStorage,
    CallAutomationClient,
    ChannelAffinity,
    CommunicationUserIdentifier,
    FileSource,
    MediaStreamingOptions,
    MicrosoftTeamsAppIdentifier,
    MicrosoftTeamsUserIdentifier,
    PhoneNumberIdentifier,
    RecognitionChoice,
    SsmlSource,
    TeamsExtensionUserIdentifier,
    TextSource,
    TranscriptionOptions,
)
from azure.communication.callautomation._generated import models
from azure.communication.callautomation._shared.auth_policy_utils import (
    get_authentication_policy,
)
from azure.core import PipelineClient
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from azure.core.rest import HttpRequest
from azure.identity import ClientSecretCredential
from cloudevents.http import from_json
from websockets.sync.server import serve

OWN, TEAMS = "+18005550100", "+18005550199"
ACCOUNT = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111"
CALLER, SECOND, NOBODY, REFUSES = "+14255550101", "+14255550102", "+14255550103", "+14255550104"
VERSION = "2026-03-12"


def check(holds, what, more=""):
    print(("ok    " if holds else "FAILED ") + what, flush=True)
    if not holds:
        raise AssertionError(f"{what}: {more}")


class App(http.server.ThreadingHTTPServer):
    """The application: takes events, answers handshakes, serves prompts."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.at = f"http://127.0.0.1:{self.server_address[1]}"
        self.events, self.seen, self.used = [], set(), set()
        self.refuse = {}
        self.more = threading.Condition()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def wait(self, what, of=None, within=10, **data):
        """The first event of that name that nobody waited for before."""
        until = time.monotonic() + within
        with self.more:
            while True:
                for n, event in enumerate(self.events):
                    fits = event["name"] == what and n not in self.used
                    fits = fits and (of is None or event["data"].get("callConnectionId") == of)
                    fits = fits and all(event["data"].get(k) == v for k, v in data.items())
                    if fits:
                        self.used.add(n)
                        check(True, f"event {what}")
                        return event
                left = until - time.monotonic()
                if left <= 0:
                    names = [(e["name"], e["data"].get("operationContext")) for e in self.events]
                    check(False, f"event {what} {data}", names[-12:])
                self.more.wait(left)


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/prompt.wav":
            return self.reply(200, wav(tone(440, 0.3)), "audio/wav")
        if self.path == "/text.wav":
            return self.reply(200, b"no sound", "audio/wav")
        self.reply(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        events = json.loads(body)
        if self.headers.get("aeg-event-type") == "SubscriptionValidation":
            code = events[0]["data"]["validationCode"]
            return self.reply(200, json.dumps({"validationResponse": code}).encode())
        app = self.server
        for event in events:
            name = event.get("type") or event.get("eventType")
            name = name.rsplit(".", 1)[1]
            with app.more:
                if app.refuse.get(name, 0) > 0:
                    app.refuse[name] -= 1
                    return self.reply(503)
                kept = {
                    "name": name,
                    "path": self.path,
                    "data": event["data"],
                    "whole": event,
                    "token": self.headers.get("Authorization"),
                    "raw": json.dumps(event),
                    "at": time.monotonic(),
                }
                app.events.append(kept)
                app.seen.add(name)
                app.more.notify_all()
        self.reply(200)


def tone(hertz, seconds, rate=16000):
    import math

    count = int(seconds * rate)
    return [int(9000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(count)]


def wav(samples, rate=16000):
    data = array.array("h", samples).tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1,
                       rate, rate * 2, 2, 16, b"data", len(data))
    return head + data


def strength(samples, hertz, rate):
    """How much of that tone is in it (Goertzel), against everything that is in it."""
    import math

    if not samples:
        return 0.0
    k = 2 * math.cos(2 * math.pi * hertz / rate)
    one = two = 0.0
    for sample in samples:
        one, two = sample + k * one - two, one
    power = one * one + two * two - k * one * two
    total = sum(sample * sample for sample in samples) or 1
    return 2 * power / (total * len(samples))


class Sockets:
    """The application's sockets: keeps what comes, sends a tone when asked."""

    def __init__(self):
        self.frames, self.headers, self.open = {}, {}, {}
        self.server = serve(self.talk, "127.0.0.1", 0)
        self.at = f"ws://127.0.0.1:{self.server.socket.getsockname()[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def talk(self, socket):
        path = socket.request.path
        self.headers[path] = dict(socket.request.headers.raw_items())
        self.open[path] = socket
        kept = self.frames.setdefault(path, [])
        for message in socket:
            kept.append(json.loads(message))

    def wait(self, path, fits, what, within=10):
        until = time.monotonic() + within
        while time.monotonic() < until:
            for frame in list(self.frames.get(path, [])):
                if fits(frame):
                    check(True, what)
                    return frame
            time.sleep(0.02)
        check(False, what, [f["kind"] for f in self.frames.get(path, [])][-5:])

    def speak(self, path, samples, kind="AudioData", rate=16000):
        step = rate // 50
        for n in range(0, len(samples), step):
            data = base64.b64encode(array.array("h", samples[n : n + step]).tobytes()).decode()
            field = "AudioData" if kind == "AudioData" else "audioData"
            self.open[path].send(json.dumps({"kind": kind, field: {"data": data}}))

    def stop(self, path, kind="StopAudio"):
        self.open[path].send(json.dumps({"kind": kind, kind[0].lower() + kind[1:]: {}}))


class Control:
    def __init__(self, base):
        self.base, self.session = base, requests.Session()

    def ask(self, method, path, body=None, status=200):
        answer = self.session.request(method, self.base + path, json=body, timeout=30)
        check(answer.status_code == status, f"{method} {path} -> {status}", answer.text)
        kind = answer.headers.get("Content-Type", "")
        return answer.json() if "json" in kind else answer

    def person(self, who, **behaviour):
        self.ask("PUT", "/acs/people/" + urllib.parse.quote(who), behaviour, 204)

    def act(self, who, **act):
        self.ask("POST", f"/acs/people/{urllib.parse.quote(who)}/act", act, 204)

    def heard(self, who):
        answer = self.ask("GET", f"/acs/people/{urllib.parse.quote(who)}/heard.wav")
        return list(array.array("h", answer.content[44:]))

    def fault(self, where, fault, on="", times=1):
        rule = {"where": where, "fault": fault, "on": on, "times": times}
        self.ask("POST", "/faults", rule, 201)


def refused(work, status, what, code=None):
    try:
        work()
    except HttpResponseError as error:
        check(error.status_code == status, f"{what}: {status}", f"{error.status_code} {error}")
        if code:
            check(error.error.code == code, f"with code {code}", error.error)
        return error
    check(False, what, "nothing was refused")


class Judge:
    def __init__(self, ready, about):
        self.ready, self.about = ready, about
        self.app, self.sockets, self.control = App(), Sockets(), Control(ready["control"])
        self.client = CallAutomationClient(ready["acs"], AzureKeyCredential(about["acs_key"]))

    def connection(self, call):
        return self.client.get_call_connection(call.call_connection_id)

    def call(self, target=None, **more):
        """An outgoing call that is up."""
        target = target or PhoneNumberIdentifier(CALLER)
        more.setdefault("source_caller_id_number", PhoneNumberIdentifier(OWN))
        made = self.client.create_call(target, self.app.at + "/events", **more)
        check(made.call_connection_state == "connecting", "a new call connects")
        self.app.wait("CallConnected", made.call_connection_id)
        return made, self.connection(made)

    def end(self, connection, of):
        connection.hang_up(is_for_everyone=True)
        self.app.wait("CallDisconnected", of)

    def outgoing(self):
        made, line = self.call(
            operation_context="first", source_display_name="Contoso", cognitive_services_endpoint=
            "https://ai.example.com/"
        )
        of = made.call_connection_id
        check(made.source_caller_id_number.properties["value"] == OWN, "who calls", made)
        roster = self.app.wait("ParticipantsUpdated", of)
        check(roster["data"]["sequenceNumber"] == 1, "people are numbered", roster)
        shown = line.get_call_properties()
        check(shown.call_connection_state == "connected", "GET says connected")
        check(shown.targets[0].properties["value"] == CALLER, "and whom", shown.targets)
        check(shown.correlation_id and shown.server_call_id, "and its other ids")
        people = list(line.list_participants())
        check(people[0].identifier.properties["value"] == CALLER, "one participant")
        one = line.get_participant(PhoneNumberIdentifier(CALLER))
        check(not one.is_muted and not one.is_on_hold, "GET one participant by raw id")
        refused(lambda: line.get_participant(PhoneNumberIdentifier(NOBODY)), 404, "nobody")
        self.people(line, of)
        self.media(line, of)
        self.recordings(made, line, of)
        line.hang_up(is_for_everyone=False)
        over = self.app.wait("CallDisconnected", of)
        check(over["data"]["operationContext"] == "first", "with the context of the call", over)
        refused(line.get_call_properties, 404, "a call that is over is not there")
        refused(lambda: line.play_media_to_all(TextSource(text="x")), 404, "and plays nothing")
        unknown = self.client.get_call_connection(str(uuid.uuid4()))
        refused(unknown.get_call_properties, 404, "nor is one that never was", "8522")

    def people(self, line, of):
        app, control = self.app, self.control
        agent = CommunicationUserIdentifier(f"8:acs:{self.about['acs_resource_id']}_1")
        phone = PhoneNumberIdentifier(SECOND)
        added = line.add_participant(agent, operation_context="add", invitation_timeout=20,
                                     voip_headers={"x": "y"})
        check(added.invitation_id and added.operation_context == "add", "somebody is invited")
        got = app.wait("AddParticipantSucceeded", of, operationContext="add")
        check(got["data"]["participant"]["rawId"] == agent.raw_id, "and comes", got)
        told = control.ask("GET", "/acs/people/" + urllib.parse.quote(agent.raw_id) + "/context")
        check(told["voipHeaders"] == {"x": "y"}, "with what the application said", told)
        app.wait("ParticipantsUpdated", of)
        line.add_participant(phone, source_caller_id_number=PhoneNumberIdentifier(OWN),
                             operation_callback_url=app.at + "/elsewhere")
        got = app.wait("AddParticipantSucceeded", of)
        check(got["path"] == "/elsewhere", "at the operation's own address", got["path"])
        control.person(REFUSES, ringing={"do": "decline"})
        control.person(NOBODY, ringing={"do": "ignore"})
        line.add_participant(PhoneNumberIdentifier(REFUSES), operation_context="no")
        got = app.wait("AddParticipantFailed", of, operationContext="no")
        check(got["data"]["resultInformation"]["sipDetails"]["code"] == 603, "declined", got)
        late = line.add_participant(PhoneNumberIdentifier(NOBODY), invitation_timeout=30,
                                    operation_context="late")
        control.ask("POST", "/clock/skip", {"seconds": 31})
        app.wait("AddParticipantFailed", of, operationContext="late")
        line.cancel_add_participant_operation(late.invitation_id, operation_context="too late")
        app.wait("CancelAddParticipantFailed", of, operationContext="too late")
        open_one = line.add_participant(PhoneNumberIdentifier(NOBODY))
        line.cancel_add_participant_operation(open_one.invitation_id, operation_context="cancel")
        got = app.wait("CancelAddParticipantSucceeded", of, operationContext="cancel")
        check(got["data"]["invitationId"] == open_one.invitation_id, "its invitation", got)
        refused(lambda: line.add_participant(agent, invitation_timeout=181), 400, "181 s")

        muted = line.mute_participant(agent, operation_context="mute")
        check(muted.operation_context == "mute", "somebody is muted")
        check(line.get_participant(agent).is_muted, "and shown so")
        line.hold(phone, play_source=TextSource(text="Please wait"), operation_context="hold")
        check(line.get_participant(phone).is_on_hold, "somebody is on hold")
        line.unhold(phone)
        check(not line.get_participant(phone).is_on_hold, "and not any longer")
        line.hold(PhoneNumberIdentifier(NOBODY), operation_context="whom")
        app.wait("HoldFailed", of, operationContext="whom")

        other, other_line = self.call(PhoneNumberIdentifier("+14255550105"))
        moved = line.move_participants([PhoneNumberIdentifier("+14255550105")],
                                       other.call_connection_id, operation_context="move")
        check(moved.from_call == other.call_connection_id, "somebody moves", moved)
        app.wait("MoveParticipantSucceeded", of, operationContext="move")
        app.wait("CallDisconnected", other.call_connection_id)
        third, third_line = self.call(PhoneNumberIdentifier("+14255550106"))
        line.move_participants([phone], third.call_connection_id, operation_context="not there")
        app.wait("MoveParticipantFailed", of, operationContext="not there")
        self.end(third_line, third.call_connection_id)

        line.remove_participant(phone, operation_context="out")
        app.wait("RemoveParticipantSucceeded", of, operationContext="out")
        line.remove_participant(phone, operation_context="out again")
        app.wait("RemoveParticipantFailed", of, operationContext="out again")
        for one in (agent, PhoneNumberIdentifier("+14255550105")):
            line.remove_participant(one)
            app.wait("RemoveParticipantSucceeded", of)

    def media(self, line, of):
        app, control, caller = self.app, self.control, PhoneNumberIdentifier(CALLER)
        begun = app.wait
        line.play_media(FileSource(url=app.at + "/prompt.wav"), [caller], operation_context="file")
        begun("PlayStarted", of, operationContext="file")
        begun("PlayCompleted", of, operationContext="file")
        heard = control.heard(CALLER)
        check(strength(heard[-4000:], 440, 8000) > 0.2 or strength(heard, 440, 8000) > 0.02,
              "the caller heard the file's tone", strength(heard, 440, 8000))
        line.play_media_to_all([TextSource(text="Hi", voice_name="en-US-NancyNeural"),
                                SsmlSource(ssml_text="<speak><voice>Hello</voice></speak>")],
                               operation_context="words")
        begun("PlayCompleted", of, operationContext="words")
        line.play_media_to_all(FileSource(url=app.at + "/none.wav"), operation_context="lost")
        got = begun("PlayFailed", of, operationContext="lost")
        check(got["data"]["resultInformation"]["subCode"] == 8536, "not downloaded", got)
        check(got["data"]["failedPlaySourceIndex"] == 0, "which one", got)
        line.play_media_to_all(FileSource(url=app.at + "/text.wav"), operation_context="text")
        got = begun("PlayFailed", of, operationContext="text")
        check(got["data"]["resultInformation"]["subCode"] == 8535, "no sound", got)
        line.play_media_to_all(TextSource(text="Over and over"), loop=True, operation_context="loop")
        begun("PlayStarted", of, operationContext="loop")
        line.play_media_to_all(TextSource(text="Waits"), operation_context="behind")
        line.cancel_all_media_operations()
        got = begun("PlayCanceled", of, operationContext="loop")
        check(got["data"]["resultInformation"]["subCode"] == 8508, "cancelled", got)
        begun("PlayCanceled", of, operationContext="behind")

        def ask(kind, context, **more):
            line.start_recognizing_media(kind, caller, operation_context=context, **more)

        ask("dtmf", "keys", dtmf_max_tones_to_collect=3, play_prompt=TextSource(text="Your number?"),
            interrupt_prompt=True, initial_silence_timeout=20)
        time.sleep(0.2)
        control.act(CALLER, do="press", keys="42#")
        got = begun("RecognizeCompleted", of, operationContext="keys")
        check(got["data"]["dtmfResult"]["tones"] == ["four", "two", "pound"], "three keys", got)
        check(got["data"]["resultInformation"]["subCode"] == 8531, "as many as asked", got)
        ask("dtmf", "stop", dtmf_stop_tones=["pound"], dtmf_max_tones_to_collect=9)
        time.sleep(0.2)
        control.act(CALLER, do="press", keys="7#")
        got = begun("RecognizeCompleted", of, operationContext="stop")
        check(got["data"]["dtmfResult"]["tones"] == ["seven"], "until the stop tone", got)
        choices = [RecognitionChoice(label="Yes", phrases=["yes", "sure"], tone="one"),
                   RecognitionChoice(label="No", phrases=["no"], tone="two")]
        ask("choices", "said", choices=choices, play_prompt=TextSource(text="Yes or no?"),
            interrupt_prompt=True)
        time.sleep(0.2)
        control.act(CALLER, do="say", words="Sure, why not")
        got = begun("RecognizeCompleted", of, operationContext="said")
        check(got["data"]["choiceResult"]["label"] == "Yes", "a choice by words", got)
        ask("choices", "pressed", choices=choices)
        time.sleep(0.2)
        control.act(CALLER, do="press", keys="2")
        got = begun("RecognizeCompleted", of, operationContext="pressed")
        check(got["data"]["choiceResult"]["label"] == "No", "a choice by key", got)
        ask("speech", "speech", end_silence_timeout=0)
        time.sleep(0.2)
        control.act(CALLER, do="say", words="I want to pay my bill")
        got = begun("RecognizeCompleted", of, operationContext="speech")
        check(got["data"]["speechResult"]["speech"] == "I want to pay my bill", "words", got)
        ask("speechOrDtmf", "either", dtmf_max_tones_to_collect=1)
        time.sleep(0.2)
        control.act(CALLER, do="press", keys="*")
        got = begun("RecognizeCompleted", of, operationContext="either")
        check(got["data"]["dtmfResult"]["tones"] == ["asterisk"], "a key where words may come")
        ask("dtmf", "silence", dtmf_max_tones_to_collect=1, initial_silence_timeout=60)
        time.sleep(0.3)
        control.ask("POST", "/clock/skip", {"seconds": 61})
        got = begun("RecognizeFailed", of, operationContext="silence")
        check(got["data"]["resultInformation"]["subCode"] == 8510, "silence", got)
        ask("dtmf", "cancelled", dtmf_max_tones_to_collect=1)
        line.cancel_all_media_operations()
        begun("RecognizeCanceled", of, operationContext="cancelled")
        refused(lambda: ask("dtmf", "x", initial_silence_timeout=301), 400, "301 s of silence")

        line.start_continuous_dtmf_recognition(caller, operation_context="always")
        control.act(CALLER, do="press", keys="1A")
        got = begun("ContinuousDtmfRecognitionToneReceived", of, tone="one")
        check(got["data"]["sequenceId"] == 1, "keys are numbered", got)
        begun("ContinuousDtmfRecognitionToneReceived", of, tone="a", sequenceId=2)
        line.stop_continuous_dtmf_recognition(caller, operation_context="enough")
        begun("ContinuousDtmfRecognitionStopped", of, operationContext="enough")
        nobody = PhoneNumberIdentifier(NOBODY)
        line.start_continuous_dtmf_recognition(nobody, operation_context="whose")
        begun("ContinuousDtmfRecognitionToneFailed", of, operationContext="whose")
        sent = line.send_dtmf_tones(["one", "pound"], caller, operation_context="send")
        check(sent.operation_context == "send", "keys are sent")
        begun("SendDtmfTonesCompleted", of, operationContext="send")
        line.send_dtmf_tones(["one"], nobody, operation_context="send whom")
        begun("SendDtmfTonesFailed", of, operationContext="send whom")

    def recordings(self, made, line, of):
        app, client = self.app, self.client
        where = {"recording_state_callback_url": app.at + "/recording"}
        begun = client.start_recording(
            server_call_id=made.server_call_id, recording_content_type="audio",
            recording_channel_type="unmixed", recording_format_type="wav",
            channel_affinity=[ChannelAffinity(target_participant=PhoneNumberIdentifier(CALLER), channel=0)], **where)
        check(begun.recording_state == "active", "a recording begins", begun)
        got = app.wait("RecordingStateChanged", state="active")
        check(got["path"] == "/recording" and got["data"]["startDateTime"], "and says so", got)
        twice = lambda: client.start_recording(server_call_id=made.server_call_id)
        refused(twice, 409, "two recordings of one call", "8553")
        self.control.act(CALLER, do="say", words="this is on the record")
        time.sleep(0.5)
        client.pause_recording(begun.recording_id)
        app.wait("RecordingStateChanged", state="inactive")
        now = client.get_recording_properties(begun.recording_id)
        check(now.recording_state == "inactive", "it is paused")
        refused(lambda: client.pause_recording(begun.recording_id), 409, "twice")
        client.resume_recording(begun.recording_id)
        app.wait("RecordingStateChanged", state="active")
        client.stop_recording(begun.recording_id)
        app.wait("RecordingStateChanged", state="inactive")
        got = app.wait("RecordingFileStatusUpdated")
        chunk = got["data"]["recordingStorageInfo"]["recordingChunks"][0]
        check(chunk["contentLocation"].startswith(self.ready["acs"]), "a file", chunk)
        policy = get_authentication_policy(
            self.ready["acs"], AzureKeyCredential(self.about["acs_key"]))
        pipeline = PipelineClient(self.ready["acs"], policies=[policy])
        file = pipeline.send_request(HttpRequest("GET", chunk["contentLocation"]))
        file.read()
        check(file.status_code == 200 and file.content[:4] == b"RIFF", "it is WAV", file)
        sound = array.array("h", file.content[44:])
        check(max(sound) > 1000, "with what the caller said")
        about = pipeline.send_request(HttpRequest("GET", chunk["metadataLocation"]))
        check(about.json()["participants"][0]["participantId"] == "4:" + CALLER, "whose", about)
        bare = requests.get(chunk["contentLocation"], timeout=10)
        check(bare.status_code == 401, "not without a signature")
        refused(lambda: client.get_recording_properties(begun.recording_id), 404, "over")
        paused = client.start_recording(
            call_connection_id=of, pause_on_start=True, **where,
            recording_storage=AzureBlobContainerRecordingStorage(container_url="https://blob.example.com/x"))
        check(paused.recording_state == "inactive", "one that waits")
        app.wait("RecordingStateChanged", state="inactive")
        client.stop_recording(paused.recording_id)
        app.wait("RecordingStateChanged", state="inactive")
        self.control.fault("acs_operation", {"kind": "fails", "code": 500, "sub_code": 8999},
                           "StartRecording")
        client.start_recording(call_connection_id=of, **where)
        got = app.wait("StartRecordingFailed", of)
        check(got["data"]["resultInformation"]["subCode"] == 8999, "a fault strikes", got)

    def groups_and_transfers(self):
        app = self.app
        made, line = self.call([PhoneNumberIdentifier(CALLER), PhoneNumberIdentifier(SECOND)])
        of = made.call_connection_id
        for _ in range(2):
            app.wait("ParticipantsUpdated", of)
        check(len(list(line.list_participants())) == 2, "a call to two")
        again = self.client.connect_call(
            app.at + "/events", server_call_id=made.server_call_id, operation_context="second")
        app.wait("CallConnected", again.call_connection_id)
        check(again.server_call_id == made.server_call_id, "a second connection to one call")
        group = self.client.connect_call(app.at + "/events", group_call_id=str(uuid.uuid4()))
        app.wait("CallConnected", group.call_connection_id)
        self.connection(group).hang_up(False)
        app.wait("CallDisconnected", group.call_connection_id)
        lost = self.client.connect_call(app.at + "/events", server_call_id="bm9uZQ==")
        app.wait("ConnectFailed", lost.call_connection_id)
        whom = lambda: line.transfer_call_to_participant(PhoneNumberIdentifier(SECOND))
        refused(whom, 400, "a transfer that does not say who of two")
        line.transfer_call_to_participant(
            PhoneNumberIdentifier(REFUSES), transferee=PhoneNumberIdentifier(CALLER),
            operation_context="transfer")
        app.wait("CallTransferFailed", of, operationContext="transfer")
        line.transfer_call_to_participant(
            PhoneNumberIdentifier("+14255550107"), transferee=PhoneNumberIdentifier(CALLER),
            operation_context="again")
        got = app.wait("CallTransferAccepted", of, operationContext="again")
        check(got["data"]["transferee"]["rawId"] == "4:" + CALLER, "who was moved", got)
        self.connection(again).hang_up(False)
        app.wait("CallDisconnected", again.call_connection_id)
        self.end(line, of)
        made, line = self.call()
        of = made.call_connection_id
        line.transfer_call_to_participant(CommunicationUserIdentifier("8:acs:agent"))
        app.wait("CallTransferAccepted", of)
        app.wait("CallDisconnected", of)
        failed = self.client.create_call(PhoneNumberIdentifier(REFUSES), app.at + "/events")
        got = app.wait("CreateCallFailed", failed.call_connection_id)
        check(got["data"]["resultInformation"]["subCode"] == 560603, "declined", got)

    def streams(self):
        app, sockets, control = self.app, self.sockets, self.control
        audio = MediaStreamingOptions(
            transport_url=sockets.at + "/audio", transport_type="websocket", content_type="audio",
            audio_channel_type="mixed", start_media_streaming=True, enable_bidirectional=True,
            audio_format="pcm16KMono", enable_dtmf_tones=True)
        text = TranscriptionOptions(
            transport_url=sockets.at + "/text", transport_type="websocket", locale="en-US",
            start_transcription=False, enable_intermediate_results=True)
        made, line = self.call(media_streaming=audio, transcription=text, operation_context="all")
        of = made.call_connection_id
        got = app.wait("MediaStreamingStarted", of)
        check(got["data"]["mediaStreamingUpdate"]["mediaStreamingStatusDetails"] ==
              "subscriptionStarted", "the subscription started", got)
        shown = line.get_call_properties()
        check(shown.media_streaming_subscription.state == "active", "and shows")
        first = sockets.wait("/audio", lambda f: f["kind"] == "AudioMetadata", "metadata")
        check(first["audioMetadata"]["length"] == 640, "640 bytes a frame", first)
        check(sockets.frames["/audio"][0]["kind"] == "AudioMetadata", "comes first")
        headers = sockets.headers["/audio"]
        check(headers["x-ms-call-connection-id"] == of, "the call's id in the upgrade", headers)
        claims = self.claims(headers["Authorization"])
        check(claims["exp"] - claims["iat"] == 86400, "a token for a day", claims)
        control.act(CALLER, do="sound", voice="caller", ms=400)
        loud = lambda f: f["kind"] == "AudioData" and not f["audioData"]["silent"]
        frame = sockets.wait("/audio", loud, "the caller is heard")
        check(len(base64.b64decode(frame["audioData"]["data"])) == 640, "in frames of 640 bytes")
        control.act(CALLER, do="press", keys="5")
        sockets.wait("/audio", lambda f: f.get("dtmfData") == {"data": "5"}, "a key")
        before = len(control.heard(CALLER))
        sockets.speak("/audio", tone(1000, 1.0))
        until = time.monotonic() + 10
        while time.monotonic() < until:
            heard = control.heard(CALLER)[before:]
            if strength(heard[-4000:], 1000, 8000) > 0.8:
                break
            time.sleep(0.05)
        check(strength(heard[-4000:], 1000, 8000) > 0.8, "the caller hears what was streamed")
        for kind in ("StopAudio", "stopAudio"):
            sockets.speak("/audio", tone(1000, 20.0), "audioData")
            sockets.stop("/audio", kind)
            time.sleep(0.3)
            check(max(map(abs, control.heard(CALLER)[-400:])) < 50, f"{kind} silences it")
        line.stop_media_streaming(operation_context="off")
        app.wait("MediaStreamingStopped", of, operationContext="off")
        refused(line.stop_media_streaming, 400, "what is off")
        line.start_media_streaming(operation_context="on")
        app.wait("MediaStreamingStarted", of, operationContext="on")

        line.start_transcription(locale="en-GB", operation_context="text")
        app.wait("TranscriptionStarted", of, operationContext="text")
        first = sockets.wait("/text", lambda f: f["kind"] == "TranscriptionMetadata", "metadata")
        check(first["transcriptionMetadata"]["locale"] == "en-GB", "the locale", first)
        control.act(CALLER, do="say", words="Where is my order")
        final = lambda f: f.get("transcriptionData", {}).get("resultStatus") == "Final"
        said = sockets.wait("/text", final, "a line of the transcript")["transcriptionData"]
        check(said["text"] == "Where is my order" and len(said["words"]) == 4, "its words", said)
        check(said["participantRawID"] == "4:" + CALLER, "who said them", said)
        line.update_transcription(locale="de-DE", operation_context="german")
        app.wait("TranscriptionUpdated", of, operationContext="german")
        line.stop_transcription(operation_context="done")
        app.wait("TranscriptionStopped", of, operationContext="done")
        self.end(line, of)

        nowhere = MediaStreamingOptions(
            transport_url="ws://127.0.0.1:9/", transport_type="websocket", content_type="audio",
            audio_channel_type="unmixed", start_media_streaming=True)
        text = TranscriptionOptions(
            transport_url="ws://127.0.0.1:9/", transport_type="websocket", locale="en-US",
            start_transcription=True)
        made, line = self.call(media_streaming=nowhere, transcription=text)
        got = app.wait("MediaStreamingFailed", made.call_connection_id)
        check(got["data"]["mediaStreamingUpdate"]["mediaStreamingStatusDetails"] ==
              "initialWebSocketConnectionFailed", "nobody is there", got)
        app.wait("TranscriptionFailed", made.call_connection_id)
        self.end(line, made.call_connection_id)

    def incoming(self):
        app, control, client = self.app, self.control, self.client
        control.ask("POST", "/acs/event-grid", {"url": app.at + "/grid"}, 201)
        dial = lambda **more: control.ask("POST", "/acs/calls", {"from": CALLER, "to": OWN, **more}, 201)
        context = {"voipHeaders": {"case": "4711"}, "sipHeaders": {}}
        phone = dial(name="Adele", custom_context=context,
                     script=[{"do": "wait_for_question"}, {"do": "press", "keys": "1"},
                             {"do": "wait", "ms": 100}, {"do": "hang_up"}])
        rings = app.wait("IncomingCall")["data"]
        check(rings["from"]["rawId"] == "4:" + CALLER and rings["callerDisplayName"] == "Adele",
              "who calls", rings)
        check(rings["customContext"] == context, "with its context", rings)
        call = client.answer_call(rings["incomingCallContext"], app.at + "/events",
                                  operation_context="in")
        of = call.call_connection_id
        check(call.answered_for.properties["value"] == OWN, "answered for the number", call)
        app.wait("CallConnected", of, operationContext="in")
        check(call.server_call_id == rings["serverCallId"], "it is the call that was announced")
        again = lambda: client.answer_call(rings["incomingCallContext"], app.at + "/events")
        refused(again, 409, "answering twice")
        line = self.connection(call)
        line.start_recognizing_media("dtmf", PhoneNumberIdentifier(CALLER),
                                     dtmf_max_tones_to_collect=1, operation_context="menu")
        app.wait("RecognizeCompleted", of, operationContext="menu")
        over = app.wait("CallDisconnected", of)
        check(over["data"]["resultInformation"]["q850Details"]["code"] == 16, "hung up", over)
        check(control.ask("GET", f"/acs/phones/{phone['id']}")["state"] == {"ended": "hung_up"},
              "the caller has hung up")
        control.person(CALLER)
        for reason, state in (("busy", "busy"), ("forbidden", "forbidden"), (None, "rejected")):
            phone = dial()
            rings = app.wait("IncomingCall")["data"]
            client.reject_call(rings["incomingCallContext"], call_reject_reason=reason)
            shown = control.ask("GET", f"/acs/phones/{phone['id']}")["state"]
            check(shown == {"ended": state}, f"rejected: {state}", shown)
        phone = dial()
        rings = app.wait("IncomingCall")["data"]
        client.redirect_call(rings["incomingCallContext"], CommunicationUserIdentifier("8:acs:x"))
        control.ask("POST", "/clock/skip", {"seconds": 2})
        until = time.monotonic() + 5
        while time.monotonic() < until:
            shown = control.ask("GET", f"/acs/phones/{phone['id']}")
            if shown["state"] == "talks_with":
                break
            time.sleep(0.05)
        check(shown["talks_with"] == "8:acs:x", "redirected", shown)
        phone = dial()
        rings = app.wait("IncomingCall")["data"]
        control.ask("POST", f"/acs/phones/{phone['id']}/act", {"do": "hang_up"}, 204)
        gone = client.answer_call(rings["incomingCallContext"], app.at + "/events")
        app.wait("AnswerFailed", gone.call_connection_id)
        bad = lambda: client.answer_call("nonsense", app.at + "/events")
        refused(bad, 400, "a context that names nothing")

    def softphone(self):
        """A caller over SIP and RTP: the emulated carrier dials itself, where the resource is."""
        app, control, client, sockets = self.app, self.control, self.client, self.sockets
        control.ask("PUT", "/trunk", {"carrier": self.about["carrier"]}, 204)
        number = "+14255550120"

        def rings():
            phone = control.ask("POST", "/calls", {"from": number, "to": OWN}, 201)
            shown = app.wait("IncomingCall")["data"]
            check(shown["from"]["rawId"] == "4:" + number, "a call over SIP", shown)
            return phone["id"], shown["incomingCallContext"]

        def until(fits, what):
            end = time.monotonic() + 10
            while time.monotonic() < end:
                if fits():
                    return check(True, what)
                time.sleep(0.05)
            check(False, what)

        phone, context = rings()
        audio = MediaStreamingOptions(
            transport_url=sockets.at + "/sip", transport_type="websocket", content_type="audio",
            audio_channel_type="mixed", start_media_streaming=True, enable_bidirectional=True)
        call = client.answer_call(context, app.at + "/events", media_streaming=audio)
        of, line = call.call_connection_id, self.connection(call)
        app.wait("CallConnected", of)
        app.wait("MediaStreamingStarted", of)
        loud = lambda f: f["kind"] == "AudioData" and not f["audioData"]["silent"]
        sockets.wait("/sip", loud, "RTP of the caller reaches the socket")
        sockets.speak("/sip", tone(1000, 2.0))

        def heard():
            wav = control.session.get(f"{control.base}/phones/{phone}/heard.wav", timeout=30)
            return list(array.array("h", wav.content[44:]))[-4000:]

        until(lambda: strength(heard(), 1000, 8000) > 0.8, "and what is streamed reaches RTP")
        line.start_recognizing_media(
            "dtmf", PhoneNumberIdentifier(number), dtmf_max_tones_to_collect=2,
            initial_silence_timeout=20, operation_context="rtp keys")
        time.sleep(0.2)
        control.ask("POST", f"/phones/{phone}/press", {"keys": "1#"}, 204)
        got = app.wait("RecognizeCompleted", of, operationContext="rtp keys")
        check(got["data"]["dtmfResult"]["tones"] == ["one", "pound"], "keys over RTP", got)
        line.send_dtmf_tones(["five"], PhoneNumberIdentifier(number))
        app.wait("SendDtmfTonesCompleted", of)
        pressed = lambda: control.session.get(f"{control.base}/phones/{phone}").json()["keys"]
        until(lambda: pressed() == "5", "and back")
        self.end(line, of)
        over = lambda id: control.session.get(f"{control.base}/phones/{id}").json()
        until(lambda: over(phone)["has_ended"], "the application's goodbye is a BYE")
        phone, context = rings()
        call = client.answer_call(context, app.at + "/events")
        app.wait("CallConnected", call.call_connection_id)
        control.ask("POST", f"/phones/{phone}/hang-up", None, 204)
        app.wait("CallDisconnected", call.call_connection_id)
        phone, context = rings()
        client.reject_call(context, call_reject_reason="busy")
        until(lambda: over(phone)["refused_with"] == 486, "rejected: 486")

    def extensibility(self):
        app, control, client = self.app, self.control, self.client
        control.ask("POST", "/acs/numbers",
                    {"number": TEAMS, "account": ACCOUNT, "needs_consent": True}, 201)
        tenant, agent_id = self.about["tenant"], str(uuid.uuid4())
        resource = self.about["acs_resource_id"]
        phone = control.ask("POST", "/acs/calls", {"from": CALLER, "to": TEAMS}, 201)
        check(phone["state"] == {"ended": "busy"}, "without consent: busy tone", phone)

        policy = get_authentication_policy(
            self.ready["acs"], AzureKeyCredential(self.about["acs_key"]))
        pipeline = PipelineClient(self.ready["acs"], policies=[policy])

        def consent(method, who, body=None, status=200):
            path = f"{self.ready['acs']}/access/teamsExtension/tenants/{tenant}/assignments/{who}"
            url = path + "?api-version=2025-06-30"
            answer = pipeline.send_request(HttpRequest(method, url, json=body))
            check(answer.status_code == status, f"{method} assignment: {status}", answer.text())
            return answer

        server = {"principalType": "teamsResourceAccount"}
        consent("GET", ACCOUNT, status=404)
        consent("PUT", ACCOUNT, server, 201)
        check(consent("GET", ACCOUNT).json()["principalType"] == "teamsResourceAccount", "it is")
        consent("PUT", agent_id, {"principalType": "user"}, 400)
        consent("PUT", agent_id, {"principalType": "user", "clientIds": [str(uuid.uuid4())]}, 201)
        consent("PATCH", agent_id, {"clientIds": [str(uuid.uuid4())]})
        consent("DELETE", agent_id, status=204)
        consent("GET", agent_id, status=404)

        reads = {"tenant": "adatum", "user": "adele", "app": self.about["client_id"],
                 "scopes": ["TeamsResourceAccount.Read.All"]}
        token = control.ask("POST", "/sign-in/user-tokens", reads, 201)["access_token"]
        accounts = self.ready["graph"] + "/beta/admin/teams/resourceAccounts"
        listed = requests.get(accounts, headers={"Authorization": "Bearer " + token}, timeout=10)
        first = listed.json()["value"][0]
        check((first["id"], first["acsResourceId"]) == (ACCOUNT, resource), "Graph lists it", first)
        none = requests.get(accounts + "?$filter=appid eq 'x'",
                            headers={"Authorization": "Bearer " + token}, timeout=10)
        check(none.json()["value"] == [], "by its application")

        control.ask("POST", "/acs/calls", {"from": CALLER, "to": TEAMS}, 201)
        rings = app.wait("IncomingCall")["data"]
        check(rings["to"] == {"kind": "unknown", "rawId": "28:orgid:" + ACCOUNT}, "to", rings)
        call = client.answer_call(rings["incomingCallContext"], app.at + "/events")
        of, line = call.call_connection_id, self.connection(call)
        app.wait("CallConnected", of)
        agent = TeamsExtensionUserIdentifier(
            user_id=agent_id, tenant_id=tenant, resource_id=resource)
        raw = f"8:acs:{resource}_{tenant}_{agent_id}"
        control.person(raw, dual_persona=False)
        line.add_participant(agent, operation_context="one persona")
        got = app.wait("AddParticipantFailed", of, operationContext="one persona")
        check(got["data"]["resultInformation"]["subCode"] == 10057, "408/10057", got)
        control.person(raw, licensed=False)
        line.add_participant(agent, operation_context="no licence")
        got = app.wait("AddParticipantFailed", of, operationContext="no licence")
        check(got["data"]["resultInformation"]["message"] == "UserLicenseNotPresentForbidden", "403")
        control.person(raw)
        line.add_participant(agent, operation_context="agent")
        got = app.wait("AddParticipantSucceeded", of, operationContext="agent")
        check(got["data"]["participant"]["kind"] == "teamsExtensionUser", "the agent is in", got)
        named = lambda: line.add_participant(
            agent, source_caller_id_number=PhoneNumberIdentifier(OWN))
        refused(named, 400, "a caller id", "8523")
        user = MicrosoftTeamsUserIdentifier(agent_id)
        refused(lambda: line.add_participant(user), 400, "a Teams user cannot be added")
        transfer = lambda: line.transfer_call_to_participant(user, transferee=agent)
        refused(transfer, 400, "nor transferred to")
        mute = lambda: line.mute_participant(PhoneNumberIdentifier(CALLER))
        refused(mute, 400, "a telephone cannot be muted")
        locator = lambda: client.start_recording(server_call_id=call.server_call_id)
        refused(locator, 400, "a recording names its connection")
        client.start_recording(call_connection_id=of)
        app.wait("RecordingStateChanged", of, state="active")
        self.end(line, of)
        source = {"teams_app_source": MicrosoftTeamsAppIdentifier(ACCOUNT)}
        made, line = self.call(**source, source_caller_id_number=None)
        self.end(line, made.call_connection_id)
        named = lambda: client.create_call(
            PhoneNumberIdentifier(CALLER), app.at + "/events", source_display_name="X", **source)
        refused(named, 400, "a name", "8523")
        control.ask("POST", "/acs/numbers",
                    {"number": TEAMS, "account": ACCOUNT, "no_teams_channel": True}, 201)
        channel = lambda: client.create_call(
            PhoneNumberIdentifier(CALLER), app.at + "/events", **source)
        refused(channel, 403, "no Teams channel", "10105")
        consent("DELETE", ACCOUNT, status=204)

    def wrong_requests(self):
        ready = self.ready
        wrong = CallAutomationClient(ready["acs"], AzureKeyCredential(base64.b64encode(b"x" * 32).decode()))
        create = lambda client: client.create_call(PhoneNumberIdentifier(CALLER), self.app.at + "/e")
        refused(lambda: create(wrong), 401, "another key")
        old = CallAutomationClient(ready["acs"], AzureKeyCredential(self.about["acs_key"]),
                                   api_version="2020-01-01")
        refused(lambda: create(old), 400, "a version that never was")
        nobody = lambda: self.client.create_call([], self.app.at + "/events")
        refused(nobody, 400, "a call to nobody")
        relative = lambda: self.client.create_call(PhoneNumberIdentifier(CALLER), "/events")
        refused(relative, 400, "a callback that is no address")
        self.control.fault("acs", {"kind": "status", "status": 429, "retry_after": "0"}, times=2)
        made = create(self.client)
        check(made.call_connection_id, "the client waits out two refusals with 429")
        # The same request id: one call.
        key = get_authentication_policy(ready["acs"], AzureKeyCredential(self.about["acs_key"]))
        pipeline = PipelineClient(ready["acs"], policies=[key])
        body = {"targets": [{"phoneNumber": {"value": CALLER}}], "callbackUri": self.app.at + "/e"}
        headers = {"Repeatability-Request-ID": str(uuid.uuid4()),
                   "Repeatability-First-Sent": "Sun, 29 Nov 2026 02:00:00 GMT"}
        url = ready["acs"] + "/calling/callConnections?api-version=" + VERSION
        send = lambda url=url: pipeline.send_request(
            HttpRequest("POST", url, json=body, headers=headers))
        one, two = send(), send()
        check(one.status_code == two.status_code == 201, "a repeated request is taken", one.text())
        check(one.json() == two.json(), "and is the first one's answer")
        count = len(self.control.ask("GET", "/acs/calls"))
        send()
        check(len(self.control.ask("GET", "/acs/calls")) == count, "nothing is done twice")
        bare = send(ready["acs"] + "/calling/callConnections")
        check(bare.status_code == 400, "no api-version", bare.text())
        connecting = self.client.create_call(PhoneNumberIdentifier(NOBODY), self.app.at + "/e")
        play = lambda: self.connection(connecting).play_media_to_all(TextSource(text="x"))
        refused(play, 400, "a call that is not up yet plays nothing", "8501")

    def delivery(self):
        app, control = self.app, self.control
        app.refuse["CallConnected"] = 2
        made, line = self.call()
        check(app.refuse["CallConnected"] == 0, "an event that was refused comes again")
        of = made.call_connection_id
        control.fault("acs_callback", {"kind": "duplicate"}, "PlayStarted")
        line.play_media_to_all(TextSource(text="twice"), operation_context="twice")
        one = app.wait("PlayStarted", of)
        two = app.wait("PlayStarted", of)
        check(one["whole"]["id"] == two["whole"]["id"], "a doubled event has one id")
        control.fault("acs_callback", {"kind": "reset"}, "PlayCompleted")
        line.play_media_to_all(TextSource(text="lost"), operation_context="lost event")
        app.wait("PlayStarted", of, operationContext="lost event")
        control.fault("acs_callback", {"kind": "reorder"}, "PlayStarted")
        line.play_media_to_all(TextSource(text="order"), operation_context="order")
        done = app.wait("PlayCompleted", of, operationContext="order")
        begun = app.wait("PlayStarted", of, operationContext="order")
        check(begun["at"] > done["at"], "out of order")
        control.fault("acs_callback", {"kind": "wrong_audience"}, "PlayStarted")
        line.play_media_to_all(TextSource(text="x"), operation_context="whose")
        event = app.wait("PlayStarted", of, operationContext="whose")
        try:
            self.claims(event["token"])
            check(False, "a token for somebody else is refused")
        except jwt.InvalidAudienceError:
            check(True, "a token for somebody else is refused")
        event["token"] = None
        self.end(line, of)

    def over_tls(self):
        about = self.about
        credential = ClientSecretCredential(
            about["tenant"], about["client_id"], about["client_secret"],
            authority=self.ready["signin"], disable_instance_discovery=True,
            connection_verify=about["ca_file"])
        client = CallAutomationClient(
            self.ready["acs_tls"], credential, connection_verify=about["ca_file"])
        made = client.create_call(PhoneNumberIdentifier(CALLER), self.app.at + "/events")
        self.app.wait("CallConnected", made.call_connection_id)
        client.get_call_connection(made.call_connection_id).hang_up(True)
        self.app.wait("CallDisconnected", made.call_connection_id)
        check(True, "Entra's token is taken over TLS")
        keyed = CallAutomationClient(self.ready["acs_tls"], AzureKeyCredential(about["acs_key"]),
                                     connection_verify=about["ca_file"])
        refused(keyed.get_call_connection(str(uuid.uuid4())).get_call_properties, 404, "the key too")

    def claims(self, header):
        open_id = f"{self.ready['acs']}/calling/.well-known/acsopenidconfiguration"
        document = requests.get(open_id, timeout=10).json()
        keys = jwt.PyJWKClient(document["jwks_uri"])
        token = header.removeprefix("Bearer ")
        key = keys.get_signing_key_from_jwt(token)
        return jwt.decode(token, key, algorithms=["RS256"], issuer=document["issuer"],
                          audience=self.about["acs_resource_id"],
                          # The emulator's clock is ahead of this one where a test moved it.
                          options={"verify_exp": False, "verify_nbf": False, "verify_iat": False})

    def events(self):
        """Every event as the libraries see it."""
        promised = {
            name for name in dir(models)
            if hasattr(getattr(models, name), "_attribute_map")
            and "callConnectionId" in {
                part["key"] for part in getattr(models, name)._attribute_map.values()}
            and "correlationId" in {
                part["key"] for part in getattr(models, name)._attribute_map.values()}
        } - {"CallConnectionProperties"}
        for event in self.app.events:
            if event["path"] == "/grid":
                continue
            parsed = from_json(event["raw"])
            assert parsed["specversion"] == "1.0" and parsed["source"], event
            model = getattr(models, event["name"]).deserialize(event["data"])
            assert model.call_connection_id and model.correlation_id, event
            known = {part["key"] for part in type(model)._attribute_map.values()}
            extra = set(event["data"]) - known - {"invitationId", "operationContext"}
            assert not extra, (event["name"], extra)
        check(True, f"CloudEvents: {len(self.app.events)} envelopes and their data are read")
        tokens = [event["token"] for event in self.app.events if event["token"]]
        for token in tokens[::7]:
            claims = self.claims(token)
            assert claims["exp"] - claims["iat"] == 300, claims
        check(len(set(tokens)) == len(tokens), "a token for each event")
        check(True, "PyJWT: the events' tokens hold, for five minutes")
        missing = promised - self.app.seen
        check(len(promised) == 38, "the library knows 38 events", sorted(promised))
        check(not missing, "every event came", sorted(missing))


def main(program, folder):
    config = folder + "/acs.toml"
    with open(config, "w") as file:
        file.write('[[tenant]]\nname = "adatum"\n[[tenant.user]]\nname = "adele"\n[acs]\n[[acs.number]]\nnumber = "%s"\n' % OWN)
        # Quick people, so that the judge need not wait.
        for who in (CALLER, SECOND):
            file.write('[[acs.person]]\nid = "%s"\nbehaviour = { ringing = { do = "answer" } }\n' % who)
    child = subprocess.Popen(
        [program, "--seed", "7", "--config", config, "--folder", folder],
        stdout=subprocess.PIPE, text=True)
    try:
        ready = json.loads(child.stdout.readline())
        check(ready["acs"].startswith("http://127.0.0.1:"), "the ready line says where", ready)
        about = requests.get(ready["control"], timeout=30).json()
        judge = Judge(ready, about)
        judge.incoming()
        judge.outgoing()
        judge.groups_and_transfers()
        judge.streams()
        judge.softphone()
        judge.extensibility()
        judge.wrong_requests()
        judge.delivery()
        judge.over_tls()
        judge.events()
        print("ok    Microsoft's Call Automation client did not notice", flush=True)
        child.send_signal(signal.SIGINT)
        check(child.wait(timeout=10) == 0, "it ends")
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], folder)
