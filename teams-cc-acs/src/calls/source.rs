//! Prompts as what the service plays.

use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Error, Prompt};

use super::life::Life;
use crate::error;
use crate::models::PlaySource;

/// A voice reads at least so fast, pauses included.
const A_LETTER: Duration = Duration::from_millis(150);
/// And needs this before it begins.
const BREATH: Duration = Duration::from_secs(5);

/// What is played, and how long it takes at most.
pub(super) async fn of(life: &Arc<Life>, prompt: &Prompt) -> Result<(PlaySource, Duration), Error> {
    let hub = &life.hub;
    if let Some(hosted) = hub.prompts.host(&hub.base, prompt).await? {
        let source = PlaySource::from_file(hosted.uri).cache_id(hosted.hash);
        return Ok((source, hosted.lasts));
    }
    let Prompt::Text(words) = prompt else {
        return Err(error::bad_prompt("this prompt", "its kind is newer than this version"));
    };
    let settings = hub.acs.settings();
    if settings.intelligence.is_none() {
        return Err(error::no_voice());
    }
    let mut source = PlaySource::from_text(&**words);
    if let Some(text) = &mut source.text {
        text.voice_name.clone_from(&settings.voice);
        if settings.voice.is_none() {
            text.source_locale.clone_from(&settings.locale);
        }
    }
    let letters = u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
    Ok((source, BREATH + A_LETTER.saturating_mul(letters)))
}
