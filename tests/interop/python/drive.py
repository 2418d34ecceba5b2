"""Drives the emulator program as a team that writes Python would: Microsoft's own library signs in,
requests speaks to Graph, the control interface adds people, breaks things and shows the ladder.

    python drive.py PATH-OF-TEAMS-CC-EMULATOR

Prints one line for each step and ends with 0 when all hold.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

import msal
import requests
from openapi_spec_validator import validate

SCOPE = ["https://graph.microsoft.com/.default"]


def check(holds, what, more=""):
    print(("ok    " if holds else "FAILED ") + what, flush=True)
    if not holds:
        raise AssertionError(f"{what}: {more}")


class Control:
    """The control interface: plain JSON over HTTP."""

    def __init__(self, base):
        self.base = base
        self.session = requests.Session()

    def ask(self, method, path, body=None, status=200):
        answer = self.session.request(method, self.base + path, json=body, timeout=30)
        check(answer.status_code == status, f"{method} {path} -> {status}", answer.text)
        kind = answer.headers.get("Content-Type", "")
        return answer.json() if "json" in kind else answer.text


def every_documented_path_is_served(control):
    """No path of the OpenAPI document answers with the 404 of a path that is not there."""
    document = control.ask("GET", "/openapi.json")
    validate(document)
    check(document["openapi"].startswith("3.1"), "the document is valid OpenAPI 3.1")
    for path, item in document["paths"].items():
        if "get" not in item:
            continue
        if "/phones/" in path or "/bots/calls/" in path or "/acs/people/" in path or "{id}" in path:
            continue  # there is none yet
        real = path.replace("{tenant}", "adatum").replace("{user}", "adele")
        wanted = {p["name"]: "+14255550107" for p in item["get"].get("parameters", []) + item.get("parameters", [])
                  if p.get("in") == "query" and p.get("required")}
        answer = control.session.get(control.base + real, params=wanted, timeout=30)
        check(answer.status_code == 200, f"documented: GET {real}", answer.text)


def sign_in(ready, about, secret=None):
    tenant = about["tenant"]
    app = msal.ConfidentialClientApplication(
        about["client_id"],
        client_credential=secret or about["client_secret"],
        authority=f"{ready['signin']}/{tenant}",
        # Otherwise the library asks a host in the internet whether it may trust this one.
        instance_discovery=False,
        verify=about["ca_file"],
    )
    return app.acquire_token_for_client(SCOPE)


def main(program, folder):
    child = subprocess.Popen(
        [program, "--seed", "7", "--folder", folder], stdout=subprocess.PIPE, text=True
    )
    try:
        ready = json.loads(child.stdout.readline())
        check(ready["pid"] == child.pid, "the ready line has the pid")
        check(len(ready["sip"]) == 3, "three SIP proxies", ready)
        check(ready["signin"].startswith("https://"), "sign-in is https")
        control = Control(ready["control"])
        about = control.ask("GET", "/")
        # requests prefers this variable to `verify`, so a machine that sets it must be overruled.
        os.environ["REQUESTS_CA_BUNDLE"] = about["ca_file"]
        every_documented_path_is_served(control)

        wrong = sign_in(ready, about, secret="wrong")
        check(wrong.get("error") == "invalid_client", "a wrong secret is refused", wrong)
        check("AADSTS7000215" in wrong["error_description"], "with Entra's code", wrong)
        token = sign_in(ready, about)
        check("access_token" in token, "Microsoft's library got a token over TLS", token)

        graph = requests.Session()
        graph.verify = about["ca_file"]
        graph.headers["Authorization"] = "Bearer " + token["access_token"]
        root = ready["graph_tls"] + "/v1.0"

        grace = control.ask(
            "POST", "/tenants/adatum/users", {"name": "grace", "number": "+14255550177"}, 201
        )
        check(grace["number"] == "+14255550177", "a user with a number was added")
        who = graph.get(f"{root}/users/{grace['upn']}", timeout=30).json()
        check(who["id"] == grace["id"], "Graph knows the user by name", who)

        session = {
            "sessionId": about["client_id"],
            "availability": "Busy",
            "activity": "InACall",
            "expirationDuration": "PT30M",
        }
        place = f"{root}/users/{grace['id']}/presence"
        answer = graph.post(place + "/setPresence", json=session, timeout=30)
        check(answer.status_code == 200, "presence was set", answer.text)
        shown = graph.get(place, timeout=30).json()
        check((shown["availability"], shown["activity"]) == ("Busy", "InACall"), "and read", shown)
        bulk = graph.post(
            f"{root}/communications/getPresencesByUserId", json={"ids": [grace["id"]]}, timeout=30
        ).json()
        check(bulk["value"][0]["activity"] == "InACall", "and read in bulk", bulk)
        control.ask(
            "POST",
            "/assertions",
            {"that": "shows", "tenant": "adatum", "user": "grace", "availability": "Busy"},
        )
        control.ask("POST", "/clock/skip", {"seconds": 1801})
        shown = graph.get(place, timeout=30).json()
        check(shown["availability"] == "Available", "half an hour later the session is over", shown)

        fault = {
            "where": "graph",
            "on": "/presence",
            "times": 1,
            "fault": {"kind": "status", "status": 429, "retry_after": "2.128"},
        }
        control.ask("POST", "/faults", fault, 201)
        answer = graph.get(place, timeout=30)
        check(answer.status_code == 429, "the fault struck", answer.text)
        check(answer.headers["Retry-After"] == "2.128", "with its wait", answer.headers)
        check(graph.get(place, timeout=30).status_code == 200, "once")

        control.ask("POST", "/sign-in/revoke-tokens")
        answer = graph.get(place, timeout=30)
        check(answer.status_code == 401, "a revoked token is refused", answer.text)
        check("claims=" in answer.headers["WWW-Authenticate"], "with a challenge", answer.headers)
        control.ask("POST", "/sign-in/rotate-keys")
        check("access_token" in sign_in(ready, about), "a token after the keys were rotated")

        # The carrier calls itself: a line that answers stands in for the trunk.
        control.ask("PUT", "/trunk", {"carrier": about["carrier"]}, 204)
        control.ask("PUT", "/lines/+14255550199", {"do": "answer", "after_ms": 100}, 204)
        placing = {"from": "+14255550100", "to": "+14255550199", "wait": True}
        phone = control.ask("POST", "/calls", placing, 201)
        check(phone["statuses"][-1] == 200, "a call was answered", phone)
        control.ask("POST", f"/phones/{phone['id']}/press", {"keys": "1#"}, 204)
        control.ask("POST", f"/phones/{phone['id']}/hang-up", None, 204)
        phone = control.ask("GET", f"/phones/{phone['id']}")
        check(phone["has_ended"], "and ended", phone)
        wav = control.session.get(f"{control.base}/phones/{phone['id']}/heard.wav", timeout=30)
        check(wav.content[:4] == b"RIFF", "what was heard is a WAV file")
        control.ask("POST", "/assertions", {"that": "calls_ended", "count": 2, "within_ms": 3000})

        wrong = {"where": "graph", "fault": {"kind": "earthquake"}}
        answer = control.ask("POST", "/faults", wrong, 400)
        check("earthquake" in answer["error"]["message"], "a bad order is named", answer)
        nobody = {"that": "in_call", "tenant": "adatum", "user": "grace", "within_ms": 50}
        answer = control.ask("POST", "/assertions", nobody, 409)
        check("ladder" in answer and not answer["holds"], "a claim that fails shows the ladder")

        ladder = control.ask("GET", "/ladder")
        check("429 TooManyRequests Retry-After 2.128" in ladder, "the ladder shows it", ladder)
        check("POST /tenants/adatum/users" in ladder, "and the orders", ladder)
        check(not re.search(r"\+\d{9,}", ladder), "and no whole number", ladder)
        print(ladder)

        child.send_signal(signal.SIGINT)
        started = time.monotonic()
        check(child.wait(timeout=10) == 0, "Ctrl-C ends it well")
        check(time.monotonic() - started < 2, "within two seconds")
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], folder)
