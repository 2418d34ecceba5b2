//! The errors of conversations. Codes are explained in [`crate::errors`].

use std::time::Duration;

use teams_cc_core::{Error, ErrorKind, Retry};

pub(super) fn no_channel(name: &str) -> Error {
    Error::new("TCC-ROUTING-0004", ErrorKind::Config, format!("no channel is named `{name}`"))
        .fix("say Conversations::join before messages come")
}

pub(super) fn too_large() -> Error {
    Error::new("TCC-ROUTING-0005", ErrorKind::Refused, "the message is larger than we take")
        .fix("raise conversation::Rules::most_bytes, or let the channel cut it")
}

pub(super) fn no_room() -> Error {
    Error::new("TCC-ROUTING-0006", ErrorKind::Throttled, "too much waits to be read")
        .cause("nobody reads this conversation, or too many of them are held")
        .with_retry(Retry::After(Duration::from_secs(30)))
}

pub(super) fn over() -> Error {
    Error::new("TCC-ROUTING-0007", ErrorKind::Ended, "the conversation is over")
}

/// It was not sent; below is why, if the channel said.
pub(super) fn undelivered(perhaps: bool, below: Option<Error>) -> Error {
    let text =
        if perhaps { "the message may not have arrived" } else { "the message was not sent" };
    let kind = below.as_ref().map_or(ErrorKind::Refused, Error::kind);
    let error = Error::new("TCC-ROUTING-0008", kind, text).with_retry(if perhaps {
        Retry::Check
    } else {
        Retry::Never
    });
    match below {
        Some(below) => error.with_source(below),
        None => error
            .cause("the customer stopped our messages, it is empty, or too much waits to be sent"),
    }
}

pub(super) fn not_callable() -> Error {
    Error::new("TCC-ROUTING-0009", ErrorKind::Unsupported, "no call reaches this customer")
        .cause("neither a number nor a person in Teams is known")
        .fix("ask for a number and join it in the history, or meet")
}

pub(super) fn nobody_has_it() -> Error {
    Error::new("TCC-ROUTING-0010", ErrorKind::Refused, "nobody has this conversation")
        .fix("say Conversation::taken_by first")
}
