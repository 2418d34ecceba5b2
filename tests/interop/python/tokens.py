"""PyJWT and `cryptography` judge the webhook of the example `bots`: every token of the vectors and many
made here, valid and bent, get the same verdict from both; content that `cryptography` encrypted is read
by the program, and bent content by neither.

    python tokens.py PATH-OF-BOTS FOLDER-OF-VECTORS

Where the program is stricter than PyJWT, the reason stands in STRICTER; it must never be laxer. Prints
one line for each step and ends with 0 when all hold.
"""

import base64
import datetime
import hashlib
import hmac
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile

import jwt
import jwt.api_jwt
from cryptography.hazmat.primitives import hashes, padding as blocks, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

NOW = 1_800_000_000
APP = "02b89f62-36c9-4f02-8802-e4b6d5109851"
TENANT = "d99223d0-b9f0-47cd-8d32-dc8de24259a8"
ISSUERS = ["https://api.botframework.com", "https://graph.microsoft.com"]
STATE = "a-client-state-of-more-than-128-bits"
# Kinds of tokens that PyJWT takes and RS-63, RS-64 or RFC 7515 refuse.
STRICTER = {
    "date as text": "RS-63: dates are numbers",
    "padded": "RFC 7515 section 2: base64url without padding",
    "junk in base64": "RFC 7515 section 2: no other characters",
    "member twice": "RFC 7515 section 4, RFC 8725 section 2.4: one reader's first is the other's last",
    "too large": "RS-64: 16 KiB",
    "too deep": "RS-64: 16 levels",
    "negative date": "no date is before 1970",
    "odd bits": "RFC 4648 section 3.5: unused bits are zero",
}


def ok(what):
    print(f"ok    {what}", flush=True)


