"""Compares requests of ours with what Microsoft's own Call Automation library sends, and lets that
library sign them again.

    python acs_requests.py OURS.json

Reads a JSON list of requests (`name`, `method`, `url`, `headers`, `body`), lets Microsoft's library
make the same call against a recorder on loopback, and compares method, target, repeatability
headers and body. Then Microsoft's signing policy signs each of ours with our date, and the
signatures must be equal. Prints one line for each, and ends with 0 when all hold.
"""

import http.server
import json
import sys
import threading
import urllib.parse

from azure.communication.callautomation import (
    CallAutomationClient,
    CommunicationUserIdentifier,
    FileSource,
    MediaStreamingOptions,
    MicrosoftTeamsAppIdentifier,
    PhoneNumberIdentifier,
    RecognitionChoice,
    SsmlSource,
    TeamsExtensionUserIdentifier,
    TextSource,
    TranscriptionOptions,
)
from azure.communication.callautomation._shared import policy as signing
from azure.core.credentials import AzureKeyCredential
from azure.core.pipeline import PipelineRequest

KEY = "aGVsbG8gaGVsbG8gaGVsbG8="
CALLBACK = "https://cc.contoso.example/acs/callbacks"
SOCKET = "wss://cc.contoso.example/acs/media"
PHONE = PhoneNumberIdentifier("+14255550100")
OTHER = PhoneNumberIdentifier("+14255550199")
APP = MicrosoftTeamsAppIdentifier("e5b7f628-ea94-4fdc-b3d9-1af1fe231111")
USER = CommunicationUserIdentifier(
    "8:acs:5a6d2c9e-1111-4222-8333-444455556666_00000001-aaaa-bbbb"
)
AGENT = TeamsExtensionUserIdentifier(
    user_id="4b444206-207c-42f8-92a6-e332b41c88a2",
    tenant_id="87d349ed-44d7-43e1-9a83-5f2406dee5bd",
    resource_id="5a6d2c9e-1111-4222-8333-444455556666",
)


class Recorder(http.server.BaseHTTPRequestHandler):
    """Takes requests down and answers what the library accepts."""

    taken = []

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.taken.append((self.command, self.path, headers, body))
        path = self.path.split("?")[0]
        status = 202
        if self.command == "GET" or path.endswith(("callConnections:answer", ":connect", "mute")):
            status = 200
        if path.endswith((":hold", ":unhold", "ContinuousDtmfRecognition", "/recordings")):
            status = 200
        if path.endswith("/callConnections"):
            status = 201
        if self.command == "DELETE" or path.endswith((":redirect", ":reject", ":terminate")):
            status = 204
        said = b"" if status == 204 else b'{"callConnectionId":"c","value":[],"identifier":{}}'
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = answer

    def log_message(self, *_):
        pass


def calls(client):
    """What to ask Microsoft's library for, by name."""
    call = client.get_call_connection("c/1")
    streaming = MediaStreamingOptions(
        transport_url=SOCKET,
        transport_type="websocket",
        content_type="audio",
        audio_channel_type="mixed",
        start_media_streaming=False,
        enable_bidirectional=True,
        audio_format="pcm16KMono",
        enable_dtmf_tones=True,
    )
    transcription = TranscriptionOptions(
        transport_url=SOCKET,
        transport_type="websocket",
        locale="en-US",
        start_transcription=False,
    )
    return {
        "create": lambda: client.create_call(
            [PHONE],
            CALLBACK,
            teams_app_source=APP,
            operation_context="ctx",
            cognitive_services_endpoint="https://ai.contoso.example",
            media_streaming=streaming,
            transcription=transcription,
        ),
        "create_from_number": lambda: client.create_call(
            [USER], CALLBACK, source_caller_id_number=OTHER, source_display_name="Contoso"
        ),
        "answer": lambda: client.answer_call(
            "ring",
            CALLBACK,
            operation_context="ctx",
            cognitive_services_endpoint="https://ai.contoso.example",
            media_streaming=streaming,
            transcription=transcription,
        ),
        "redirect": lambda: client.redirect_call("ring", PHONE),
        "reject": lambda: client.reject_call("ring", call_reject_reason="busy"),
        "connect": lambda: client.connect_call(
            CALLBACK, server_call_id="s1", operation_context="ctx"
        ),
        "get": call.get_call_properties,
        "terminate": lambda: call.hang_up(True),
        "hang_up": lambda: call.hang_up(False),
        "transfer": lambda: call.transfer_call_to_participant(
            OTHER,
            operation_context="ctx",
            transferee=PHONE,
            sip_headers={"User-To-User": "00"},
            voip_headers={"a": "b"},
        ),
        "participants": lambda: list(call.list_participants()),
        "participant": lambda: call.get_participant(PHONE),
        "add": lambda: call.add_participant(
            AGENT, invitation_timeout=30, operation_context="ctx", voip_headers={"a": "b"}
        ),
        "cancel_add": lambda: call.cancel_add_participant_operation("i1", operation_context="ctx"),
        "remove": lambda: call.remove_participant(USER, operation_context="ctx"),
        "mute": lambda: call.mute_participant(USER, operation_context="ctx"),
        "move": lambda: call.move_participants([PHONE], "c2", operation_context="ctx"),
        "play": lambda: call.play_media_to_all(
            TextSource(text="hello", source_locale="en-US"),
            loop=True,
            operation_context="ctx",
            interrupt_call_media_operation=True,
        ),
        "play_to": lambda: call.play_media(
            FileSource(url="https://cc.contoso.example/a.wav", play_source_cache_id="h"),
            [AGENT],
            operation_context="ctx",
        ),
        "recognize_keys": lambda: call.start_recognizing_media(
            "dtmf",
            PHONE,
            initial_silence_timeout=5,
            play_prompt=SsmlSource(ssml_text="<speak/>"),
            interrupt_prompt=True,
            dtmf_inter_tone_timeout=3,
            dtmf_max_tones_to_collect=4,
            dtmf_stop_tones=["pound"],
            operation_context="ctx",
        ),
        "recognize_choices": lambda: call.start_recognizing_media(
            "choices",
            PHONE,
            initial_silence_timeout=5,
            play_prompt=TextSource(text="sure?", voice_name="en-US-JennyNeural"),
            choices=[RecognitionChoice(label="yes", phrases=["yes", "sure"], tone="one")],
            speech_language="en-US",
            operation_context="ctx",
        ),
        "start_tones": lambda: call.start_continuous_dtmf_recognition(
            PHONE, operation_context="ctx"
        ),
        "stop_tones": lambda: call.stop_continuous_dtmf_recognition(PHONE, operation_context="ctx"),
        "send_tones": lambda: call.send_dtmf_tones(
            ["one", "asterisk"], PHONE, operation_context="ctx"
        ),
        "hold": lambda: call.hold(
            PHONE,
            play_source=FileSource(url="https://cc.contoso.example/a.wav"),
            operation_context="ctx",
        ),
        "unhold": lambda: call.unhold(PHONE, operation_context="ctx"),
        "cancel_media": call.cancel_all_media_operations,
        "start_streaming": lambda: call.start_media_streaming(operation_context="ctx"),
        "stop_streaming": lambda: call.stop_media_streaming(operation_context="ctx"),
        "start_transcription": lambda: call.start_transcription(
            locale="en-US", operation_context="ctx"
        ),
        "stop_transcription": lambda: call.stop_transcription(operation_context="ctx"),
        "update_transcription": lambda: call.update_transcription(
            locale="de-DE", operation_context="ctx"
        ),
        "record": lambda: client.start_recording(
            call_connection_id="c/1",
            recording_state_callback_url=CALLBACK,
            recording_content_type="audio",
            recording_channel_type="unmixed",
            recording_format_type="wav",
            audio_channel_participant_ordering=[PHONE],
            pause_on_start=True,
        ),
        "recording": lambda: client.get_recording_properties("r1"),
        "stop_recording": lambda: client.stop_recording("r1"),
        "pause_recording": lambda: client.pause_recording("r1"),
        "resume_recording": lambda: client.resume_recording("r1"),
    }


