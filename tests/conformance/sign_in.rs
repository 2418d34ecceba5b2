//! Agents sign in, tabs act for them, applications prove themselves: our client against the
//! emulated Entra (`graph.md` section 1.2; CC-05).

use serde_json::Value;
use teams_cc_core::{Error, ErrorKind, Secret, TenantId};
use teams_cc_emulator::{Emulator, EmulatorConfig};
use teams_cc_graph::sign_in::Pending;
use teams_cc_graph::{Denial, Graph, GraphBuilder, Interaction};

const BACK: &str = "https://agents.contoso.example/signed-in";

struct Stage {
    teams: Emulator,
    config: EmulatorConfig,
    graph: Graph,
    tenant: TenantId,
}

fn builder(config: &EmulatorConfig) -> GraphBuilder {
    Graph::builder()
        .tenant(config.tenant.to_string())
        .endpoint(config.graph_tls.clone())
        .sign_in(config.signin.clone())
        .root_certificates(config.ca_pem.as_bytes())
}

async fn stage() -> Stage {
    let teams = Emulator::start().await;
    let config = teams.config();
    let graph = builder(&config)
        .client_secret(config.client_id.to_string(), config.client_secret.clone())
        .build()
        .expect("a handle");
    let tenant = teams.tenant("adatum").id();
    Stage { teams, config, graph, tenant }
}

impl Stage {
    /// What a browser brings back from that address.
    async fn browse(&self, url: &str) -> String {
        let root =
            reqwest::Certificate::from_pem(self.config.ca_pem.as_bytes()).expect("a certificate");
        let http = reqwest::Client::builder()
            .tls_certs_only([root])
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let answer = http.get(url).send().await.expect("an answer");
        let target = answer.headers().get("location").expect("sent back").to_str().expect("text");
        target.split_once('?').map(|(_, query)| query.to_owned()).expect("a query")
    }

    fn begin(&self) -> Pending {
        let asked = self.graph.sign_in().authorize(BACK).scope("User.Read");
        asked.login_hint("adele@adatum.example").open().expect("begins")
    }

    fn tab(&self) -> Secret {
        let adele = self.teams.tenant("adatum").user("adele").record();
        self.teams.sign_in().tab_token(self.config.client_id, &adele).expect("a token")
    }
}