def clock(now):
    """PyJWT reads the clock through this name."""

    class Still(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.datetime.fromtimestamp(now, tz)

    jwt.api_jwt.datetime = Still


def pyjwt(token, keys, app, tenants):
    """The verdict of PyJWT with the policy for callbacks of the calling service."""
    try:
        kid = jwt.get_unverified_header(token)["kid"]
        claims = jwt.decode(
            token, keys[kid], algorithms=["RS256"], audience=app, issuer=ISSUERS, leeway=300,
            options={"require": ["exp", "iss", "aud"], "verify_iat": False},
        )
        return isinstance(claims.get("tid"), str) and claims["tid"].lower() in tenants
    except Exception:  # whatever it says, it does not say yes
        return False


def encode(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def ringing(call):
    return json.dumps({"value": [{"changeType": "created",
        "resourceUrl": f"/communications/calls/{call}", "resourceData": {"id": call, "state": "incoming"}}]})


class Bots:
    def __init__(self, program, jwks, now, app, tenant, more=()):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "keys.json")
        with open(path, "w") as file:
            json.dump(jwks, file)
        arguments = ["--listen", "127.0.0.1:0", "--jwks", path, "--now", str(now), "--app-id", app,
                     "--tenant", tenant, "--client-state", STATE, *more]
        self.process = subprocess.Popen([program, *arguments], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        ready = json.loads(self.process.stdout.readline())
        host, port = ready["listen"].split(":")
        self.line = http.client.HTTPConnection(host, int(port), timeout=60)

    def post(self, path, body, headers=()):
        self.line.request("POST", path, body.encode(), dict(headers))
        answer = self.line.getresponse()
        return answer.status, answer.read()

    def call(self, token, call="c"):
        return self.post("/calling", ringing(call), [("Authorization", f"Bearer {token}")])[0] == 202

    def effect(self):
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0


def vectors(program, folder):
    with open(os.path.join(folder, "jwt/cases.json")) as file:
        cases = json.load(file)
    with open(os.path.join(folder, "jwt/jwks.json")) as file:
        jwks = json.load(file)
    keys = {k["kid"]: jwt.PyJWK(k) for k in jwks["keys"] if k["kty"] == "RSA"}
    clock(cases["now"])
    tenants = set(cases["allowed_tenants"])
    bots = Bots(program, jwks, cases["now"], cases["app_id"], cases["allowed_tenants"][0])
    count = 0
    for case in cases["cases"]:
        if case["profile"] == "teams-call":
            theirs, ours = pyjwt(case["token"], keys, cases["app_id"], tenants), bots.call(case["token"])
            assert theirs == ours == (case["verdict"] == "accept"), (case["name"], theirs, ours)
            count += 1
    bots.end()
    with open(os.path.join(folder, "graph-callback-jwt.json")) as file:
        second = json.load(file)
    keys = {k["kid"]: jwt.PyJWK(k) for k in second["jwks"]["keys"]}
    clock(second["nowUnix"])
    bots = Bots(program, second["jwks"], second["nowUnix"], second["appId"], second["tenantId"])
    for case in second["cases"]:
        if case["kind"] == "commsCallback":
            theirs = pyjwt(case["token"], keys, second["appId"], {second["tenantId"]})
            ours = bots.call(case["token"])
            assert theirs == ours == (case["expect"] == "ok"), (case["name"], theirs, ours)
            count += 1
    bots.end()
    ok(f"PyJWT and bots agree about {count} tokens of the vectors")


def variants(chance):
    """Kinds of changes to the claims and the header; most are wrong, some are not."""
    claims = {"iss": chance.choice(ISSUERS), "aud": APP, "tid": TENANT, "exp": NOW + chance.randrange(1, 9999),
              "nbf": NOW - chance.randrange(0, 9999), "iat": NOW}
    header = {"alg": "RS256", "typ": "JWT", "kid": "good"}
    kind = chance.choice(["none", "date", "date as text", "negative date", "odd date", "issuer", "audience",
                          "tenant", "missing", "algorithm", "kid", "crit", "header", "extra", "too deep"])
    if kind == "date":
        name = chance.choice(["exp", "nbf"])
        claims[name] = NOW + chance.choice([-301, -300, -299, 0, 299, 300, 301, 0.5, 300.5]) + chance.randrange(2)
    elif kind == "date as text":
        name = chance.choice(["exp", "nbf"])
        claims[name] = str(claims[name])
    elif kind == "negative date":
        claims["nbf"] = -chance.randrange(1, 9999)
    elif kind == "odd date":
        claims["exp"] = chance.choice([None, [], {}, "tomorrow", -1, 0])
    elif kind == "issuer":
        claims["iss"] = chance.choice(["", None, [], ISSUERS[0] + "/", ISSUERS[0].upper(), "https://evil.example"])
    elif kind == "audience":
        claims["aud"] = chance.choice([[APP], ["x", APP], [], "x", None, {"a": APP}, [APP, "x"], APP.upper()])
    elif kind == "tenant":
        claims["tid"] = chance.choice([TENANT.upper(), "common", None, [TENANT], "", TENANT + " "])
    elif kind == "missing":
        del claims[chance.choice(list(claims))]
    elif kind == "algorithm":
        header["alg"] = chance.choice(["none", "HS256", "RS384", "PS256", "rs256", "", None, 5])
    elif kind == "kid":
        header["kid"] = chance.choice(["other", "", None, 5, "evil"])
    elif kind == "crit":
        header["crit"] = chance.choice([["exp"], ["b64"], ["unheard-of"]])
    elif kind == "header":
        header[chance.choice(["jku", "x5u", "x5t", "cty", "zip"])] = "http://127.0.0.1:1/"
    elif kind == "extra":
        claims["name"] = "Ünï " * chance.randrange(200)
    elif kind == "too deep":
        nested = 1
        for _ in range(chance.choice([5, 40])):
            nested = [nested]
        claims["x"] = nested
    return kind, header, claims


def generated(program, folder):
    chance = random.Random(20)
    good, evil = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(good.public_key()))
    jwks = {"keys": [{**jwk, "kid": "good", "use": "sig"}]}
    keys = {"good": jwt.PyJWK(jwks["keys"][0])}
    clock(NOW)
    bots = Bots(program, jwks, NOW, APP, TENANT)
    taken, refused, stricter = 0, 0, {}
    for number in range(2_000):
        kind, header, claims = variants(chance)
        signer = evil if chance.random() < 0.05 else good
        head, body = json.dumps(header), json.dumps(claims)
        if chance.random() < 0.03:
            kind = "member twice"
            body = '{"x":1,"exp":1,' + body[1:]
        signed = f"{encode(head.encode())}.{encode(body.encode())}"
        signature = signer.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        token = f"{signed}.{encode(signature)}"
        bend = chance.random()
        if bend < 0.05:
            kind, token = "padded", token + "=="
        elif bend < 0.10:
            at = chance.randrange(len(signed) + 1, len(token))
            kind, token = "junk in base64", token[:at] + chance.choice("!~ \t") + token[at:]
        elif bend < 0.20:
            at = chance.randrange(len(token))
            changed = chance.choice("ABCDabcd0123-_.")
            # The same character again changes nothing: what the claims are stays the reason.
            if changed != token[at]:
                kind = "odd bits" if at == len(token) - 1 else "one character"
            token = token[:at] + changed + token[at + 1:]
        elif bend < 0.23:
            kind, token = "cut", token[: chance.randrange(len(token))]
        if "\t" in token or not token:
            continue
        theirs, ours = pyjwt(token, keys, APP, {TENANT}), bots.call(token)
        assert theirs or not ours, f"laxer than PyJWT: {kind}: {token}"
        if theirs and not ours:
            assert kind in STRICTER, f"stricter without a reason: {kind}: {token}"
            stricter[kind] = stricter.get(kind, 0) + 1
        taken, refused = taken + ours, refused + (not ours)
    bots.end()
    assert taken > 200 and refused > 500, (taken, refused)
    ok(f"PyJWT and bots agree about generated tokens: {taken} taken, {refused} refused, stricter: {stricter}")


def seal(public, plain):
    """Content as Graph encrypts it, by `cryptography` (graph.md section 6.4)."""
    key = os.urandom(32)
    padder = blocks.PKCS7(128).padder()
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    data = cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)
    wrapped = public.encrypt(key, oaep)
    text = lambda octets: base64.b64encode(octets).decode()
    return {"data": text(data), "dataSignature": text(hmac.new(key, data, hashlib.sha256).digest()),
            "dataKey": text(wrapped), "encryptionCertificateId": "ours", "encryptionCertificateThumbprint": ""}


