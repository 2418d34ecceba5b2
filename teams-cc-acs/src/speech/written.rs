//! A chat completion while it is written: server-sent events, within limits.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use eventsource_stream::{EventStreamError, Eventsource as _};
use futures::{StreamExt as _, stream};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::Deserialize;
use serde::de::IgnoredAny;
use teams_cc_core::{Clock as _, Error, Retry};
use teams_cc_http::send::{FIRST_WAIT, Loss, Opened, Pieces};

use crate::clock::Clock;
use crate::error;
use crate::request::Failure;

/// An event has some hundred octets for each of its words, most of them about filters.
const LONGEST_LINE: usize = 64 * 1024;
/// All events of an answer of some sentences.
const LARGEST: usize = 2 * 1024 * 1024;
/// A model that writes nothing for so long has stopped; the caller hears nothing either.
const BETWEEN: Duration = Duration::from_secs(5);
/// Nobody listens longer than this.
const LONGEST: Duration = Duration::from_secs(60);
/// The end, in place of an event.
const DONE: &str = "[DONE]";

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    error: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Choice {
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<String>,
}

/// Gives the words of an answer while they come.
pub(super) async fn read(
    opened: Opened,
    clock: &Clock,
    piece: &mut (dyn FnMut(&str) + Send),
) -> Result<(), Error> {
    let kind = opened.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
        return Err(error::ai::bad_answer("it is no stream of events"));
    }
    let end = clock.now() + LONGEST;
    let octets = stream::unfold(Measured::new(opened.pieces), async |mut measured| {
        let next = measured.next().await.transpose()?;
        Some((next, measured))
    });
    let mut events = pin!(octets.eventsource());
    let mut answer = Answer::default();
    loop {
        let until = end.min(clock.now() + BETWEEN);
        let event = tokio::select! {
            biased;
            event = events.next() => event,
            () = clock.sleep_until(until) => return Err(error::timed_out(false)),
        };
        match event {
            Some(Ok(event)) if event.data == DONE => return answer.end(),
            Some(Ok(event)) => answer.take(&event.data, &opened.headers, piece)?,
            Some(Err(EventStreamError::Transport(loss))) => return Err(broken(loss)),
            Some(Err(_)) => return Err(error::ai::bad_answer("it is no stream of events")),
            None if answer.is_finished => return answer.end(),
            None => return Err(error::lost().with_retry(Retry::After(FIRST_WAIT))),
        }
    }
}

fn broken(loss: Loss) -> Error {
    match loss {
        Loss::TooLarge => error::too_large(),
        Loss::NotSent(source) | Loss::Broken(source) => {
            error::lost().with_retry(Retry::After(FIRST_WAIT)).with_source(source)
        }
    }
}

/// What is known of an answer.
#[derive(Default)]
struct Answer {
    has_choices: bool,
    has_words: bool,
    is_finished: bool,
}

impl Answer {
    fn take(
        &mut self,
        data: &str,
        headers: &HeaderMap,
        piece: &mut (dyn FnMut(&str) + Send),
    ) -> Result<(), Error> {
        let chunk: Result<Chunk, _> = serde_json::from_str(data);
        let chunk = chunk.map_err(|_| error::ai::bad_answer("an event is no chat completion"))?;
        if chunk.error.is_some() {
            let failure = Failure::read(500, headers, data.as_bytes());
            return Err(error::ai::refused(failure, Retry::After(FIRST_WAIT)));
        }
        // What has none is about filters or figures.
        let Some(choice) = chunk.choices.into_iter().next() else { return Ok(()) };
        self.has_choices = true;
        let words = choice.delta.and_then(|delta| delta.content).unwrap_or_default();
        if !words.is_empty() {
            self.has_words |= !words.trim().is_empty();
            piece(&words);
        }
        self.is_finished |= choice.finish_reason.is_some();
        match choice.finish_reason.as_deref() {
            Some("content_filter") => Err(error::ai::filtered()),
            _ => Ok(()),
        }
    }

    fn end(&self) -> Result<(), Error> {
        match (self.has_choices, self.has_words) {
            (false, _) => Err(error::ai::bad_answer("it has no choices")),
            (true, false) => Err(error::ai::nothing_said()),
            (true, true) => Ok(()),
        }
    }
}

/// A body whose lines, and which itself, are no longer than we take.
struct Measured {
    pieces: Box<dyn Pieces>,
    all: usize,
    line: usize,
}

