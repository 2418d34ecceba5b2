//! Sign-in and Graph over real connections, asked by a plain HTTP client.

use std::time::Duration;

use reqwest::{Certificate, Client, Response, StatusCode};
use serde_json::{Value, json};
use teams_cc_emulator::certs::Flaw;
use teams_cc_emulator::{Emulator, Fault, Place, Rule, Settings};

struct World {
    teams: Emulator,
    http: Client,
    graph: String,
    signin: String,
    tenant: String,
    form: Vec<(&'static str, String)>,
}

impl World {
    async fn new() -> Self {
        let teams = Settings::default().start().await.expect("the emulator starts");
        let config = teams.config();
        let root = Certificate::from_pem(config.ca_pem.as_bytes()).expect("a certificate");
        let builder = Client::builder().tls_certs_only([root]).timeout(Duration::from_secs(20));
        let form = vec![
            ("client_id", config.client_id.to_string()),
            ("client_secret", config.client_secret.expose().to_owned()),
            ("scope", "https://graph.microsoft.com/.default".to_owned()),
            ("grant_type", "client_credentials".to_owned()),
        ];
        Self {
            teams,
            http: builder.build().expect("a client"),
            graph: config.graph_tls,
            signin: config.signin,
            tenant: config.tenant.to_string(),
            form,
        }
    }

    fn app(&self) -> &str {
        &self.form[0].1
    }

    async fn ask_token(&self, form: &[(&str, String)], tenant: &str) -> Response {
        let address = format!("{}/{tenant}/oauth2/v2.0/token", self.signin);
        self.http.post(address).form(form).send().await.expect("an answer")
    }

    async fn token(&self) -> String {
        let (_, body) = read(self.ask_token(&self.form, &self.tenant).await).await;
        assert_eq!(body["token_type"], "Bearer", "{body}");
        body["access_token"].as_str().expect("a token").to_owned()
    }

    async fn get(&self, token: &str, path: &str) -> Response {
        let request = self.http.get(format!("{}{path}", self.graph)).bearer_auth(token);
        request.send().await.expect("an answer")
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> Response {
        let request = self.http.post(format!("{}{path}", self.graph)).bearer_auth(token);
        request.json(body).send().await.expect("an answer")
    }
}

async fn read(response: Response) -> (u16, Value) {
    let status: StatusCode = response.status();
    (status.as_u16(), response.json().await.expect("JSON"))
}

#[tokio::test]
async fn entra_refuses_with_its_aadsts_codes() {
    let world = World::new().await;
    let home = world.tenant.as_str();
    let with = |name: &str, value: &str| {
        let mut form = world.form.clone();
        for field in form.iter_mut().filter(|field| field.0 == name) {
            field.1 = value.into();
        }
        form
    };
    let stranger = "4b444206-207c-42f8-92a6-e332b41c88a2";
    let one = "https://graph.microsoft.com/User.Read";
    let cases = [
        (with("client_secret", "wrong"), home, 401, "invalid_client", 7_000_215),
        (with("client_secret", ""), home, 401, "invalid_client", 7_000_216),
        (with("client_id", stranger), home, 400, "unauthorized_client", 700_016),
        (with("scope", one), home, 400, "invalid_scope", 1_002_012),
        (with("scope", "https://x.example/.default"), home, 400, "invalid_resource", 500_011),
        (with("grant_type", "password"), home, 400, "unsupported_grant_type", 70003),
        (with("grant_type", ""), home, 400, "invalid_request", 900_144),
        (world.form.clone(), "nobody.example", 400, "invalid_request", 90002),
        (world.form.clone(), "common", 400, "invalid_request", 90002),
    ];
    for (form, tenant, status, error, code) in cases {
        let (got, body) = read(world.ask_token(&form, tenant).await).await;
        assert_eq!((got, body["error"].as_str()), (status, Some(error)), "{body}");
        assert_eq!(body["error_codes"], json!([code]));
        let text = body["error_description"].as_str().expect("text");
        assert!(text.starts_with(&format!("AADSTS{code}: ")), "{text}");
    }
}

#[tokio::test]
async fn sign_in_is_served_on_https_only() {
    let world = World::new().await;
    let plain = world.signin.replace("https://", "http://");
    let asked = world.http.get(format!("{plain}/common/discovery/v2.0/keys")).send().await;
    assert!(asked.is_err(), "{asked:?}");
    let openid = format!("{}/adatum.example/v2.0/.well-known/openid-configuration", world.signin);
    let (status, body) = read(world.http.get(openid).send().await.expect("an answer")).await;
    assert_eq!(status, 200);
    assert_eq!(body["issuer"], format!("{}/{}/v2.0", world.signin, world.tenant));
    let keys = body["jwks_uri"].as_str().expect("an address");
    let (_, set) = read(world.http.get(keys).send().await.expect("an answer")).await;
    assert_eq!(set["keys"][0]["kty"], "RSA");
}

#[tokio::test]
async fn presence_is_set_read_in_bulk_and_cleared() {
    let world = World::new().await;
    let token = world.token().await;
    let adele = world.teams.tenant("adatum").user("adele");
    let app = world.app();
    let set = json!({"sessionId": app, "availability": "Busy", "activity": "InACall",
        "expirationDuration": "PT1H"});
    let path = format!("/v1.0/users/{}/presence/setPresence", adele.id());
    let answer = world.post(&token, &path, &set).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("request-id"));
    assert!(answer.text().await.expect("a body").is_empty());

