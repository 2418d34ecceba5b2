"""Microsoft's own Graph library drives calls, participants, presence and subscriptions against the
emulator program: it must not notice that this is not Graph. PyJWT judges the tokens of callbacks.

    python graph_calls.py PATH-OF-TEAMS-CC-EMULATOR

Prints one line for each step and ends with 0 when all hold.
"""

import asyncio
import base64
import datetime
import hashlib
import hmac
import http.server
import json
import os
import queue
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import jwt
import msal
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.communications.calls.item.answer.answer_post_request_body import (
    AnswerPostRequestBody,
)
from msgraph.generated.communications.calls.item.cancel_media_processing.cancel_media_processing_post_request_body import (
    CancelMediaProcessingPostRequestBody,
)
from msgraph.generated.communications.calls.item.mute.mute_post_request_body import (
    MutePostRequestBody,
)
from msgraph.generated.communications.calls.item.participants.invite.invite_post_request_body import (
    InvitePostRequestBody,
)
from msgraph.generated.communications.calls.item.participants.item.start_hold_music.start_hold_music_post_request_body import (
    StartHoldMusicPostRequestBody,
)
from msgraph.generated.communications.calls.item.participants.item.stop_hold_music.stop_hold_music_post_request_body import (
    StopHoldMusicPostRequestBody,
)
from msgraph.generated.communications.calls.item.play_prompt.play_prompt_post_request_body import (
    PlayPromptPostRequestBody,
)
from msgraph.generated.communications.calls.item.record_response.record_response_post_request_body import (
    RecordResponsePostRequestBody,
)
from msgraph.generated.communications.calls.item.redirect.redirect_post_request_body import (
    RedirectPostRequestBody,
)
from msgraph.generated.communications.calls.item.reject.reject_post_request_body import (
    RejectPostRequestBody,
)
from msgraph.generated.communications.calls.item.send_dtmf_tones.send_dtmf_tones_post_request_body import (
    SendDtmfTonesPostRequestBody,
)
from msgraph.generated.communications.calls.item.subscribe_to_tone.subscribe_to_tone_post_request_body import (
    SubscribeToTonePostRequestBody,
)
from msgraph.generated.communications.calls.item.transfer.transfer_post_request_body import (
    TransferPostRequestBody,
)
from msgraph.generated.communications.calls.item.unmute.unmute_post_request_body import (
    UnmutePostRequestBody,
)
from msgraph.generated.communications.calls.item.update_recording_status.update_recording_status_post_request_body import (
    UpdateRecordingStatusPostRequestBody,
)
from msgraph.generated.communications.get_presences_by_user_id.get_presences_by_user_id_post_request_body import (
    GetPresencesByUserIdPostRequestBody,
)
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.call import Call
from msgraph.generated.models.call_direction import CallDirection
from msgraph.generated.models.call_state import CallState
from msgraph.generated.models.chat_info import ChatInfo
from msgraph.generated.models.identity import Identity
from msgraph.generated.models.identity_set import IdentitySet
from msgraph.generated.models.invitation_participant_info import InvitationParticipantInfo
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.media_info import MediaInfo
from msgraph.generated.models.media_prompt import MediaPrompt
from msgraph.generated.models.media_state import MediaState
from msgraph.generated.models.modality import Modality
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.operation_status import OperationStatus
from msgraph.generated.models.organizer_meeting_info import OrganizerMeetingInfo
from msgraph.generated.models.play_prompt_operation import PlayPromptOperation
from msgraph.generated.models.presence_status_message import PresenceStatusMessage
from msgraph.generated.models.record_operation import RecordOperation
from msgraph.generated.models.recording_status import RecordingStatus
from msgraph.generated.models.reject_reason import RejectReason
from msgraph.generated.models.service_hosted_media_config import ServiceHostedMediaConfig
from msgraph.generated.models.subscription import Subscription
from msgraph.generated.models.tone import Tone
from msgraph.generated.users.item.presence.clear_presence.clear_presence_post_request_body import (
    ClearPresencePostRequestBody,
)
from msgraph.generated.users.item.presence.set_presence.set_presence_post_request_body import (
    SetPresencePostRequestBody,
)
from msgraph.generated.users.item.presence.set_status_message.set_status_message_post_request_body import (
    SetStatusMessagePostRequestBody,
)
from msgraph.generated.users.item.presence.set_user_preferred_presence.set_user_preferred_presence_post_request_body import (
    SetUserPreferredPresencePostRequestBody,
)