impl Measured {
    fn new(pieces: Box<dyn Pieces>) -> Self {
        Self { pieces, all: 0, line: 0 }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Loss> {
        let Some(piece) = self.pieces.next().await? else { return Ok(None) };
        self.all += piece.len();
        for (n, line) in piece.split(|octet| matches!(octet, b'\n' | b'\r')).enumerate() {
            self.line = if n == 0 { self.line + line.len() } else { line.len() };
            if self.line > LONGEST_LINE {
                return Err(Loss::TooLarge);
            }
        }
        if self.all > LARGEST { Err(Loss::TooLarge) } else { Ok(Some(piece)) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use async_trait::async_trait;
    use teams_cc_core::ErrorKind;

    use super::*;

    /// Octets in pieces; then the end, a break, or nothing any more.
    struct Body(VecDeque<Bytes>, Then);

    #[derive(Clone, Copy, PartialEq)]
    enum Then {
        Ends,
        Breaks,
        Stalls,
    }

    #[async_trait]
    impl Pieces for Body {
        async fn next(&mut self) -> Result<Option<Bytes>, Loss> {
            match (self.0.pop_front(), self.1) {
                (Some(piece), _) => Ok(Some(piece)),
                (None, Then::Ends) => Ok(None),
                (None, Then::Breaks) => Err(Loss::Broken("cut".into())),
                (None, Then::Stalls) => std::future::pending().await,
            }
        }
    }

    async fn heard(text: &str, size: usize, then: Then) -> (String, Result<(), Error>) {
        let pieces = text.as_bytes().chunks(size).map(Bytes::copy_from_slice).collect();
        let headers = [(CONTENT_TYPE, "text/event-stream".parse().unwrap())];
        let pieces = Box::new(Body(pieces, then));
        let opened = Opened { status: 200, headers: HeaderMap::from_iter(headers), pieces };
        let mut said = String::new();
        let read = read(opened, &Clock::start(), &mut |piece| said.push_str(piece)).await;
        (said, read)
    }

    fn event(words: &str, reason: &str) -> String {
        let reason = if reason.is_empty() { "null".into() } else { format!("\"{reason}\"") };
        format!(
            "data: {{\"choices\":[{{\"delta\":{{\"content\":\"{words}\"}},\"finish_reason\":{reason}}}]}}\n\n"
        )
    }

    const FIRST: &str = "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n";

    #[tokio::test]
    async fn cc_52_a_stream_is_read_however_it_is_cut() {
        let all = [FIRST, ": a comment\n\n", &event("Grüß ", ""), &event("Gott.", "stop")].concat();
        for size in 1..all.len() {
            let whole = format!("{all}data: [DONE]\n\n");
            let (said, read) = heard(&whole, size, Then::Stalls).await;
            assert_eq!((said.as_str(), read.is_ok()), ("Grüß Gott.", true), "{size}");
        }
        let (said, read) = heard(&all.replace('\n', "\r\n"), 7, Then::Ends).await;
        assert_eq!((said.as_str(), read.is_ok()), ("Grüß Gott.", true), "finished, without DONE");
    }

    #[tokio::test(start_paused = true)]
    async fn cc_52_each_end_of_a_stream_has_its_meaning_and_what_was_said_stays() {
        let yes = event("Yes.", "");
        let long = format!("{yes}data: {}", "x".repeat(LONGEST_LINE));
        let much = format!("{yes}{}", ": x\n".repeat(LARGEST / 4));
        let error = format!("{yes}data: {{\"error\":{{\"code\":\"server_error\"}}}}\n\n");
        for (text, then, code, kind) in [
            (yes.clone(), Then::Ends, "TCC-ACS-0306", ErrorKind::Unavailable),
            (yes.clone(), Then::Breaks, "TCC-ACS-0306", ErrorKind::Unavailable),
            (yes.clone(), Then::Stalls, "TCC-ACS-0307", ErrorKind::Timeout),
            (yes.clone() + "data: [\n\n", Then::Ends, "TCC-ACS-0710", ErrorKind::Protocol),
            (
                yes.clone() + &event("", "content_filter"),
                Then::Ends,
                "TCC-ACS-0708",
                ErrorKind::Refused,
            ),
            (long, Then::Ends, "TCC-ACS-0309", ErrorKind::Protocol),
            (much, Then::Ends, "TCC-ACS-0309", ErrorKind::Protocol),
            (error, Then::Ends, "TCC-ACS-0706", ErrorKind::Unavailable),
        ] {
            let (said, read) = heard(&text, 1_000, then).await;
            let failed = read.unwrap_err();
            assert_eq!((said.as_str(), failed.code(), failed.kind()), ("Yes.", code, kind));
        }
        let nothing = event("", "stop") + "data: [DONE]\n\n";
        assert_eq!(heard(&nothing, 9, Then::Ends).await.1.unwrap_err().code(), "TCC-ACS-0712");
        let none = format!("{FIRST}data: [DONE]\n\n");
        assert_eq!(heard(&none, 9, Then::Ends).await.1.unwrap_err().code(), "TCC-ACS-0710");
    }

    /// A piece every four seconds: it ends all the same.
    #[tokio::test(start_paused = true)]
    async fn cc_52_a_stream_that_drips_ends() {
        struct Drips;
        #[async_trait]
        impl Pieces for Drips {
            async fn next(&mut self) -> Result<Option<Bytes>, Loss> {
                tokio::time::sleep(Duration::from_secs(4)).await;
                Ok(Some(event("and ", "").into()))
            }
        }
        let headers = [(CONTENT_TYPE, "text/event-stream".parse().unwrap())];
        let pieces = Box::new(Drips);
        let opened = Opened { status: 200, headers: HeaderMap::from_iter(headers), pieces };
        let mut count = 0;
        let read = read(opened, &Clock::start(), &mut |_| count += 1).await;
        assert_eq!(read.unwrap_err().code(), "TCC-ACS-0307");
        assert!((14..=15).contains(&count), "{count}");
    }
}
