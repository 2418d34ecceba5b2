//! What the machine wants done outside: events to callbacks, Event Grid, prompts, sockets.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Rng};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::book::Notice;
use super::call::Outcome;
use super::{Effect, ear, grid, ringing, socket, sound};
use crate::carrier::Carrier;
use crate::outbound::{Sent, is_reachable};
use crate::people::fresh_guid;
use crate::sign_in::Keys;
use crate::{Fault, Place, Stage, Wire};

/// How long the application may take to answer an event.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a prompt file may take.
const FETCH_PATIENCE: Duration = Duration::from_secs(10);
/// The longest prompt file: ten minutes.
const MOST_SAMPLES: usize = 600 * sound::RATE;
/// Waits before an event that failed is sent again (the service's own are not documented); up to a
/// half is added at random.
const RETRIES: [Duration; 5] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
];
/// Events of one call that wait; beyond it they are lost, and the ladder says so.
const MOST_WAITING: usize = 1_000;
/// How long the token of an event lives (section 2).
const EVENT_TOKEN_S: u64 = 300;
/// How long the token of a socket lives.
const SOCKET_TOKEN_S: u64 = 24 * 3_600;

/// Whoever tells; ends with the emulator.
#[derive(Debug)]
pub(crate) struct Telling {
    _tasks: JoinSet<()>,
}

impl Telling {
    pub(crate) fn start(stage: &Stage, keys: &Keys, carrier: Carrier) -> Self {
        let mut tasks = JoinSet::new();
        let signer = Signer { stage: stage.clone(), keys: keys.clone() };
        let waiting: Vec<u64> = stage.acs.grid().all.iter().map(|one| one.id).collect();
        for id in waiting {
            tasks.spawn(grid::shake_hands_patiently(stage.clone(), id));
        }
        tasks.spawn(run(signer, carrier));
        Self { _tasks: tasks }
    }
}

/// Signs events and sockets with the service's own keys.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    pub(crate) stage: Stage,
    keys: Keys,
}

async fn run(signer: Signer, carrier: Carrier) {
    let stage = signer.stage.clone();
    let mut lanes: HashMap<Guid, mpsc::Sender<Notice>> = HashMap::new();
    let mut tasks = JoinSet::new();
    loop {
        let effect = tokio::select! {
            effect = stage.acs.next_effect() => effect,
            Some(_) = tasks.join_next() => continue,
        };
        match effect {
            Effect::Notify(notice) => {
                let (id, is_last) = (notice.call, notice.is_last);
                let lane = lanes.entry(id).or_insert_with(|| {
                    let (sender, waiting) = mpsc::channel(MOST_WAITING);
                    let lane = Lane { signer: signer.clone(), rng: stage.rng() };
                    tasks.spawn(lane.run(waiting));
                    sender
                });
                if lane.try_send(notice).is_err() {
                    stage.ladder.note("acs", &id.to_string(), "events wait: one is lost");
                }
                if is_last {
                    lanes.remove(&id);
                }
            }
            Effect::Grid(kind, subject, data) => {
                let id = fresh_guid(&mut stage.rng());
                for to in grid::subscribers(&stage, kind) {
                    let (subject, data) = (subject.clone(), data.clone());
                    tasks.spawn(grid::deliver(stage.clone(), to, id, kind, subject, data));
                }
            }
            Effect::Fetch { call, job, urls } => {
                tasks.spawn(fetch(stage.clone(), call, job, urls));
            }
            Effect::Ring(invitation, asked) => {
                tasks.spawn(ringing::rings(stage.clone(), carrier.clone(), invitation, asked));
            }
            Effect::Understand(unheard) => {
                tasks.spawn(ear::understand(stage.clone(), *unheard));
            }
            Effect::Dial { call, is_media } => {
                tasks.spawn(socket::run(signer.clone(), call, is_media));
            }
        }
    }
}