    let ids = json!({"ids": [adele.id(), "11111111-2222-4333-8444-555555555555"]});
    let bulk = "/v1.0/communications/getPresencesByUserId";
    let (status, body) = read(world.post(&token, bulk, &ids).await).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["value"][0]["availability"], "Busy");
    assert_eq!(body["value"][0]["activity"], "InACall");
    assert_eq!(body["value"][1]["availability"], "PresenceUnknown");

    let clear = format!("/v1.0/communications/presences/{}/clearPresence", adele.id());
    assert_eq!(world.post(&token, &clear, &json!({"sessionId": app})).await.status(), 200);
    let (_, body) =
        read(world.get(&token, "/beta/users/adele@adatum.example/presence").await).await;
    assert_eq!(body["availability"], "Available", "the Teams client's session is left");
}

#[tokio::test]
async fn presence_refuses_what_the_document_refuses() {
    let world = World::new().await;
    let token = world.token().await;
    let app = world.app();
    let who = world.teams.tenant("adatum").user("adele").id();
    let path = format!("/v1.0/users/{who}/presence/setPresence");
    let away = |lasts: &str| {
        json!({"sessionId": app, "availability": "Away", "activity": "Away",
            "expirationDuration": lasts})
    };
    let bodies = [
        json!({"availability": "Busy", "activity": "InACall"}),
        json!({"sessionId": "somebody", "availability": "Busy", "activity": "InACall"}),
        json!({"sessionId": app, "availability": "Busy", "activity": "InAMeeting"}),
        away("PT4M"),
        away("PT5H"),
        away("soon"),
    ];
    for body in bodies {
        let (status, error) = read(world.post(&token, &path, &body).await).await;
        assert_eq!((status, &error["error"]["code"]), (400, &json!("BadRequest")), "{body}");
    }
    let ids = json!({"ids": vec![who; 651]});
    let bulk = "/v1.0/communications/getPresencesByUserId";
    assert_eq!(world.post(&token, bulk, &ids).await.status(), 400);
    let elsewhere = world.teams.tenant("fabrikam").user("lynne").id();
    let (status, error) = read(world.get(&token, &format!("/v1.0/users/{elsewhere}")).await).await;
    assert_eq!(status, 404, "another tenant's person");
    assert_eq!(error["error"]["code"], "Request_ResourceNotFound");
    assert!(error["error"]["innerError"]["request-id"].is_string(), "{error}");
}

#[tokio::test]
async fn a_token_is_checked_for_origin_age_and_revocation() {
    let world = World::new().await;
    let token = world.token().await;
    let path = "/v1.0/users/adele@adatum.example";
    assert_eq!(world.get(&token, path).await.status(), 200);
    for forged in ["", "a.b.c", &format!("{token}x")] {
        let (status, body) = read(world.get(forged, path).await).await;
        assert_eq!((status, &body["error"]["code"]), (401, &json!("InvalidAuthenticationToken")));
    }
    assert_eq!(world.teams.sign_in().revoke_tokens(), 1);
    let answer = world.get(&token, path).await;
    let challenge = answer.headers()["www-authenticate"].to_str().expect("text").to_owned();
    assert!(
        challenge.contains("insufficient_claims") && challenge.contains("claims=\""),
        "{challenge}"
    );
    let fresh = world.token().await;
    assert_eq!(world.get(&fresh, path).await.status(), 200);
    world.teams.clock().skip(Duration::from_secs(3600));
    assert_eq!(world.get(&fresh, path).await.status(), 401, "expired");
}

#[tokio::test]
async fn a_batch_answers_each_step_in_any_order_and_424_after_a_failure() {
    let world = World::new().await;
    let token = world.token().await;
    let set = json!({"sessionId": world.app(), "availability": "Busy", "activity": "InACall"});
    let kind = json!({"Content-Type": "application/json"});
    let action = "/users/diego@adatum.example/presence/setPresence";
    let read_it = "/users/diego@adatum.example/presence";
    let body = json!({"requests": [
        {"id": "1", "method": "POST", "url": action, "body": set, "headers": kind},
        {"id": "2", "method": "GET", "url": read_it, "dependsOn": ["1"]},
        {"id": "3", "method": "GET", "url": "/users/nobody"},
        {"id": "4", "method": "GET", "url": "/users", "dependsOn": ["3"]},
        {"id": "5", "method": "POST", "url": action, "body": set},
    ]});
    let (status, body) = read(world.post(&token, "/v1.0/$batch", &body).await).await;
    assert_eq!(status, 200, "{body}");
    let responses = body["responses"].as_array().expect("a list");
    let of = |id: &str| responses.iter().find(|r| r["id"] == id).expect("one for each");
    assert_eq!((&of("1")["status"], &of("2")["status"]), (&json!(200), &json!(200)), "{body}");
    assert_eq!(of("2")["body"]["activity"], "InACall");
    assert_eq!(of("3")["status"], 404);
    assert_eq!(of("4")["status"], 424);
    assert_eq!(of("5")["status"], 400);
    assert_ne!(responses[0]["id"], "1", "the order is not the one of the requests");
    let many: Vec<Value> =
        (0..21).map(|n| json!({"id": n.to_string(), "method": "GET", "url": "/users"})).collect();
    let many = json!({ "requests": many });
    assert_eq!(world.post(&token, "/v1.0/$batch", &many).await.status(), 400);
}