def parsed(body):
    """JSON; names of clouds in small letters, as the service's own description writes them (the
    library writes its enumeration's capitals)."""

    def small(value):
        if isinstance(value, dict):
            return {
                name: one.lower() if name == "cloud" and isinstance(one, str) else small(one)
                for name, one in value.items()
            }
        return [small(one) for one in value] if isinstance(value, list) else value

    return small(json.loads(body)) if body else None


def signed_by_microsoft(ours):
    """What Microsoft's policy writes into `Authorization` for our request at our date."""
    url = urllib.parse.urlsplit(ours["url"])
    # A file lies elsewhere; the library signs with the host of its own endpoint.
    host = ours["headers"].get("x-ms-host", url.netloc)
    policy = signing.HMACCredentialsPolicy(f"{url.scheme}://{host}", AzureKeyCredential(KEY))
    signing.get_current_utc_time = lambda: ours["headers"]["x-ms-date"]

    class Bare:
        """What the policy looks at, without what a real request would change."""

        method, url, body, headers = ours["method"], ours["url"], ours["body"] or "", {}

    policy.on_request(PipelineRequest(Bare, None))
    return Bare.headers["Authorization"], Bare.headers["x-ms-content-sha256"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        ours = {one["name"]: one for one in json.load(file)}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    client = CallAutomationClient(base, AzureKeyCredential(KEY))
    failed = 0
    for name, one in ours.items():
        authorization, content = signed_by_microsoft(one)
        signed = one["headers"]["authorization"], one["headers"]["x-ms-content-sha256"]
        if signed != (authorization, content):
            print(f"FAILED {name}: signature or hash is another", flush=True)
            failed += 1
    if not failed:
        print(f"ok    Microsoft's policy signs {len(ours)} of {len(ours)} as we do", flush=True)
    theirs = calls(client)
    for name, ask in theirs.items():
        Recorder.taken.clear()
        try:
            ask()
        except Exception as error:  # what it makes of our answers is not the question here
            if not Recorder.taken:
                raise
            print(f"note  {name}: {type(error).__name__} after the request was sent", flush=True)
        method, target, headers, body = Recorder.taken[0]
        one = ours.get(name)
        if one is None:
            print(f"FAILED {name}: not among ours; theirs is {method} {target} {body.decode()}")
            failed += 1
            continue
        split = urllib.parse.urlsplit(one["url"])
        mine = f"{split.path}?{split.query}"
        differences = []
        if (one["method"], mine) != (method, target):
            differences.append(f"{one['method']} {mine} for {method} {target}")
        if parsed(one["body"]) != parsed(body):
            differences.append(f"ours {one['body']}\n      theirs {body.decode()}")
        for header in ["repeatability-request-id", "repeatability-first-sent"]:
            if (header in one["headers"]) != (header in headers):
                differences.append(f"{header}: ours {header in one['headers']}")
        failed += bool(differences)
        print(("FAILED " if differences else "ok    ") + name, *differences, sep="\n      " if differences else "", flush=True)
    print(f"ok    {len(theirs) - failed} of {len(theirs)} requests are Microsoft's, and signed as Microsoft signs")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
