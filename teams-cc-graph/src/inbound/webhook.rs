//! One value that takes everything Microsoft posts: mounted in a web server, or served.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use url::Url;

use teams_cc_core::Error;
use teams_cc_http::certificates;

use super::Change;
use super::handover::{Handover, Receipt, Waiting};
use crate::calls::JoinReply;
use crate::notifications::{
    CallNotification, DurableQueue, Front, Notice, Notifications, QueueLimits,
};
use crate::{AgentApp, Bot, BotEvent, Graph, Receiver, Reply, error};

/// A webhook that is not open yet: tune it, then [`open`](Self::open).
#[must_use = "nothing is received before it is opened"]
pub struct OpenWebhook {
    graph: Graph,
    public: String,
    queue: Option<(PathBuf, QueueLimits)>,
    content: Option<Content>,
    notifications: Option<Notifications>,
    tune: Vec<Tune>,
}

type Tune = Box<dyn FnOnce(Front, &str) -> Front + Send>;

struct Content {
    id: String,
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl OpenWebhook {
    pub(crate) fn new(graph: Graph, public: String) -> Self {
        let (queue, content, notifications, tune) = (None, None, None, Vec::new());
        Self { graph, public, queue, content, notifications, tune }
    }

    /// Puts what passed on disk, in a folder of its own, before it is answered: a crash loses
    /// nothing. Without it, what came is handed over before it is answered, and is lost with the
    /// process.
    pub fn queued_in(self, folder: impl Into<PathBuf>) -> Self {
        self.queued_within(folder, QueueLimits::default())
    }

    /// As [`queued_in`](Self::queued_in), with limits of your own.
    pub fn queued_within(mut self, folder: impl Into<PathBuf>, limits: QueueLimits) -> Self {
        self.queue = Some((folder.into(), limits));
        self
    }

    /// Content is encrypted for this certificate (PEM), which is known to Graph as `id` (at most
    /// 128 letters), and opened with its private key (PKCS#8 in PEM). A self-signed one is fine.
    pub fn encrypted_for(
        mut self,
        id: impl Into<String>,
        certificate: impl Into<Vec<u8>>,
        key: impl Into<Vec<u8>>,
    ) -> Self {
        let (id, certificate, key) = (id.into(), certificate.into(), key.into());
        self.content = Some(Content { id, certificate, key });
        self
    }

    /// Takes the bot's activities too, at `{public}/messages`: verified, they go to `hear`, whose
    /// reply is the answer to a press or a search. Teams waits a few seconds only; what takes
    /// longer than 10 s goes on without an answer.
    pub fn messages<F>(
        mut self,
        bot: &Bot,
        hear: impl Fn(BotEvent) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Option<Reply>> + Send + 'static,
    {
        let bot = bot.clone();
        self.tune.push(Box::new(move |front, base| {
            front.messages(format!("{base}/messages"), &bot, hear)
        }));
        self
    }

    /// Takes the activities of the agents' app: what they press goes to its streams. Other events
    /// are dropped; [`messages`](Self::messages) is for bots that listen to more.
    pub fn agents(self, app: &AgentApp) -> Self {
        let (app, bot) = (app.clone(), app.bot().clone());
        self.messages(&bot, move |event| std::future::ready(app.take(&event)))
    }

    /// Decides about each further person under a recording policy whom the service wants to add to
    /// a call that is recorded. What it says is the body of the HTTP answer, so it must not wait.
    /// Without it they are answered without a body.
    pub fn joining(
        mut self,
        decide: impl Fn(&CallNotification) -> JoinReply + Send + Sync + 'static,
    ) -> Self {
        self.tune.push(Box::new(move |front, _| front.joining(decide)));
        self
    }

    /// Believes what these notifications believe, in the place of those of
    /// [`Graph::notifications`].
    pub fn verified_by(mut self, notifications: Notifications) -> Self {
        self.notifications = Some(notifications);
        self
    }

    /// Opens it, from within a runtime: calls are announced and prompts hosted at the public
    /// address from now on.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config): an address that is neither https nor on
    /// loopback, no application, keys that are none. `TCC-HTTP-0302`: the folder of the queue
    /// cannot be used.
    pub fn open(self) -> Result<Webhook, Error> {
        let public = self.public.trim_end_matches('/').to_owned();
        let hook = format!("{public}/hook");
        let mut receiver = Receiver::at(&hook);
        if let Some(Content { id, certificate, key }) = self.content {
            let der = certificates(&certificate)?.swap_remove(0);
            self.graph.inbound().decryption.add(&id, &key)?;
            receiver = receiver.encrypted_for(id, BASE64_STANDARD.encode(der));
        }
        receiver.check()?;
        let base = Url::parse(&public).map_err(|_| error::bad_path())?;
        let base = base.path().trim_end_matches('/').to_owned();
        let notifications = match self.notifications {
            Some(own) => own,
            None => self.graph.inbound().notifications()?,
        };
        let queue = match &self.queue {
            Some((folder, limits)) => {
                let queue = DurableQueue::open(folder, *limits)?;
                // What an earlier process was told is no news when it is repeated.
                for record in DurableQueue::peek(folder)? {
                    if let Ok(notice) = Notice::from_record(&record) {
                        notifications.is_new(&notice);
                    }
                }
                Some((queue, limits.records))
            }
            None => None,
        };
        let calls = self.graph.calls().listen(format!("{public}/calling"));
        let (handover, waiting) = Handover::new(self.graph, notifications.clone(), queue);
        let mut front = Front::new(notifications.clone(), Arc::new(handover))
            .calling_path(format!("{base}/calling"))
            .changes_path(format!("{base}/hook"))
            .prompts(&calls);
        for tune in self.tune {
            front = tune(front, &base);
        }
        Ok(Webhook { front, receiver, notifications, waiting })
    }
}

impl fmt::Debug for OpenWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenWebhook").field("queue", &self.queue).finish_non_exhaustive()
    }
}