SCOPE = ["https://graph.microsoft.com/.default"]


def check(holds, what, more=""):
    print(("ok    " if holds else "FAILED ") + what, flush=True)
    if not holds:
        raise AssertionError(f"{what}: {more}")


def prompt(ms):
    """A WAV file as the service wants it: mono, 16 bit, 16 kHz."""
    data = b"\x10\x00" * (16 * ms)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1,
                       16000, 32000, 2, 16, b"data", len(data))
    return head + data


class Bot:
    """The bot's web server: callbacks go into a queue, prompts come out, handshakes are shaken."""

    def __init__(self):
        self.heard = queue.Queue()
        bot = self

        class Answering(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.reply(200, "audio/wav", prompt(200 if "short" in self.path else 60000))

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
                if "validationToken" in query:
                    return self.reply(200, "text/plain", query["validationToken"][0].encode())
                bot.heard.put((dict(self.headers), json.loads(body)))
                self.reply(202, "text/plain", b"")

            def reply(self, status, kind, body):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def until(self, fits, what):
        """The first callback that fits: its headers and its item."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                headers, body = self.heard.get(timeout=1)
            except queue.Empty:
                continue
            for item in body.get("value", []):
                if fits(item):
                    print(f"ok    callback: {what}", flush=True)
                    return headers, item
        raise AssertionError(f"no callback: {what}")

    def state(self, state, call=None):
        def fits(item):
            data = item["resourceData"]
            return isinstance(data, dict) and data.get("state") == state and (
                call is None or data["id"] == call)
        return self.until(fits, f"the call is {state}")[1]["resourceData"]

    def operation(self, kind):
        def fits(item):
            data = item["resourceData"]
            kinds = f"#microsoft.graph.{kind}Operation"
            return isinstance(data, dict) and data.get("@odata.type") == kinds
        return self.until(fits, f"{kind} is over")[1]["resourceData"]


class World:
    def __init__(self, ready):
        self.ready = ready
        self.control = ready["control"]
        self.about = self.ask("GET", "/")
        # `requests` prefers this variable to what `verify` says.
        os.environ["REQUESTS_CA_BUNDLE"] = self.about["ca_file"]
        self.bot = Bot()
        self.graph = self.client_of(self.about["client_id"], self.about["client_secret"])
        self.calls = self.graph.communications.calls
        self.app = self.about["client_id"]
        self.people = {user["name"]: user["id"] for user in self.ask("GET", "/users")}
        self.ask("POST", "/bots", {"app": self.app, "webhook": f"{self.bot.base}/hook"})

    def token_of(self, app, secret, scope=SCOPE[0]):
        """An application's own token, by Microsoft's library."""
        signing_in = msal.ConfidentialClientApplication(
            app, client_credential=secret, authority=f"{self.ready['signin']}/{self.about['tenant']}",
            instance_discovery=False, verify=self.about["ca_file"])
        return signing_in.acquire_token_for_client([scope])["access_token"]

    def client_of(self, app, secret):
        adapter = GraphRequestAdapter(FixedToken(self.token_of(app, secret)))
        adapter.base_url = f"{self.ready['graph']}/v1.0"
        return GraphServiceClient(request_adapter=adapter)

    def ask(self, method, path, body=None):
        answer = requests.request(method, self.control + path, json=body, timeout=30)
        if answer.status_code >= 400:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def behave(self, name, ringing, script=()):
        self.ask("PUT", f"/tenants/adatum/users/{name}/behaviour",
                 {"ringing": ringing, "script": list(script), "clients": 1})

    def calls_bot(self, name):
        return self.ask("POST", f"/tenants/adatum/users/{name}/bot-calls", {"bot": self.app})["call"]

    def target(self, name, replaces=None):
        user = Identity(id=self.people[name])
        return InvitationParticipantInfo(identity=IdentitySet(user=user), replaces_call_id=replaces)

    def prompts(self, *names):
        return [MediaPrompt(odata_type="#microsoft.graph.mediaPrompt", media_info=MediaInfo(
            uri=f"{self.bot.base}/{name}.wav", resource_id=name)) for name in names]

    def new_call(self, *names):
        return Call(
            odata_type="#microsoft.graph.call", callback_uri=f"{self.bot.base}/cb",
            requested_modalities=[Modality.Audio],
            media_config=ServiceHostedMediaConfig(
                odata_type="#microsoft.graph.serviceHostedMediaConfig"),
            tenant_id=self.about["tenant"], targets=[self.target(name) for name in names])

    def answer(self):
        return AnswerPostRequestBody(
            callback_uri=f"{self.bot.base}/cb", accepted_modalities=[Modality.Audio],
            media_config=ServiceHostedMediaConfig(
                odata_type="#microsoft.graph.serviceHostedMediaConfig"))


class FixedToken:
    """The simplest authentication provider: it has its token already, also for plain http."""

    def __init__(self, token):
        self.token = token

    async def authenticate_request(self, request, additional_authentication_context=None):
        request.headers.add("Authorization", f"Bearer {self.token}")


# Where the calling service (api.aps.skype.com) and Entra tell of their keys.
CALLING = "/v1/.well-known/OpenIdConfiguration"
ENTRA = "/common/.well-known/openid-configuration"


def signing_keys(world, place):
    """The published keys by their ids, found through the OpenID document of that place."""
    document = requests.get(world.ready["signin"] + place,
                            verify=world.about["ca_file"], timeout=10).json()
    keys = requests.get(document["jwks_uri"], verify=world.about["ca_file"], timeout=10).json()
    return {key["kid"]: jwt.PyJWK(key).key for key in keys["keys"]}


def judge_token(world, headers):
    """A callback's token, as a bot in Python checks it: keys by OpenID, audience, issuer, tenant."""
    token = next(value for name, value in headers.items() if name.lower() == "authorization")
    token = token.removeprefix("Bearer ")
    kid = jwt.get_unverified_header(token)["kid"]
    key = signing_keys(world, CALLING)[kid]
    check(kid not in signing_keys(world, ENTRA), "no key of Entra signs callbacks")
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=world.app,
                        issuer=["https://graph.microsoft.com", "https://api.botframework.com"],
                        options={"require": ["exp", "nbf", "aud", "iss"]})
    check(claims["tid"] == world.about["tenant"], "PyJWT: the callback's token holds", claims)


