//! What is played to a caller.

use std::path::PathBuf;
use std::sync::Arc;

/// Something to play. Wires turn it into RTP, or into a URL that the service fetches.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Prompt {
    /// A WAV file: 8 or 16 kHz, mono, 16 bit.
    File(PathBuf),
    /// Samples in memory: 8 kHz, mono.
    Samples(Arc<[i16]>),
    /// Words to be spoken by the back end's voice, where it has one.
    Text(Arc<str>),
}

impl Prompt {
    /// Plays a WAV file; it is read when first played, and an unreadable one is a
    /// [`Config`](crate::ErrorKind::Config) error that names it.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File(path.into())
    }

    /// Plays samples: 8 kHz, mono, 16 bit.
    pub fn samples(samples: impl Into<Arc<[i16]>>) -> Self {
        Self::Samples(samples.into())
    }

    /// Speaks words.
    pub fn text(words: impl AsRef<str>) -> Self {
        Self::Text(words.as_ref().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_kinds_of_prompt() {
        assert_eq!(Prompt::file("a.wav"), Prompt::File("a.wav".into()));
        assert_eq!(Prompt::samples([1, -1]), Prompt::Samples(Arc::from([1i16, -1])));
        assert_eq!(Prompt::text("hello"), Prompt::Text("hello".into()));
    }
}