/// Everything that Microsoft posts to one application, and the prompts that it fetches. Made by
/// [`Graph::webhook`]; cheap to clone.
///
/// | path below the public address | takes |
/// |---|---|
/// | `/calling` | the calling service's posts |
/// | `/calling/prompts/…` | fetching of prompts, and of nothing else |
/// | `/hook` | change notifications, lifecycle notifications, handshakes |
/// | `/messages` | the bot's activities, if [`messages`](OpenWebhook::messages) are wanted |
///
/// Each post is verified, sorted, and on disk before it is answered, if there is a queue. Calls go
/// to their stories ([`Calls::serve`](crate::calls::Calls::serve)), presence to watches
/// ([`notified_through`](crate::Watch::notified_through) this webhook's
/// [`receiver`](Self::receiver)), lifecycle notifications to whoever keeps the subscription; the
/// rest waits for [`next_change`](Self::next_change).
///
/// ```no_run
/// # use teams_cc_core::{Agent, Ended, Error};
/// # use teams_cc_graph::{Graph, Wanted, calls::IncomingCall};
/// # async fn story(call: IncomingCall) -> Result<Ended, Error> { call.answer().await?.hang_up().await }
/// # async fn f(graph: Graph, reader: Graph, agents: Vec<Agent>) -> Result<(), Error> {
/// let webhook = graph.webhook("https://cc.contoso.example/graph").queued_in("var/graph").open()?;
/// # #[cfg(feature = "server")]
/// tokio::spawn(webhook.serve(std::net::TcpListener::bind("127.0.0.1:8080")?)); // behind TLS
/// let watch = graph.presence().watch(&agents);
/// let _watch = watch.notified_through([reader], webhook.receiver()).await?;
/// let wanted = graph.subscriptions(webhook.receiver()).wanting(Wanted::call_records());
/// let _subscriptions = wanted.await?;
/// tokio::spawn({
///     let graph = graph.clone();
///     async move { graph.calls().serve(story).await }
/// });
/// loop {
///     let (change, receipt) = webhook.next_change().await;
///     println!("{change:?}");
///     receipt.acknowledge();
/// }
/// # }
/// ```
///
/// # Source
/// RS-64 to RS-68; `graph.md` sections 2.5 and 6.2 to 6.5.
#[derive(Clone)]
pub struct Webhook {
    front: Front,
    receiver: Receiver,
    notifications: Notifications,
    waiting: Arc<Waiting>,
}

impl Webhook {
    /// Where subscriptions send their notifications, and for whom content is encrypted.
    pub fn receiver(&self) -> Receiver {
        self.receiver.clone()
    }

    /// The next change that nobody else was for. In memory 10,000 wait, and then posts are answered
    /// 503; of a queue on disk half may wait, and what comes beyond that is left out, which is
    /// counted (`nobody-asks`).
    ///
    /// # Cancel safety
    /// Safe: what was not returned is still there.
    pub async fn next_change(&self) -> (Change, Receipt) {
        self.waiting.next().await
    }

    /// The answers, for a server of your own.
    pub fn front(&self) -> Front {
        self.front.clone()
    }

    /// The paths as an axum router, to be merged into yours.
    #[cfg(feature = "axum")]
    #[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
    pub fn router(&self) -> axum::Router {
        crate::notifications::router(self.front())
    }

    /// Serves the paths in plain HTTP until the future is dropped: put TLS in front of it. Its
    /// limits are those of [`notifications::serve`](crate::notifications::serve).
    ///
    /// # Errors
    /// If `listener` is no listener of the runtime.
    #[cfg(feature = "server")]
    #[cfg_attr(docsrs, doc(cfg(feature = "server")))]
    pub fn serve(
        &self,
        listener: std::net::TcpListener,
    ) -> impl Future<Output = std::io::Result<()>> + Send + use<> {
        crate::notifications::serve(listener, self.front())
    }

    /// How many posts and items were refused, by cause: for metrics.
    pub fn refused(&self) -> std::collections::BTreeMap<&'static str, u64> {
        self.notifications.refused()
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("receiver", &self.receiver).finish_non_exhaustive()
    }
}