async def incoming(world):
    world.calls_bot("adele")
    headers, item = world.bot.until(lambda item: item["changeType"] == "created", "a call comes")
    judge_token(world, headers)
    call = item["resourceData"]["id"]
    one = world.calls.by_call_id(call)
    await one.answer.post(world.answer())
    world.bot.state("established")
    got = await one.get()
    check(got.state == CallState.Established and got.direction == CallDirection.Incoming,
          "GET call: established, incoming", got.state)
    check(got.media_state.audio == MediaState.Active, "its audio is active")
    check(got.source.identity.user.id == world.people["adele"], "its source is Adele")
    check(got.my_participant_id and got.call_chain_id, "it has a participant and a chain")
    tones = await one.subscribe_to_tone.post(SubscribeToTonePostRequestBody(client_context="t"))
    check(tones.status == OperationStatus.Completed, "subscribeToTone: completed", tones.status)
    play = await one.play_prompt.post(PlayPromptPostRequestBody(
        client_context="p", prompts=world.prompts("short")))
    check(isinstance(play, PlayPromptOperation) and play.client_context == "p",
          "playPrompt: its operation comes back typed")
    check(play.status == OperationStatus.Running, "it is running", play.status)
    done = world.bot.operation("playPrompt")
    check(done["status"] == "completed" and done["id"] == play.id, "and completes", done)
    again = await one.operations.by_comms_operation_id(play.id).get()
    check(again.status == OperationStatus.Completed, "GET operation says so too", again.status)
    world.ask("POST", "/bots/people/adele/act", {"do": "press", "keys": "5"})
    _, tone = world.bot.until(lambda item: isinstance(item["resourceData"], dict)
                              and item["resourceData"].get("toneInfo"), "a key")
    check(tone["resourceData"]["toneInfo"]["tone"] == "tone5", "it is 5")
    recording = await one.record_response.post(RecordResponsePostRequestBody(
        client_context="r", stop_tones=["#"], play_beep=False, max_record_duration_in_seconds=30,
        initial_silence_timeout_in_seconds=20, max_silence_timeout_in_seconds=20))
    check(isinstance(recording, RecordOperation), "recordResponse: a recordOperation")
    world.ask("POST", "/bots/people/adele/act", {"do": "say", "ms": 300})
    time.sleep(0.4)
    world.ask("POST", "/bots/people/adele/act", {"do": "press", "keys": "#"})
    done = world.bot.operation("record")
    file = requests.get(done["recordingLocation"], timeout=10, verify=world.about["ca_file"],
                        headers={"Authorization": f"Bearer {done['recordingAccessToken']}"})
    check(file.content[:4] == b"RIFF", "the recording is fetched with its own token")
    sent = await one.send_dtmf_tones.post(SendDtmfTonesPostRequestBody(
        tones=[Tone.Tone1, Tone.Pound], delay_between_tones_ms=10))
    check(sent.status == OperationStatus.Running, "sendDtmfTones: running", sent.status)
    check(world.bot.operation("sendDtmfTones")["completionReason"] == "completedSuccessfully",
          "and sent")
    await one.play_prompt.post(PlayPromptPostRequestBody(prompts=world.prompts("long", "long")))
    cancel = await one.cancel_media_processing.post(CancelMediaProcessingPostRequestBody())
    check(cancel.status == OperationStatus.Completed, "cancelMediaProcessing: completed")
    check(world.bot.operation("playPrompt")["resultInfo"]["subcode"] == 8508, "8508: cancelled")
    muted = await one.mute.post(MutePostRequestBody(client_context="m"))
    check(muted.client_context == "m", "mute")
    await one.unmute.post(UnmutePostRequestBody())
    await one.keep_alive.post()
    check(True, "unmute, keepAlive")
    status = await one.update_recording_status.post(
        UpdateRecordingStatusPostRequestBody(status=RecordingStatus.Recording))
    check(status.status == OperationStatus.Completed, "updateRecordingStatus")
    return call


