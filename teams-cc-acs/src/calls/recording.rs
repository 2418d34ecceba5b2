//! Recordings of a call.

use std::future::IntoFuture;
use std::sync::Arc;

use futures::future::BoxFuture;
use teams_cc_core::Error;

use super::failed;
use super::leg::{Fruit, Wish};
use super::life::Life;
use crate::models::{
    ExternalStorage, Identifier, RecordingChannels, RecordingContent, RecordingFormat,
    RecordingState, StartRecording,
};

/// A recording that has not begun yet: tune it, then `.await` it. It begins a little later; the
/// call's events say when ([`Event::Recording`](super::leg::Event::Recording)), and whether not.
#[must_use = "nothing is recorded until it is awaited"]
pub struct Record {
    life: Arc<Life>,
    start: StartRecording,
}

impl Record {
    pub(super) fn new(life: Arc<Life>) -> Self {
        let start = StartRecording::default()
            .content(RecordingContent::Audio)
            .channels(RecordingChannels::Mixed)
            .format(RecordingFormat::Wav);
        Self { life, start }
    }

    /// One channel for each participant, the first ones in this order.
    pub fn unmixed(mut self, order: impl IntoIterator<Item = Identifier>) -> Self {
        self.start.channels = Some(RecordingChannels::Unmixed);
        let order: Vec<_> = order.into_iter().collect();
        self.start.channel_order = Some(order).filter(|order| !order.is_empty());
        self
    }

    /// A smaller file instead of WAV.
    pub fn mp3(mut self) -> Self {
        self.start.format = Some(RecordingFormat::Mp3);
        self
    }

    /// Begins paused.
    pub fn paused(mut self) -> Self {
        self.start.pause_on_start = Some(true);
        self
    }

    /// Into a container of yours.
    pub fn into_storage(mut self, container_url: impl Into<String>) -> Self {
        let storage = ExternalStorage::default().kind("azureBlobStorage".to_owned());
        self.start.storage = Some(storage.container_url(container_url));
        self
    }

    async fn run(self) -> Result<Recording, Error> {
        let Self { life, start } = self;
        let wish = Wish::Record(Box::new(start));
        let what = "nothing is recorded";
        match life.wish(wish).await.map_err(|failure| failed::error(failure, what))? {
            Fruit::Recording(id) => Ok(Recording { life, id }),
            _ => Ok(Recording { life, id: String::new() }),
        }
    }
}

impl IntoFuture for Record {
    type Output = Result<Recording, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Record")
    }
}

/// A recording. Dropping it changes nothing: it goes on until it is stopped or the call ends.
#[derive(Clone)]
pub struct Recording {
    life: Arc<Life>,
    id: String,
}

impl Recording {
    pub(super) fn new(life: Arc<Life>, id: String) -> Self {
        Self { life, id }
    }

    /// Its id; files come by [`GridEvent::RecordingFiles`](crate::events::GridEvent).
    pub fn id(&self) -> &str {
        &self.id
    }

    fn one(&self) -> crate::operations::OneRecording {
        self.life.hub.acs.api().recordings().one(&self.id)
    }

    /// How it stands.
    pub async fn state(&self) -> Result<RecordingState, Error> {
        Ok(self.one().get().await?.state.unwrap_or(RecordingState::Inactive))
    }

    /// Records nothing for a while; pausing twice is pausing once. The telephone side hears an
    /// announcement, which cannot be suppressed (CC-78).
    pub async fn pause(&self) -> Result<(), Error> {
        let done = self.one().pause().await;
        self.or_stands_so(done, RecordingState::Inactive).await
    }

    /// Records again; resuming twice is resuming once.
    pub async fn resume(&self) -> Result<(), Error> {
        let done = self.one().resume().await;
        self.or_stands_so(done, RecordingState::Active).await
    }

    /// The service refuses what is done already (409).
    async fn or_stands_so(
        &self,
        done: Result<(), Error>,
        wanted: RecordingState,
    ) -> Result<(), Error> {
        match done {
            Err(error) if error.code() == "TCC-ACS-0303" => match self.state().await {
                Ok(state) if state == wanted => Ok(()),
                _ => Err(error),
            },
            done => done,
        }
    }

    /// Ends it; the file comes some minutes later.
    pub async fn stop(self) -> Result<(), Error> {
        self.one().stop().await
    }
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording").field("id", &self.id).finish_non_exhaustive()
    }
}
