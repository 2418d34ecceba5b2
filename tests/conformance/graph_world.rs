//! A bot of ours, its webhook on a real port, and the emulated Microsoft side that posts to it.

use std::time::Duration;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use teams_cc_core::{Ended, Error, Guid, Prompt, Secret};
use teams_cc_emulator::{Bot, BotLeg, Emulator, User};
use teams_cc_graph::calls::{Call, IncomingCall};
use teams_cc_graph::{Graph, GraphBuilder, OpenWebhook, Webhook};

/// Longest wait for anything here.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct World {
    pub(crate) teams: Emulator,
    pub(crate) graph: Graph,
    pub(crate) webhook: Webhook,
    /// The public address.
    pub(crate) address: String,
    pub(crate) app: Guid,
}

/// A client of this emulator, made of what the emulator tells programs.
pub(crate) fn builder(teams: &Emulator) -> GraphBuilder {
    let config = teams.config();
    Graph::builder()
        .tenant(config.tenant.to_string())
        .client_secret(config.client_id.to_string(), config.client_secret.clone())
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .published_keys(&config.signin)
        .root_certificates(config.ca_pem.as_bytes())
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::tuned(|_, _, webhook| webhook).await
    }

    pub(crate) async fn tuned(
        tune: impl FnOnce(&Emulator, &Graph, OpenWebhook) -> OpenWebhook,
    ) -> Self {
        let teams = Emulator::start().await;
        let graph = builder(&teams).build().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/graph", listener.local_addr().unwrap());
        let webhook = tune(&teams, &graph, graph.webhook(&address)).open().unwrap();
        tokio::spawn(webhook.serve(listener));
        let app = teams.config().client_id;
        teams.bots().register(Bot::new(app, format!("{address}/calling")));
        Self { teams, graph, webhook, address, app }
    }

    /// A person of the tenant that the client signs in to.
    pub(crate) fn user(&self, name: &str) -> User {
        let tenant = self.teams.stage().people.tenants()[0].name.clone();
        self.teams.tenant(&tenant).user(name)
    }

    /// Waits, and shows what was said if nothing comes.
    pub(crate) async fn within<T>(&self, what: impl Future<Output = T>) -> T {
        let done = tokio::time::timeout(PATIENCE, what).await;
        done.unwrap_or_else(|_| panic!("it did not come\n{}", self.teams.ladder()))
    }

    /// Waits until it is so.
    pub(crate) async fn until(&self, is_so: impl Fn() -> bool) {
        let looking = async {
            while !is_so() {
                tokio::task::yield_now().await;
            }
        };
        self.within(looking).await;
    }

    /// Somebody calls the bot; both sides.
    pub(crate) async fn rings(&self, name: &str) -> (BotLeg, IncomingCall) {
        let leg = self.user(name).calls_bot(self.app).unwrap();
        (leg, self.within(self.graph.calls().next_call()).await)
    }

    /// Somebody calls the bot, which answers.
    pub(crate) async fn connected(&self, name: &str) -> (BotLeg, Call) {
        let (leg, call) = self.rings(name).await;
        let call = self.answered(call).await;
        assert!(self.within(leg.is_up()).await, "\n{}", self.teams.ladder());
        (leg, call)
    }

    pub(crate) async fn answered(&self, call: IncomingCall) -> Call {
        let answered: Result<Call, Error> = self.within(call.answer()).await;
        answered.unwrap_or_else(|error| panic!("{error:?}\n{}", self.teams.ladder()))
    }

    pub(crate) async fn ended(&self, call: &Call) -> Ended {
        self.within(call.ended()).await
    }
}

/// A prompt that plays so long.
pub(crate) fn prompt(ms: usize) -> Prompt {
    Prompt::samples(vec![100i16; ms * 8])
}

/// A token that somebody else got.
#[derive(Debug)]
pub(crate) struct Given(pub(crate) Secret);

#[async_trait]
impl TokenCredential for Given {
    async fn get_token(
        &self,
        _: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let until = std::time::SystemTime::now() + Duration::from_secs(3_000);
        Ok(AccessToken::new(self.0.expose().to_owned(), until.into()))
    }
}
