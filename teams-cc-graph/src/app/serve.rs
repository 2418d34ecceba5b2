//! The whole app from its config: the endpoint that Microsoft posts to, and the bot behind it.

use teams_cc_core::Error;

use super::{AgentApp, AppConfig};
use crate::{Graph, Webhook, error};

impl AgentApp {
    /// Starts the app that the config describes: it listens, verifies what Microsoft posts, and
    /// takes what agents press. It serves as long as the runtime lives.
    ///
    /// Calls of the same Graph ring at [`Graph::calls`], its other notifications come out of
    /// [`webhook`](Self::webhook): one address serves all.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config): no application, a public address that is
    /// neither https nor on loopback. Kind [`Unavailable`](teams_cc_core::ErrorKind::Unavailable):
    /// the address to listen on is taken.
    #[expect(
        clippy::unused_async,
        reason = "it is asked for within a runtime, and may wait one day"
    )]
    pub async fn serve(config: AppConfig, graph: &Graph) -> Result<Self, Error> {
        let id = match config.bot {
            Some(bot) => bot,
            None => graph.inbound().app()?.parse()?,
        };
        let app = Self::start(&graph.bot(id.to_string()), []);
        let mut webhook = graph.webhook(config.public).agents(&app);
        if let Some(folder) = config.queue {
            webhook = webhook.queued_in(folder);
        }
        let webhook = webhook.open()?;
        let listener = std::net::TcpListener::bind(config.listen).map_err(|source| {
            error::bad_app(&format!("{} cannot be listened on", config.listen)).with_source(source)
        })?;
        let serving = webhook.clone();
        tokio::spawn(async move {
            if let Err(error) = serving.serve(listener).await {
                tracing::error!(%error, "the agents' app ended");
            }
        });
        // Nobody else can have set it: the app is new.
        drop(app.shared.served.set(webhook));
        Ok(app)
    }

    /// Where its notifications come in, of an app that was [served](Self::serve).
    pub fn webhook(&self) -> Option<&Webhook> {
        self.shared.served.get()
    }
}