async def conference(world, call):
    one = world.calls.by_call_id(call)
    invited = await one.participants.invite.post(InvitePostRequestBody(
        participants=[world.target("diego")], client_context="i"))
    check(invited.status == OperationStatus.Running, "invite: running", invited.status)
    check(world.bot.operation("inviteParticipants")["status"] == "completed", "and he is in")
    roster = await one.participants.get()
    check(len(roster.value) == 3, "three in the roster", len(roster.value))
    diego = next(p for p in roster.value if p.info.identity.user
                 and p.info.identity.user.id == world.people["diego"])
    him = one.participants.by_participant_id(diego.id)
    check((await him.get()).is_muted is False, "GET participant")
    held = await him.start_hold_music.post(StartHoldMusicPostRequestBody(client_context="h"))
    check(held.client_context == "h", "startHoldMusic")
    await him.stop_hold_music.post(StopHoldMusicPostRequestBody())
    await him.delete()
    check(len((await one.participants.get()).value) == 2, "stopHoldMusic, and he is removed")
    await one.delete()
    world.bot.state("terminated", call)
    try:
        await one.get()
        check(False, "an ended call is not found")
    except ODataError as error:
        check(error.response_status_code == 404 and error.error.code, "404 with a code after the end")


async def transfers(world):
    world.calls_bot("adele")
    call = world.bot.state("incoming")["id"]
    one = world.calls.by_call_id(call)
    await one.answer.post(world.answer())
    world.bot.state("established", call)
    await one.transfer.post(TransferPostRequestBody(transfer_target=world.target("diego")))
    end = world.bot.state("terminated", call)
    check(end["resultInfo"]["subcode"] == 7015, "transferred: 7015", end)
    world.ask("POST", "/assertions", {"that": "talk", "one": "adele", "other": "diego"})
    world.ask("POST", "/bots/people/adele/act", {"do": "hang_up"})
    created = await world.calls.post(world.new_call("megan"))
    check(created.state == CallState.Establishing and created.direction == CallDirection.Outgoing,
          "POST calls: establishing, outgoing", created.state)
    world.bot.state("established", created.id)
    world.calls_bot("adele")
    caller = world.bot.state("incoming")["id"]
    await world.calls.by_call_id(caller).answer.post(world.answer())
    world.bot.state("established", caller)
    await world.calls.by_call_id(caller).transfer.post(TransferPostRequestBody(
        transfer_target=world.target("megan", replaces=created.id)))
    world.bot.state("transferAccepted", caller)
    world.ask("POST", "/assertions", {"that": "talk", "one": "adele", "other": "megan",
                                      "within_ms": 5000})
    check(True, "transferred after a consultation")
    world.ask("POST", "/bots/people/adele/act", {"do": "hang_up"})
    world.calls_bot("adele")
    call = world.bot.state("incoming")["id"]
    await world.calls.by_call_id(call).redirect.post(RedirectPostRequestBody(
        targets=[world.target("diego")], timeout=30))
    world.bot.state("terminated", call)
    check(True, "redirected")
    world.calls_bot("megan")
    call = world.bot.state("incoming")["id"]
    await world.calls.by_call_id(call).reject.post(RejectPostRequestBody(reason=RejectReason.Busy))
    check(world.bot.state("terminated", call)["resultInfo"]["code"] == 486, "rejected: busy")
    meeting = world.new_call()
    meeting.targets = None
    meeting.chat_info = ChatInfo(thread_id="19:meeting_x@thread.v2", message_id="0")
    meeting.meeting_info = OrganizerMeetingInfo(
        odata_type="#microsoft.graph.organizerMeetingInfo",
        organizer=IdentitySet(user=Identity(id=world.people["adele"])))
    joined = await world.calls.post(meeting)
    world.bot.state("established", joined.id)
    world.ask("POST", "/tenants/adatum/users/megan/meetings", {"thread": "19:meeting_x@thread.v2"})
    roster = await world.calls.by_call_id(joined.id).participants.get()
    check(len(roster.value) == 2, "a meeting is joined, and its roster grows", len(roster.value))
    await world.calls.by_call_id(joined.id).delete()
    wrong = world.new_call("megan")
    wrong.tenant_id = "11111111-1111-4111-8111-111111111111"
    try:
        await world.calls.post(wrong)
        check(False, "7505 for another tenant")
    except ODataError as error:
        check(error.error.code == "7505" and error.response_status_code == 403, "403 with 7505")