/// Fetches the prompts of a job.
async fn fetch(stage: Stage, call: Guid, job: Guid, urls: Vec<String>) {
    let mut all = Vec::with_capacity(urls.len());
    let mut failed = None;
    for url in urls {
        let line = format!("GET {}", path_of(&url));
        stage.ladder.message(Wire::Acs, "acs", "app", &call.to_string(), &line);
        match stage.outbound.send(Sent::get(&url), FETCH_PATIENCE).await {
            Ok(reply) if reply.status == 200 => match samples_of(&reply.body) {
                Ok(samples) if samples.len() > MOST_SAMPLES => {
                    let text = "Action failed, file is too long.";
                    failed = Some((url, Outcome::new(400, 8535, text)));
                    break;
                }
                Ok(samples) => all.push(samples),
                Err(why) => {
                    stage.ladder.note("acs", &call.to_string(), &why);
                    let text = "Action failed, file format is invalid.";
                    failed = Some((url, Outcome::new(400, 8535, text)));
                    break;
                }
            },
            _ => {
                let text = "Action failed, file could not be downloaded.";
                failed = Some((url, Outcome::new(400, 8536, text)));
                break;
            }
        }
    }
    let got = failed.map_or(Ok(all), Err);
    stage.acs.with(|book, now| book.fetched(now, call, job, got));
}

/// WAV as it is; MP3, which nobody here decodes, as a second of a melody.
fn samples_of(file: &[u8]) -> Result<Vec<i16>, String> {
    let is_mp3 = file.starts_with(b"ID3") || matches!(file, [0xff, second, ..] if second >> 5 == 7);
    if is_mp3 {
        return Ok(sound::of_voice(&crate::audio::Voice::of("mp3"), sound::RATE));
    }
    sound::read_wav(file)
}

pub(crate) fn path_of(uri: &str) -> &str {
    let after = uri.find("://").map_or(0, |at| at + 3);
    let rest = uri.get(after..).unwrap_or_default();
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
}

/// The events of one connection, in order unless a fault says otherwise.
struct Lane {
    signer: Signer,
    rng: Rng,
}

impl Lane {
    async fn run(mut self, mut waiting: mpsc::Receiver<Notice>) {
        let mut kept_back: Option<Notice> = None;
        let mut later = JoinSet::new();
        let stage = self.signer.stage.clone();
        while let Some(notice) = waiting.recv().await {
            while later.try_join_next().is_some() {}
            let subject = format!("{} {}", notice.title(), path_of(&notice.url));
            let remark = |text: &str| stage.ladder.note("acs", &notice.call.to_string(), text);
            if !is_reachable(&notice.url) {
                remark(&format!("{} not sent: not on loopback", notice.title()));
                continue;
            }
            let fault = stage.faults.take(Place::AcsCallback, &subject);
            let mut times = 1;
            match &fault {
                Some(Fault::Reset | Fault::Silent | Fault::LoseAnswer) => {
                    remark(&format!("{} lost on purpose", notice.title()));
                    continue;
                }
                Some(Fault::Slow { ms }) => {
                    // Others overtake it: nothing promises an order.
                    let (signer, ms, notice) = (self.signer.clone(), *ms, notice.clone());
                    let rng = self.rng.fork();
                    later.spawn(async move {
                        signer.stage.clock.sleep(Duration::from_millis(ms)).await;
                        tell(signer, notice, None, rng).await;
                    });
                    continue;
                }
                Some(Fault::Reorder) if !notice.is_last => {
                    kept_back = Some(notice);
                    continue;
                }
                Some(Fault::Duplicate) => times = 2,
                _ => {}
            }
            for _ in 0..times {
                if self.signer.post(&notice, fault.as_ref()).await {
                    continue;
                }
                let (signer, notice, rng) = (self.signer.clone(), notice.clone(), self.rng.fork());
                later.spawn(again(signer, notice, fault.clone(), rng));
            }
            if let Some(late) = kept_back.take() {
                let text = format!("{} out of order on purpose", late.title());
                stage.ladder.note("acs", &late.call.to_string(), &text);
                tell(self.signer.clone(), late, None, self.rng.fork()).await;
            }
        }
        while later.join_next().await.is_some() {}
    }
}