def contents(program, folder):
    chance = random.Random(21)
    good = rsa.generate_private_key(65537, 2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(good.public_key()))
    for bits in [2048, 3072, 4096]:
        private = rsa.generate_private_key(65537, bits)
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, "key.pem")
            with open(path, "wb") as file:
                file.write(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                                 serialization.NoEncryption()))
            bots = Bots(program, {"keys": [{**jwk, "kid": "good", "use": "sig"}]}, NOW, APP, TENANT,
                        ["--decryption-key", path])
        token = jwt.encode({"iss": f"https://sts.windows.net/{TENANT}/", "aud": APP, "tid": TENANT,
                            "appid": "0bf30f3b-4a52-48df-9a82-234910c4a086", "exp": NOW + 600}, good,
                           algorithm="RS256", headers={"kid": "good"})
        for number in range(40):
            plain = {"id": str(number), "note": "ünï🎧" * chance.randrange(500)}
            content = seal(private.public_key(), json.dumps(plain).encode())
            bent = {name: value for name, value in content.items()}
            name = chance.choice(["data", "dataSignature", "dataKey"])
            octets = bytearray(base64.b64decode(bent[name]))
            octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
            bent[name] = base64.b64encode(bytes(octets)).decode()
            items = [{"id": f"{kind}-{number}", "subscriptionId": "s", "changeType": "updated", "tenantId": TENANT,
                      "clientState": STATE, "resource": "communications/presences('1')", "encryptedContent": sealed}
                     for kind, sealed in [("bent", bent), ("good", content)]]
            status, body = bots.post("/hook", json.dumps({"value": items, "validationTokens": [token]}))
            assert (status, body) == (202, b"")
            effect = bots.effect()
            assert effect["item"]["id"] == f"good-{number}" and effect["content"] == plain, effect
        bots.end()
    ok("content that cryptography encrypted is read, 3 sizes of keys, 40 each; bent content never")


if __name__ == "__main__":
    for step in [vectors, generated, contents]:
        step(sys.argv[1], sys.argv[2])