async def presence(world):
    adele = world.graph.users.by_user_id(world.people["adele"]).presence
    await adele.set_presence.post(SetPresencePostRequestBody(
        session_id=world.app, availability="Busy", activity="InACall"))
    shown = await adele.get()
    check((shown.availability, shown.activity) == ("Busy", "InACall"), "setPresence is seen",
          (shown.availability, shown.activity))
    await adele.clear_presence.post(ClearPresencePostRequestBody(session_id=world.app))
    await adele.set_user_preferred_presence.post(SetUserPreferredPresencePostRequestBody(
        availability="DoNotDisturb", activity="DoNotDisturb"))
    shown = await adele.get()
    check(shown.availability == "DoNotDisturb", "setUserPreferredPresence is seen")
    await adele.clear_user_preferred_presence.post()
    await adele.set_status_message.post(SetStatusMessagePostRequestBody(
        status_message=PresenceStatusMessage(
            message=ItemBody(content="after-call work", content_type=BodyType.Text))))
    shown = await adele.get()
    check(shown.status_message.message.content == "after-call work", "setStatusMessage is seen")
    many = await world.graph.communications.get_presences_by_user_id.post(
        GetPresencesByUserIdPostRequestBody(ids=list(world.people.values())))
    check(len(many.value) == len(world.people), "getPresencesByUserId")