fn needs(error: &Error) -> Option<Interaction> {
    Denial::of(error).and_then(Denial::needs)
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_05_an_agent_signs_in_with_a_code_and_pkce_and_is_known_to_graph() {
    let stage = stage().await;
    let pending = stage.begin();
    let query = stage.browse(pending.url()).await;
    let signed = stage.graph.sign_in().redeem(pending, &query).await.expect("signed in");
    assert_eq!(signed.person.id, stage.teams.tenant("adatum").user("adele").id());
    assert_eq!(signed.person.tenant, stage.tenant);
    let me: Value = signed.graph.get("/me").await.expect("me");
    assert_eq!(me["userPrincipalName"], "adele@adatum.example");
    let refresh = signed.refresh_token.expect("a refresh token");
    let again = stage.graph.sign_in().resume(stage.tenant, refresh).expect("resumes");
    let me: Value = again.get("/me").await.expect("me, after a restart");
    assert_eq!(me["userPrincipalName"], "adele@adatum.example");
    let app: Result<Value, Error> = stage.graph.get("/me").await;
    assert!(app.is_err(), "the application's own handle stays its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_05_answers_of_other_sign_ins_are_refused_before_anything_is_sent() {
    let stage = stage().await;
    let (mine, other) = (stage.begin(), stage.begin());
    let query = stage.browse(other.url()).await;
    let before = stage.teams.ladder().entries().len();
    let error = stage.graph.sign_in().redeem(mine, &query).await.expect_err("a foreign state");
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0205", ErrorKind::Unauthorized));
    assert_eq!(stage.teams.ladder().entries().len(), before, "nothing was sent");
    // The state twice: whichever a server believes, the other is an attacker's.
    let mine = stage.begin();
    let query = stage.browse(mine.url()).await;
    let doubled = format!("{query}&state=x");
    let error = stage.graph.sign_in().redeem(mine, &doubled).await.expect_err("two states");
    assert_eq!(error.code(), "TCC-GRAPH-0205");
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_05_a_person_of_a_tenant_that_is_not_served_stays_outside() {
    let stage = stage().await;
    let stranger = stage.teams.tenant("fabrikam").user("eve");
    let fabrikam = stage.teams.tenant("fabrikam").id();
    let third: TenantId = "11111111-2222-4333-8444-555555555555".parse().expect("an id");
    let asked = stage.graph.sign_in().authorize(BACK).tenant(stage.tenant).tenant(third);
    let pending = asked.login_hint(stranger.record().upn).open().expect("begins");
    let query = stage.browse(pending.url()).await;
    let error = stage.graph.sign_in().redeem(pending, &query).await.expect_err("not served");
    assert_eq!(error.code(), "TCC-GRAPH-0205", "{error:?}");
    let asked = stage.graph.sign_in().authorize(BACK).tenant(stage.tenant).tenant(fabrikam);
    let pending = asked.login_hint(stranger.record().upn).open().expect("begins");
    let query = stage.browse(pending.url()).await;
    let signed = stage.graph.sign_in().redeem(pending, &query).await.expect("served");
    assert_eq!(signed.person.tenant, fabrikam);
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_05_a_tab_acts_for_its_person_and_learns_what_a_person_must_do() {
    let stage = stage().await;
    let (sign_in, adele) = (stage.graph.sign_in(), stage.teams.tenant("adatum").user("adele").id());
    let entra = stage.teams.sign_in();
    let tab = stage.tab();
    let graph = sign_in.on_behalf_of(stage.tenant, &tab).await.expect("on behalf of");
    let me: Value = graph.get("/me").await.expect("me");
    assert_eq!(me["id"], adele.to_string());
    // Many requests of one tab are one question to Entra.
    let tokens = |stage: &Stage| {
        let said = stage.teams.ladder().to_string();
        said.matches("oauth2/v2.0/token").count()
    };
    let before = tokens(&stage);
    for _ in 0..20 {
        sign_in.on_behalf_of(stage.tenant, &tab).await.expect("from the cache");
    }
    assert_eq!(tokens(&stage), before);

    entra.demand_second_factor(adele);
    let error = sign_in.on_behalf_of(stage.tenant, &stage.tab()).await.expect_err("a factor");
    assert_eq!((error.code(), needs(&error)), ("TCC-GRAPH-0204", Some(Interaction::SecondFactor)));
    assert!(Denial::of(&error).and_then(Denial::claims).is_some(), "claims for the window");
    entra.waive_second_factor(adele);

    entra.withhold_consent(stage.config.client_id, stage.tenant);
    let error = sign_in.on_behalf_of(stage.tenant, &stage.tab()).await.expect_err("no consent");
    assert_eq!(needs(&error), Some(Interaction::Consent), "{error:?}");
    let back = "https://agents.contoso.example/consented";
    let consent = sign_in.admin_consent(back).expect("an address");
    let query = stage.browse(consent.url()).await;
    assert_eq!(consent.answer(&query).expect("given"), stage.tenant);
    sign_in.on_behalf_of(stage.tenant, &stage.tab()).await.expect("consented");

    let stale = stage.tab();
    entra.revoke_sessions(adele);
    let error = sign_in.on_behalf_of(stage.tenant, &stale).await.expect_err("revoked");
    assert_eq!(needs(&error), Some(Interaction::SignIn), "{error:?}");
    // A token for Graph is none for us: audience confusion.
    let adele = stage.teams.tenant("adatum").user("adele").record();
    let confused =
        entra.user_token(stage.config.client_id, &adele, &["User.Read"]).expect("signed");
    let error = sign_in.on_behalf_of(stage.tenant, &confused).await.expect_err("not for us");
    assert_eq!(Denial::of(&error).map(Denial::numbers), Some(&[500_131][..]), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn graph_1_2_a_consent_that_was_not_asked_for_is_no_consent() {
    let stage = stage().await;
    let back = "https://agents.contoso.example/consented";
    let consent = stage.graph.sign_in().admin_consent(back).expect("an address");
    let forged = format!("tenant={}&admin_consent=True&state=guess", stage.tenant);
    assert_eq!(consent.answer(&forged).expect_err("forged").code(), "TCC-GRAPH-0205");
    let consent = stage.graph.sign_in().admin_consent(back).expect("an address");
    let query = stage.browse(&format!("{}&emulator_declines=1", consent.url())).await;
    let error = consent.answer(&query).expect_err("declined");
    assert_eq!(Denial::of(&error).map(Denial::numbers), Some(&[65004][..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_05_codes_go_to_https_or_to_this_machine_only() {
    let stage = stage().await;
    for bad in ["http://agents.contoso.example/x", "javascript:alert(1)", "agents"] {
        let error = stage.graph.sign_in().authorize(bad).open().expect_err("refused");
        assert_eq!(error.code(), "TCC-GRAPH-0206", "{bad}");
    }
    assert!(stage.graph.sign_in().authorize("http://localhost:8400/").open().is_ok());
    let pending = stage.begin();
    let shown = format!("{pending:?}");
    assert!(!shown.contains("challenge") && !shown.contains("state"), "{shown}");
}

/// An id token of a sign-in that our client had no part in: a single-page application's, say.
async fn id_token_from_elsewhere(stage: &Stage, nonce: &str) -> String {
    // RFC 7636, appendix B.
    let (verifier, challenge) = (
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
    let (root, id) = (&stage.config.signin, stage.config.client_id.to_string());
    let at = format!("{root}/{}/oauth2/v2.0", stage.tenant);
    let url = format!(
        "{at}/authorize?client_id={id}&response_type=code&redirect_uri={BACK}&state=s\
         &scope=openid%20profile&nonce={nonce}&code_challenge={challenge}\
         &code_challenge_method=S256&login_hint=adele@adatum.example"
    );
    let query = stage.browse(&url).await;
    let code = query.split('&').find_map(|pair| pair.strip_prefix("code=")).expect("a code");
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &id),
        ("client_secret", stage.config.client_secret.expose()),
        ("redirect_uri", BACK),
        ("code", code),
        ("code_verifier", verifier),
        ("scope", "openid profile"),
    ];
    let root = reqwest::Certificate::from_pem(stage.config.ca_pem.as_bytes()).expect("a root");
    let http = reqwest::Client::builder().tls_certs_only([root]).build().expect("a client");
    let answer = http.post(format!("{at}/token")).form(&form).send().await.expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    answer["id_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_05_an_id_token_from_elsewhere_is_verified_whole() {
    let stage = stage().await;
    let sign_in = stage.graph.sign_in();
    let token = id_token_from_elsewhere(&stage, "n-1").await;
    let person = sign_in.verify(&token).nonce("n-1").await.expect("verified");
    assert_eq!(person.id, stage.teams.tenant("adatum").user("adele").id());
    assert_eq!(person.tenant, stage.tenant);
    assert_eq!(person.user_name.as_deref(), Some("adele@adatum.example"));
    let refused = async |verify: teams_cc_graph::sign_in::Verify, why: &str| {
        let error = verify.await.expect_err(why);
        assert_eq!(
            (error.code(), error.kind()),
            ("TCC-GRAPH-0503", ErrorKind::Unauthorized),
            "{why}"
        );
    };
    refused(sign_in.verify(&token).nonce("n-2"), "of another sign-in").await;
    let third: TenantId = "11111111-2222-4333-8444-555555555555".parse().expect("an id");
    refused(sign_in.verify(&token).tenant(third), "of a tenant that is not served").await;
    let other = builder(&stage.config)
        .app_id("11111111-2222-4333-8444-555555555555")
        .client_secret(stage.config.client_id.to_string(), stage.config.client_secret.clone())
        .build()
        .expect("a handle");
    refused(other.sign_in().verify(&token), "for another application").await;
    let (head, rest) = token.split_once('.').expect("a token");
    let (claims, signature) = rest.split_once('.').expect("a token");
    refused(sign_in.verify(format!("{head}.{claims}.{}", &signature[4..])), "changed").await;
    refused(sign_in.verify(format!("{head}.{claims}.")), "unsigned").await;
    refused(sign_in.verify("eyJhbGciOiJub25lIn0.e30."), "of no algorithm").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_31_a_tab_signs_in_silently_with_the_token_that_teams_gave_it() {
    let stage = stage().await;
    let signed = stage.graph.sign_in().from_tab(&stage.tab()).await.expect("signed in");
    assert_eq!(signed.person.id, stage.teams.tenant("adatum").user("adele").id());
    let me: Value = signed.graph.get("/me").await.expect("me");
    assert_eq!(me["userPrincipalName"], "adele@adatum.example");
    let forged = Secret::new(format!("{}x", stage.tab().expose()));
    let before = stage.teams.ladder().to_string().matches("oauth2/v2.0/token").count();
    let error = stage.graph.sign_in().from_tab(&forged).await.expect_err("forged");
    assert_eq!(error.code(), "TCC-GRAPH-0503");
    let after = stage.teams.ladder().to_string().matches("oauth2/v2.0/token").count();
    assert_eq!(before, after, "Entra is not asked on behalf of nobody");
}
