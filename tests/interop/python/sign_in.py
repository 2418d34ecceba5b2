"""Signs people and applications in at the emulated Entra with Microsoft's own libraries: msal (secret,
certificate, authorization code with PKCE, refresh, on-behalf-of); PyJWT and cryptography judge the
tokens.

    python sign_in.py PATH-OF-TEAMS-CC-EMULATOR

Prints one line for each step and ends with 0 when all hold.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import uuid
from urllib.parse import parse_qsl, urlsplit

import jwt
import msal
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

GRAPH = "https://graph.microsoft.com"
BACK = "https://agents.contoso.example/signed-in"


def check(holds, what, more=""):
    print(("ok    " if holds else "FAILED ") + what, flush=True)
    if not holds:
        raise AssertionError(f"{what}: {more}")


def certificate(folder):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "contact center")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return pem, private, made.fingerprint(hashes.SHA1()).hex().upper()


def published_key(session, base, token):
    document = session.get(f"{base}/common/v2.0/.well-known/openid-configuration").json()
    keys = jwt.PyJWKSet.from_dict(session.get(document["jwks_uri"]).json())
    return keys[jwt.get_unverified_header(token)["kid"]].key


def browse(session, address, **more):
    """What a browser is sent to, as a dictionary."""
    answer = session.get(address, params=more, allow_redirects=False)
    check(answer.status_code == 302, "the browser is sent back", answer.text)
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def main(program, folder):
    child = subprocess.Popen(
        [program, "--seed", "7", "--folder", folder], stdout=subprocess.PIPE, text=True
    )
    try:
        ready = json.loads(child.stdout.readline())
        control = ready["control"]
        about = requests.get(control + "/").json()
        os.environ["REQUESTS_CA_BUNDLE"] = about["ca_file"]
        web = requests.Session()
        base, tenant, client = ready["signin"], about["tenant"], about["client_id"]

        def order(method, path, body, status):
            answer = requests.request(method, control + path, json=body)
            check(answer.status_code == status, f"{method} {path}", answer.text)
            return answer.json() if answer.content else None

        def application(credential, authority=f"{base}/{tenant}", client_id=client):
            return msal.ConfidentialClientApplication(
                client_id, client_credential=credential, authority=authority,
                instance_discovery=False, verify=about["ca_file"],
            )

        ours = application(about["client_secret"])

        # A certificate instead of a secret.
        pem, private, thumbprint = certificate(folder)
        second = str(uuid.uuid4())
        order("POST", "/apps", {"id": second, "name": "second", "certificate": pem,
                                "roles": ["User.Read.All"]}, 201)
        proof = {"private_key": private, "thumbprint": thumbprint, "public_certificate": pem}
        token = application(proof, client_id=second).acquire_token_for_client([GRAPH + "/.default"])
        check("access_token" in token, "msal: a certificate's assertion is taken", token)
        claims = jwt.decode(
            token["access_token"], published_key(web, base, token["access_token"]),
            algorithms=["RS256"], audience=GRAPH, issuer=f"https://sts.windows.net/{tenant}/",
        )
        check(claims["appidacr"] == "2", "PyJWT: the token says that a certificate was shown", claims)
        _, stranger, _ = certificate(folder)
        proof = {"private_key": stranger, "thumbprint": thumbprint, "public_certificate": pem}
        refused = application(proof, client_id=second).acquire_token_for_client([GRAPH + "/.default"])
        check("AADSTS700027" in refused["error_description"], "another key's is not", refused)

        # Somebody signs in: authorization code with PKCE, state and nonce, all made by msal.
        flow = ours.initiate_auth_code_flow(
            [f"{GRAPH}/User.Read"], redirect_uri=BACK, login_hint="adele@adatum.example"
        )
        back = browse(web, flow["auth_uri"])
        check(back["state"] == flow["state"], "the state came back")
        answer = ours.acquire_token_by_auth_code_flow(flow, back)
        check("access_token" in answer, "msal: a code was redeemed", answer)
        check(answer["id_token_claims"]["preferred_username"] == "adele@adatum.example",
              "msal: the id token and its nonce hold", answer)
        me = web.get(ready["graph_tls"] + "/v1.0/me",
                     headers={"Authorization": "Bearer " + answer["access_token"]})
        check(me.json()["userPrincipalName"] == "adele@adatum.example", "Graph knows who it is", me.text)
        again = ours.acquire_token_by_auth_code_flow(flow, back)
        check("AADSTS54005" in again.get("error_description", ""), "a code is redeemed once", again)

        account = ours.get_accounts()[0]
        silent = ours.acquire_token_silent([f"{GRAPH}/Presence.Read.All"], account, force_refresh=True)
        check(silent and "Presence.Read.All" in silent["scope"], "msal: refreshed, more scopes", silent)

        flow = ours.initiate_auth_code_flow(
            [f"{GRAPH}/User.Read"], redirect_uri=BACK, login_hint="adele@adatum.example"
        )
        back = browse(web, flow["auth_uri"])
        other = dict(flow, code_verifier="x" * 43)
        stolen = ours.acquire_token_by_auth_code_flow(other, back)
        check("AADSTS501481" in stolen.get("error_description", ""), "a stolen code is worth nothing", stolen)

        wrong = web.get(f"{base}/{tenant}/oauth2/v2.0/authorize", allow_redirects=False, params={
            "client_id": client, "response_type": "code", "scope": "openid",
            "redirect_uri": BACK + "/evil"})
        check(wrong.status_code == 400 and "AADSTS50011" in wrong.text, "no redirect elsewhere", wrong.text)
        plain = browse(web, f"{base}/{tenant}/oauth2/v2.0/authorize", client_id=client,
                       response_type="code", scope="openid", redirect_uri=BACK,
                       login_hint="adele@adatum.example", code_challenge="abc",
                       code_challenge_method="plain")
        check(plain["error"] == "invalid_request", "no PKCE but S256", plain)

        # A tab of Teams: its token becomes one for Graph.
        tab = order("POST", "/sign-in/tab-tokens", {"tenant": "adatum", "user": "adele"}, 201)
        claims = jwt.decode(
            tab["access_token"], published_key(web, base, tab["access_token"]),
            algorithms=["RS256"], audience=client, issuer=f"{base}/{tenant}/v2.0",
        )
        check(claims["scp"] == "access_as_user", "PyJWT: the tab's token holds", claims)
        behalf = ours.acquire_token_on_behalf_of(tab["access_token"], [f"{GRAPH}/User.Read"])
        check("access_token" in behalf, "msal: on behalf of", behalf)
        refused = web.get(ready["graph_tls"] + "/v1.0/me",
                          headers={"Authorization": "Bearer " + tab["access_token"]})
        check(refused.status_code == 401, "the tab's own token is not for Graph", refused.text)

        def on_behalf():
            fresh = application(about["client_secret"])
            return fresh.acquire_token_on_behalf_of(tab["access_token"], [f"{GRAPH}/User.Read"])

        order("PUT", "/sign-in/people/adatum/adele", {"second_factor": True}, 204)
        factor = on_behalf()
        check("AADSTS50076" in factor["error_description"], "a second factor is asked for", factor)
        order("PUT", "/sign-in/people/adatum/adele", {"second_factor": False}, 204)
        order("PUT", "/sign-in/consent", {"tenant": "adatum", "given": False}, 204)
        consent = on_behalf()
        check("AADSTS65001" in consent["error_description"], "consent is asked for", consent)
        granted = browse(web, f"{base}/{tenant}/adminconsent", client_id=client, state="7",
                         redirect_uri="https://agents.contoso.example/consented")
        check(granted == {"tenant": tenant, "admin_consent": "True", "state": "7"},
              "the administrator consents", granted)
        check("access_token" in on_behalf(), "and it goes on")
        order("PUT", "/sign-in/people/adatum/adele", {"revoke_sessions": True}, 204)
        ended = on_behalf()
        check("AADSTS50173" in ended["error_description"], "revoked sessions are over", ended)
        gone = ours.acquire_token_silent_with_error(
            [f"{GRAPH}/Chat.ReadWrite"], account, force_refresh=True)
        check("AADSTS50173" in gone.get("error_description", ""), "and so are refresh tokens", gone)
        try:
            application(about["client_secret"], authority=f"{base}/{uuid.uuid4()}")
            check(False, "an unknown tenant is refused")
        except ValueError:
            check(True, "an unknown tenant is refused")

        # What stands in the directory.
        app_only = ours.acquire_token_for_client([GRAPH + "/.default"])["access_token"]
        bearer = {"Authorization": "Bearer " + app_only}
        where = f"{ready['graph_tls']}/v1.0/servicePrincipals(appId='{second}')/appRoleAssignments"
        check(len(web.get(where, headers=bearer).json()["value"]) == 1, "role assignments are read")
        where = f"{ready['graph_tls']}/v1.0/applications(appId='{second}')"
        keys = web.get(where, headers=bearer).json()["keyCredentials"]
        check(len(keys) == 1, "and when certificates end", keys)
        print("ok    Microsoft's library did not notice")
    finally:
        child.terminate()
        child.wait()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], folder)