async fn tell(signer: Signer, notice: Notice, fault: Option<Fault>, rng: Rng) {
    if !signer.post(&notice, fault.as_ref()).await {
        again(signer, notice, fault, rng).await;
    }
}

/// Sends an event that failed again, with growing waits.
async fn again(signer: Signer, notice: Notice, fault: Option<Fault>, mut rng: Rng) {
    let repeats = signer.stage.acs.look(|book| book.rules.events_are_repeated);
    for wait in RETRIES.iter().filter(|_| repeats) {
        let half = u64::try_from(wait.as_millis()).unwrap_or(0) / 2;
        let jitter = Duration::from_millis(rng.below(half + 1));
        signer.stage.clock.sleep(*wait + jitter).await;
        if signer.post(&notice, fault.as_ref()).await {
            return;
        }
    }
    let text = format!("{} given up", notice.title());
    signer.stage.ladder.note("acs", &notice.call.to_string(), &text);
}

impl Signer {
    /// Sends one event once; whether it was taken.
    async fn post(&self, notice: &Notice, fault: Option<&Fault>) -> bool {
        let body = json!([{
            "id": notice.id,
            "source": notice.source,
            "type": format!("Microsoft.Communication.{}", notice.title()),
            "data": notice.data,
            "time": self.stage.clock.rfc3339(),
            "specversion": "1.0",
            "datacontenttype": "application/json",
            "subject": notice.source,
        }]);
        let mut sent = Sent::post_json(&notice.url, &body)
            .header("x-ms-call-connection-id", notice.call.to_string());
        if let Some(token) = self.token(EVENT_TOKEN_S, fault) {
            sent = sent.header("authorization", format!("Bearer {token}"));
        }
        let call = notice.call.to_string();
        let line = format!("POST {} {}", path_of(&notice.url), notice.title());
        self.stage.ladder.message(Wire::Acs, "acs", "app", &call, &line);
        let answer = self.stage.outbound.send(sent, PATIENCE).await;
        let line = match &answer {
            Ok(reply) => reply.status.to_string(),
            Err(lost) => format!("nothing: {lost}"),
        };
        self.stage.ladder.message(Wire::Acs, "app", "acs", &call, &line);
        answer.is_ok_and(|reply| (200..300).contains(&reply.status))
    }

    /// The token of a socket; wrong if a fault says so.
    pub(crate) fn socket_token(&self, fault: Option<&Fault>) -> Option<String> {
        self.token(SOCKET_TOKEN_S, fault)
    }

    /// A token for the resource; wrong if a fault says so.
    fn token(&self, life: u64, fault: Option<&Fault>) -> Option<String> {
        // Whoever checks it has a clock that is not moved with this one.
        let now = self.stage.clock.unskipped_unix();
        let audience = match fault {
            Some(Fault::NoToken) => return None,
            Some(Fault::WrongAudience) => fresh_guid(&mut self.stage.rng()),
            _ => self.stage.acs.resource().id,
        };
        let from = match fault {
            Some(Fault::ExpiredToken) => now.saturating_sub(4 * life),
            _ => now,
        };
        let claims = json!({
            "iss": self.stage.settings().acs.issuer,
            "aud": audience,
            "iat": from,
            "nbf": from,
            "exp": from + life,
            // A new one each time, also within a second.
            "jti": fresh_guid(&mut self.stage.rng()),
        });
        let signed = |claims: &Value| match self.keys.sign(claims) {
            Ok(token) => Some(token),
            Err(error) => {
                tracing::warn!(%error, "a token was not signed");
                None
            }
        };
        let token = signed(&claims)?;
        if fault == Some(&Fault::WrongSignature) {
            // The signature of other claims: right in shape, wrong in fact.
            let other = signed(&json!({"aud": "x"}))?;
            return Some(format!("{}.{}", token.rsplit_once('.')?.0, other.rsplit_once('.')?.1));
        }
        Some(token)
    }
}
