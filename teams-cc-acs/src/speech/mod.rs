//! What an assistant hears, speaks and thinks with, in Azure: feature `speech`.
//!
//! [`AzureSpeech`] is a [`Recognise`](teams_cc_core::speech::Recognise) and a
//! [`Synthesise`](teams_cc_core::speech::Synthesise), [`AzureOpenAi`] a
//! [`Complete`](teams_cc_core::speech::Complete). They are plain HTTPS and know nothing of calls, so the
//! same values serve a caller over a SIP leg and over Call Automation's streams. With
//! [`Call::converse`](crate::Call::converse) alone none is needed: there the calling service
//! recognises and speaks itself.
//!
//! Each request has a time limit, repetitions included ([`within`](AzureSpeechBuilder::within)); a
//! 429 is repeated when its `Retry-After` fits into it, else the error says how long to wait. What
//! was said, keys and tokens are in no log, no `Debug` and no error.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use teams_cc_acs::speech::{AzureOpenAi, AzureSpeech};
//! use teams_cc_core::speech::{Complete, Hints, Line, Pcm, Recognise, Role, Synthesise};
//! use teams_cc_core::{Error, Secret};
//!
//! # async fn one_turn(heard: Pcm, key: Secret, other_key: Secret) -> Result<Pcm, Error> {
//! let speech = AzureSpeech::builder()
//!     .region("westeurope")
//!     .key(key)
//!     .voice("en-US-JennyNeural")
//!     .within(Duration::from_secs(3))
//!     .build()?;
//! let model = AzureOpenAi::builder()
//!     .endpoint("https://contoso.openai.azure.com")
//!     .deployment("concierge")
//!     .key(other_key)
//!     .build()?;
//! let words = speech.recognise(heard, &Hints::default()).await?.unwrap_or_default();
//! let so_far = [
//!     Line::new(Role::System, "You are the concierge of Contoso. One sentence."),
//!     Line::new(Role::Caller, words),
//! ];
//! let answer = model.complete(&so_far).await?;
//! speech.synthesise(&answer, 16_000).await
//! # }
//! ```
//!
//! # Source
//! Microsoft, "Speech to text REST API for short audio", "Text to speech REST API", "Azure OpenAI in
//! Azure AI Foundry Models REST API reference".

mod access;
mod azure_openai;
mod azure_speech;
mod ssml;
#[cfg(test)]
mod tests;
mod written;

pub use azure_openai::{AzureOpenAi, AzureOpenAiBuilder};
pub use azure_speech::{AzureSpeech, AzureSpeechBuilder};