#[tokio::test]
async fn faults_strike_as_asked() {
    let world = World::new().await;
    let token = world.token().await;
    let path = "/v1.0/users/adele@adatum.example/presence";
    let faults = world.teams.faults();
    faults.add(Rule::once(Place::Graph, Fault::retry_after(429, "2.128")).on("/presence"));
    let answer = world.get(&token, path).await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "2.128");
    // Twice, because a client may ask again on a fresh connection by itself.
    faults.add(Rule::once(Place::Graph, Fault::Reset).times(2));
    let cut = world.http.get(format!("{}{path}", world.graph)).bearer_auth(&token).send().await;
    assert!(cut.is_err(), "the connection is cut: {cut:?}");
    faults.clear();
    faults.add(Rule::once(Place::SignIn, Fault::status(503)));
    assert_eq!(world.ask_token(&world.form, &world.tenant).await.status(), 503);
    assert_eq!(world.get(&token, path).await.status(), 200, "faults are spent");
    let ladder = world.teams.ladder().to_string();
    assert!(ladder.contains("429 TooManyRequests Retry-After 2.128"), "{ladder}");
}

#[tokio::test]
async fn a_client_assertion_signed_with_a_registered_certificate_gives_a_token() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let world = World::new().await;
    let app = world.app();
    let certs = &world.teams.stage().certs;
    let leaf = certs.trunk_leaf("app.example", Flaw::None).expect("a leaf");
    let service = world.teams.sign_in();
    let mut known = service.app(app.parse().expect("a GUID")).expect("registered");
    known.certificates = vec![leaf.chain()[0].clone()];
    service.register(known);
    let key = aws_lc_rs::rsa::KeyPair::from_pkcs8(leaf.key().secret_der()).expect("a key");
    let assertion = |audience: &str, lives: i64| {
        let now = i64::try_from(world.teams.clock().unix()).expect("small");
        let claims = json!({"iss": app, "sub": app, "aud": audience, "jti": "1",
            "nbf": now - 10, "exp": now + lives});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&json!({"alg": "RS256", "typ": "JWT"})), part(&claims));
        let mut signature = vec![0; key.public_modulus_len()];
        let random = aws_lc_rs::rand::SystemRandom::new();
        let how = &aws_lc_rs::signature::RSA_PKCS1_SHA256;
        key.sign(how, &random, signed.as_bytes(), &mut signature).expect("signed");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let ask = async |assertion: String| {
        let form = [
            ("client_id", app.to_owned()),
            ("client_assertion_type", kind.to_owned()),
            ("client_assertion", assertion),
            ("scope", "https://graph.microsoft.com/.default".to_owned()),
            ("grant_type", "client_credentials".to_owned()),
        ];
        read(world.ask_token(&form, &world.tenant).await).await
    };
    let audience = format!("{}/{}/oauth2/v2.0/token", world.signin, world.tenant);
    let (status, body) = ask(assertion(&audience, 600)).await;
    assert_eq!(status, 200, "{body}");
    for (assertion, code) in [
        (assertion("https://elsewhere.example/", 600), 700_023),
        (assertion(&audience, -600), 700_024),
        (format!("{}AA", assertion(&audience, 600)), 700_027),
    ] {
        let (status, body) = ask(assertion).await;
        assert_eq!((status, &body["error_codes"][0]), (401, &json!(code)), "{body}");
    }
}

#[tokio::test]
async fn users_are_paged_with_an_opaque_link_and_cost_resource_units() {
    let world = World::new().await;
    let token = world.token().await;
    let answer = world.get(&token, "/v1.0/users?$top=2&$select=id,displayName").await;
    assert_eq!(
        answer.headers()["x-ms-resource-unit"],
        "1",
        "2, less for $select and $top, least 1"
    );
    let (_, page) = read(answer).await;
    assert_eq!(page["value"].as_array().map(Vec::len), Some(2));
    let next = page["@odata.nextLink"].as_str().expect("a third person");
    let answer = world.http.get(next).bearer_auth(&token).send().await.expect("an answer");
    let (_, page) = read(answer).await;
    assert_eq!(page["value"].as_array().map(Vec::len), Some(1));
    assert_eq!(page["value"][0]["displayName"], "Megan");
    assert!(page.get("@odata.nextLink").is_none());
}
