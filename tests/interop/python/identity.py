"""azure-identity, Microsoft's own Python library, gets tokens from the emulated sign-in over TLS: by
secret, by certificate, on behalf of somebody, for a machine and for a workload; and our own
certificate's assertion is judged by PyJWT and msal.

    python identity.py PATH-OF-TEAMS-CC-EMULATOR
    python identity.py --assertion PEM CLIENT-ID AUDIENCE   (the assertions on stdin, one a line)

Prints one line for each step and ends with 0 when all hold.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid

import jwt
import requests
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    CertificateCredential,
    ClientSecretCredential,
    ManagedIdentityCredential,
    OnBehalfOfCredential,
    WorkloadIdentityCredential,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sign_in import certificate

from drive import check

GRAPH = "https://graph.microsoft.com"
SCOPE = GRAPH + "/.default"
EXCHANGE = "api://AzureADTokenExchange"


def keys_of(ready, ca, place="/common/.well-known/openid-configuration"):
    document = requests.get(ready["signin"] + place, verify=ca, timeout=10).json()
    return jwt.PyJWKSet.from_dict(requests.get(document["jwks_uri"], verify=ca, timeout=10).json())


def holds(world, token, **wanted):
    """PyJWT: signature, audience and issuer, and those claims."""
    keys = keys_of(world["ready"], world["about"]["ca_file"])
    key = keys[jwt.get_unverified_header(token)["kid"]]
    tenant = world["about"]["tenant"]
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=GRAPH,
                        issuer=f"https://sts.windows.net/{tenant}/")
    return all(claims.get(name) == value for name, value in wanted.items())


def refused(code, what, asking):
    try:
        asking()
    except ClientAuthenticationError as error:
        check(code in str(error), f"{what}: {code}", error)
        return
    check(False, f"{what} was not refused")


def everything(world, folder):
    ready, about = world["ready"], world["about"]
    tenant, client, ca = about["tenant"], about["client_id"], about["ca_file"]
    common = {"authority": ready["signin"], "disable_instance_discovery": True,
              "connection_verify": ca}

    def order(method, path, body, status):
        answer = requests.request(method, ready["control"] + path, json=body, timeout=10)
        check(answer.status_code == status, f"{method} {path}", answer.text)
        return answer.json() if answer.content else None

    secret = ClientSecretCredential(tenant, client, about["client_secret"], **common)
    token = secret.get_token(SCOPE).token
    check(holds(world, token, appid=client, idtyp="app"), "ClientSecretCredential")
    who = order("GET", "/users", None, 200)[0]
    graph = f"{ready['graph_tls']}/v1.0/users/{who['id']}"
    seen = requests.get(graph, headers={"Authorization": "Bearer " + token}, verify=ca, timeout=10)
    check(seen.json()["displayName"] == "Adele", "and Graph takes it", seen.text)
    wrong = ClientSecretCredential(tenant, client, "wrong", **common)
    refused("AADSTS7000215", "a wrong secret", lambda: wrong.get_token(SCOPE))

    pem, private, _ = certificate(folder)
    second = str(uuid.uuid4())
    order("POST", "/apps", {"id": second, "name": "second", "certificate": pem,
                            "roles": ["User.Read.All"]}, 201)
    both = os.path.join(folder, "both.pem")
    with open(both, "w", encoding="utf-8") as file:
        file.write(private + pem)
    credential = CertificateCredential(tenant, second, both, **common)
    token = credential.get_token(SCOPE).token
    check(holds(world, token, appid=second, appidacr="2"), "CertificateCredential")

    tab = order("POST", "/sign-in/tab-tokens", {"tenant": "adatum", "user": "adele"}, 201)
    behalf = OnBehalfOfCredential(tenant, client, client_secret=about["client_secret"],
                                  user_assertion=tab["access_token"], **common)
    token = behalf.get_token(GRAPH + "/User.Read").token
    check(holds(world, token, idtyp="user", oid=who["id"]), "OnBehalfOfCredential")

    # A virtual machine asks its metadata service, a pod's webhook names another.
    os.environ["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = ready["signin"]
    machine = ManagedIdentityCredential(connection_verify=ca)
    check(holds(world, machine.get_token(SCOPE).token, appid=client), "ManagedIdentityCredential")
    named = ManagedIdentityCredential(client_id=second, connection_verify=ca)
    check(holds(world, named.get_token(SCOPE).token, appid=second), "of a named identity")

    # A cluster signs for its workloads; the application trusts it for one of them.
    cluster_pem, cluster_key, _ = certificate(folder)
    issuer, subject = "https://cluster.contoso.example/", "system:serviceaccount:default:desk"
    third = str(uuid.uuid4())
    order("POST", "/apps", {"id": third, "name": "third", "roles": ["User.Read.All"],
                            "federated": [{"issuer": issuer, "subject": subject,
                                           "certificate": cluster_pem}]}, 201)

    def workload(subject, key=cluster_key):
        now = int(time.time())
        said = {"iss": issuer, "sub": subject, "aud": [EXCHANGE], "iat": now, "nbf": now,
                "exp": now + 600}
        name = os.path.join(folder, str(uuid.uuid4()))
        with open(name, "w", encoding="utf-8") as file:
            file.write(jwt.encode(said, key, algorithm="RS256"))
        return WorkloadIdentityCredential(tenant_id=tenant, client_id=third, token_file_path=name,
                                          **common)

    token = workload(subject).get_token(SCOPE).token
    check(holds(world, token, appid=third, appidacr="2"), "WorkloadIdentityCredential")
    refused("AADSTS700213", "another workload", lambda: workload("x").get_token(SCOPE))
    stranger = workload(subject, private)
    refused("AADSTS700027", "another cluster", lambda: stranger.get_token(SCOPE))

    # What one issuer signs is nothing to those who ask another.
    for issuer, place in [("entra", "/common/.well-known/openid-configuration"),
                          ("calling", "/v1/.well-known/OpenIdConfiguration"),
                          ("bots", "/v1/.well-known/openidconfiguration")]:
        wish = {"issuer": issuer, "claims": {"aud": client, "exp": int(time.time()) + 60}}
        token = order("POST", "/sign-in/service-tokens", wish, 201)["access_token"]
        kid = jwt.get_unverified_header(token)["kid"]
        published = keys_of(ready, ca, place)
        jwt.decode(token, published[kid], algorithms=["RS256"], audience=client)
        others = [p for p in ("/common/.well-known/openid-configuration",
                              "/v1/.well-known/OpenIdConfiguration",
                              "/v1/.well-known/openidconfiguration") if p != place]
        known = {key.key_id for other in others for key in keys_of(ready, ca, other).keys}
        check(kid not in known, f"PyJWT: only {issuer} knows its key")
    print("ok    Microsoft's library did not notice")


def judge(pem, client, audience, lines):
    """Our assertions: PyJWT checks them as a token endpoint does, msal makes one like them."""
    with open(pem, "rb") as file:
        whole = file.read()
    leaf = x509.load_pem_x509_certificate(whole)
    thumbprint = base64.urlsafe_b64encode(leaf.fingerprint(hashes.SHA256())).decode().rstrip("=")
    old = base64.urlsafe_b64encode(leaf.fingerprint(hashes.SHA1())).decode().rstrip("=")
    for algorithm, assertion in zip(("PS256", "RS256"), lines):
        head = jwt.get_unverified_header(assertion)
        check(head["alg"] == algorithm and head["typ"] == "JWT", f"PyJWT: {algorithm}", head)
        check(head["x5t#S256"] == thumbprint, "x5t#S256 is the certificate's", head)
        check(head["x5t"] == old, "and so is x5t", head)
        claims = jwt.decode(assertion, leaf.public_key(), algorithms=[algorithm], audience=audience,
                            issuer=client, options={"require": ["exp", "nbf", "iat", "jti", "sub"]})
        check(claims["sub"] == client, "PyJWT: signature, times, audience and issuer hold", claims)
        check(0 < claims["exp"] - claims["nbf"] <= 600, "it lives ten minutes at most", claims)
        try:
            jwt.decode(assertion[:-8] + "AAAAAAAA", leaf.public_key(), algorithms=[algorithm],
                       audience=audience)
            check(False, "a changed signature is refused")
        except jwt.InvalidSignatureError:
            check(True, "a changed signature is refused")
        theirs = made_by_msal(whole, client, audience, algorithm)
        their_head, their_claims = jwt.get_unverified_header(theirs), unverified(theirs)
        told = {name: head[name] for name in their_head if name in ("alg", "typ", "x5t", "x5t#S256")}
        # RFC 7515 4.1.7 leaves the padding out; msal writes it.
        check(told == {n: their_head[n].rstrip("=") for n in told}, "msal writes the same header",
              their_head)
        same = ("aud", "iss", "sub")
        check({n: claims[n] for n in same} == {n: their_claims[n] for n in same}, "and the same claims")
        check(set(their_claims) <= set(claims), "none of msal's claims is missing", their_claims)


def unverified(token):
    return jwt.decode(token, options={"verify_signature": False})


def made_by_msal(pem, client, audience, algorithm):
    """The assertion that msal makes for the same certificate."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from msal.oauth2cli.assertion import JwtAssertionCreator

    leaf = x509.load_pem_x509_certificate(pem)
    key = load_pem_private_key(pem, None)
    maker = JwtAssertionCreator(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), algorithm=algorithm,
        sha256_thumbprint=leaf.fingerprint(hashes.SHA256()).hex() if algorithm == "PS256" else None,
        sha1_thumbprint=leaf.fingerprint(hashes.SHA1()).hex() if algorithm == "RS256" else None)
    made = maker.create_normal_assertion(audience=audience, issuer=client, subject=client)
    return made.decode() if isinstance(made, bytes) else made


def main(program, folder):
    child = subprocess.Popen(
        [program, "--seed", "7", "--folder", folder], stdout=subprocess.PIPE, text=True)
    try:
        ready = json.loads(child.stdout.readline())
        about = requests.get(ready["control"], timeout=10).json()
        everything({"ready": ready, "about": about}, folder)
    finally:
        child.terminate()
        child.wait()


if __name__ == "__main__":
    if sys.argv[1] == "--assertion":
        judge(*sys.argv[2:5], [line.strip() for line in (sys.stdin.readline(), sys.stdin.readline())])
        print("ok    PyJWT and msal agree")
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(sys.argv[1], folder)
