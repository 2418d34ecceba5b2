//! Files of recordings as they are asked for: whole, or the part that `Range` names (RFC 9110).

use axum::http::{HeaderMap, header};

use super::answer::Answer;
use super::{Acs, Book};

impl Acs {
    /// The file of a recording that has ended, by `recordingId`: WAV, 16 kHz, one channel, or one
    /// for each participant.
    pub fn recorded(&self, recording: &str) -> Option<Vec<u8>> {
        let bytes = |book: &Book| Some(book.recordings.get(recording)?.file.as_ref()?.1.clone());
        self.stage.acs.look(bytes)
    }
}

/// Whether a request is for a file.
pub(crate) fn is_file(target: &str) -> bool {
    target.starts_with("/v1/objects/")
}

/// The part of an answer that was asked for: 206, 416 if it begins behind the end, or all of it.
pub(crate) fn part(answer: Answer, headers: &HeaderMap) -> Answer {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let tag = answer.headers.iter().find(|(name, _)| *name == "ETag").cloned();
    // A part of another file is no use.
    let is_same = text(header::IF_RANGE)
        .is_none_or(|known| tag.as_ref().is_some_and(|(_, tag)| tag == known));
    let range = text(header::RANGE).filter(|_| is_same);
    let asked = range.and_then(|range| range.trim().strip_prefix("bytes=")?.split_once('-'));
    let (Some((from, to)), Some((kind, bytes))) = (asked, &answer.bytes) else {
        return answer.header("Accept-Ranges", "bytes");
    };
    let size = bytes.len();
    let span = match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) if from <= to => from..to.saturating_add(1).min(size),
        (Ok(from), Err(_)) if to.is_empty() => from..size,
        (Err(_), Ok(last)) if from.is_empty() => size.saturating_sub(last)..size,
        // What cannot be read is left out of account.
        _ => return answer,
    };
    let (first, last) = (span.start, span.end.saturating_sub(1));
    match bytes.get(span).filter(|part| !part.is_empty()) {
        Some(part) => {
            let bytes = Some((*kind, part.to_vec()));
            let range = format!("bytes {first}-{last}/{size}");
            let part = Answer { bytes, ..Answer::empty(206) }.header("Content-Range", range);
            tag.into_iter().fold(part, |part, (name, tag)| part.header(name, tag))
        }
        None => Answer::empty(416).header("Content-Range", format!("bytes */{size}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acs_10_a_file_is_given_in_the_part_that_was_asked_for() {
        let part = |range: &str| {
            let whole =
                Answer { bytes: Some(("audio/wav", (0..10).collect())), ..Answer::empty(200) };
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, range.parse().expect("a value"));
            let answer = part(whole, &headers);
            (answer.status, answer.bytes.map(|(_, bytes)| bytes).unwrap_or_default())
        };
        assert_eq!(part("bytes=2-4"), (206, vec![2, 3, 4]));
        assert_eq!(part("bytes=8-"), (206, vec![8, 9]));
        assert_eq!(part("bytes=-3"), (206, vec![7, 8, 9]));
        assert_eq!(part("bytes=8-99"), (206, vec![8, 9]));
        assert_eq!(part("bytes=10-"), (416, vec![]));
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, "bytes=2-".parse().expect("a value"));
        headers.insert(header::IF_RANGE, "\"other\"".parse().expect("a value"));
        let whole = Answer { bytes: Some(("audio/wav", vec![1; 10])), ..Answer::empty(200) };
        let whole = whole.header("ETag", "\"this\"");
        assert_eq!(super::part(whole, &headers).status, 200, "of another file");
        for whole in ["bytes=4-2", "pages=1-2", "bytes=x-y"] {
            assert_eq!(part(whole).0, 200, "{whole}");
        }
    }
}