async def subscriptions(world):
    now = datetime.datetime.now(datetime.timezone.utc)
    made = await world.graph.subscriptions.post(Subscription(
        change_type="updated", notification_url=f"{world.bot.base}/notify", resource="/users",
        expiration_date_time=now + datetime.timedelta(minutes=55), client_state="secret"))
    check(made.id and made.resource == "/users", "POST subscriptions, after the handshake")
    listed = await world.graph.subscriptions.get()
    check([one.id for one in listed.value] == [made.id], "it is listed")
    one = world.graph.subscriptions.by_subscription_id(made.id)
    renewed = await one.patch(Subscription(
        expiration_date_time=now + datetime.timedelta(hours=2)))
    check(renewed.expiration_date_time > made.expiration_date_time, "PATCH renews it")
    await one.reauthorize.post()
    await one.delete()
    try:
        await one.get()
        check(False, "a deleted subscription is not found")
    except ODataError as error:
        check(error.response_status_code == 404, "404 after DELETE")
    try:
        await world.graph.subscriptions.post(Subscription(
            change_type="updated", notification_url=f"{world.bot.base}/notify",
            resource=f"/communications/presences/{world.people['adele']}",
            expiration_date_time=now + datetime.timedelta(minutes=55)))
        check(False, "presence needs a signed-in user")
    except ODataError as error:
        check(error.response_status_code == 403, "403: presence needs a signed-in user")


def der_and_key():
    """A certificate of the subscriber's own, self-signed: its DER in base64, and its private key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "subscriber")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(1).not_valid_before(now)
            .not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256()))
    return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode(), key


def decrypted(content, key):
    """The five steps of Microsoft's document, with a library that nobody here wrote."""
    sha1 = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)
    secret = key.decrypt(base64.b64decode(content["dataKey"]), sha1)
    data = base64.b64decode(content["data"])
    mac = hmac.new(secret, data, hashlib.sha256).digest()
    check(mac == base64.b64decode(content["dataSignature"]), "the payload's signature holds")
    opening = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).decryptor()
    plain = opening.update(data) + opening.finalize()
    return json.loads(plain[:-plain[-1]])


async def rich_presence(world):
    """A signed-in reader's presence subscription with encrypted payloads."""
    token = world.ask("POST", "/sign-in/user-tokens", {
        "tenant": "adatum", "user": "megan", "scopes": ["Presence.Read.All"]})["access_token"]
    adapter = GraphRequestAdapter(FixedToken(token))
    adapter.base_url = f"{world.ready['graph']}/v1.0"
    graph = GraphServiceClient(request_adapter=adapter)
    me = await graph.me.presence.get()
    check(me.id == world.people["megan"], "/me/presence is the reader's own")
    certificate, key = der_and_key()
    now = datetime.datetime.now(datetime.timezone.utc)
    made = await graph.subscriptions.post(Subscription(
        change_type="updated", notification_url=f"{world.bot.base}/rich", client_state="s",
        resource=f"/communications/presences/{world.people['diego']}",
        include_resource_data=True, encryption_certificate=certificate,
        encryption_certificate_id="mine", expiration_date_time=now + datetime.timedelta(minutes=55)))
    check(made.include_resource_data, "a rich presence subscription of a signed-in reader")
    world.ask("PUT", "/tenants/adatum/users/diego/presence",
              {"availability": "DoNotDisturb", "activity": "Presenting"})
    while True:
        _, body = world.bot.heard.get(timeout=20)
        if body.get("validationTokens"):
            break
    item = body["value"][0]
    shown = decrypted(item["encryptedContent"], key)
    check((shown["availability"], shown["activity"]) == ("DoNotDisturb", "Presenting"),
          "and it says what Diego shows", shown)
    signing = signing_keys(world, ENTRA)
    for token in body["validationTokens"]:
        claims = jwt.decode(token, signing[jwt.get_unverified_header(token)["kid"]],
                            algorithms=["RS256"], audience=world.app,
                            issuer=f"https://sts.windows.net/{world.about['tenant']}/")
        check(claims["appid"] == "0bf30f3b-4a52-48df-9a82-234910c4a086",
              "PyJWT: the validation token holds", claims)


async def everything(ready):
    world = World(ready)
    for name in ("adele", "diego", "megan"):
        world.behave(name, {"do": "answer", "after_ms": 50})
    call = await incoming(world)
    await conference(world, call)
    await transfers(world)
    await presence(world)
    await subscriptions(world)
    await rich_presence(world)


def main(program, folder):
    child = subprocess.Popen(
        [program, "--seed", "7", "--folder", folder], stdout=subprocess.PIPE, text=True)
    try:
        ready = json.loads(child.stdout.readline())
        asyncio.run(everything(ready))
    except BaseException:
        print(requests.get(ready["control"] + "/ladder", timeout=10).text, file=sys.stderr)
        raise
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(timeout=10)
    print("ok    Microsoft's client did not notice", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], folder)
