//! Every error this crate makes, in one place. Codes are explained in [`crate::errors`].

#[cfg(feature = "speech")]
pub(crate) mod ai;

use std::time::Duration;

use teams_cc_core::{Error, ErrorKind, Reason, Retry};
use teams_cc_http::send::FIRST_WAIT;

use crate::request::Failure;

pub(crate) fn missing_variable(name: &'static str) -> Error {
    Error::new("TCC-ACS-0101", ErrorKind::Config, format!("{name} is not set"))
        .cause("the environment of the process does not have it")
        .fix(format!("set {name}, or use CallAutomation::builder()"))
}

pub(crate) fn bad_variable(name: &'static str, fix: &str) -> Error {
    Error::new("TCC-ACS-0101", ErrorKind::Config, format!("{name} cannot be used"))
        .cause("its value is not of the kind that is read there")
        .fix(fix)
}

pub(crate) fn endpoint(because: &str) -> Error {
    Error::new("TCC-ACS-0102", ErrorKind::Config, "the endpoint cannot be used")
        .cause(because)
        .fix("write scheme and host only, for example https://contoso.communication.azure.com")
}

pub(crate) fn connection_string(because: &str) -> Error {
    Error::new("TCC-ACS-0103", ErrorKind::Config, "the connection string cannot be used")
        .cause(because)
        .fix("copy it from the resource's page Keys: endpoint=https://...;accesskey=...")
}

pub(crate) fn no_credential() -> Error {
    Error::new("TCC-ACS-0105", ErrorKind::Config, "there is no credential")
        .cause("the builder got none")
        .fix("give the builder a connection string, an access key or a credential of Entra")
}

pub(crate) fn clock() -> Error {
    Error::new("TCC-ACS-0106", ErrorKind::Config, "the wall clock gives no date")
        .cause("it is far outside of history")
        .fix("set the machine's clock")
}

pub(crate) fn bad_id() -> Error {
    Error::new("TCC-ACS-0107", ErrorKind::Config, "an id is empty or cannot be sent")
        .cause("it is empty, or has characters that no address has")
        .fix("give the id as the service gave it")
}

pub(crate) fn token_refused() -> Error {
    Error::new("TCC-ACS-0201", ErrorKind::Unauthorized, "the token is no header")
        .cause("the credential gives something else than a token")
        .fix("check the credential")
}

pub(crate) fn no_token() -> Error {
    Error::new("TCC-ACS-0202", ErrorKind::Unavailable, "no token can be had now")
        .cause("the sign-in service refuses, or does not answer")
        .fix("read the source; renewal goes on")
        .with_retry(Retry::After(Duration::from_secs(5)))
}

/// The service answered, and refused.
pub(crate) fn refused(failure: Failure, retry: Retry) -> Error {
    let error = match explained(&failure) {
        Some(error) => error,
        None => match failure.status() {
            401 => {
                Error::new("TCC-ACS-0203", ErrorKind::Unauthorized, "the service does not know us")
                    .cause(
                        "another key, a clock that is wrong by more than 5 minutes, or a token of \
                        another scope",
                    )
                    .fix("copy the key again; set the clock by NTP")
            }
            403 => Error::new("TCC-ACS-0204", ErrorKind::Unauthorized, "the service forbids it")
                .cause("a role is missing, or somebody has not consented")
                .fix(
                    "give the identity the role Contributor on the resource; with Teams Phone, \
                      check consent and licence",
                ),
            404 => Error::new("TCC-ACS-0302", ErrorKind::Refused, "the service does not know it")
                .cause("the call, the participant or the recording is over, or never was")
                .fix("take it as ended"),
            409 | 412 => {
                Error::new("TCC-ACS-0303", ErrorKind::Refused, "the call is in another state")
                    .cause("what changes it is on its way, or happens there alone")
                    .fix("wait for the event that says how the call stands")
            }
            429 => Error::new("TCC-ACS-0304", ErrorKind::Throttled, "the service throttles us")
                .cause("too many requests, or outgoing calls of one number")
                .fix("ask less often; two outgoing calls a number at once is the default limit"),
            408 | 500..=599 => {
                Error::new("TCC-ACS-0305", ErrorKind::Unavailable, "the service is out of order")
                    .cause("its own")
                    .fix("nothing; what may be repeated was repeated")
            }
            _ => Error::new("TCC-ACS-0301", ErrorKind::Refused, "the service refuses the request")
                .cause("a value that it does not take")
                .fix("read the codes and the message of the failure below"),
        },
    };
    let error = error.with_retry(retry);
    let error = match failure.request_id() {
        Some(id) => error.with_id("request-id", id.to_owned()),
        None => error,
    };
    error.with_source(failure)
}

/// Numbers that Teams Phone extensibility is known for (`acs.md` section 7).
fn explained(failure: &Failure) -> Option<Error> {
    let says = |code: &str| failure.says(code);
    Some(match failure.status() {
        400 if says("8523") => Error::new(
            "TCC-ACS-0601",
            ErrorKind::Config,
            "a caller id may not be chosen here (8523)",
        )
        .cause("with Teams Phone the resource account's number is shown, never another")
        .fix("leave sourceCallerIdNumber and sourceDisplayName out"),
        _ if says("10057") => not_dual_persona(),
        _ if says("10105") => {
            Error::new("TCC-ACS-0603", ErrorKind::Config, "the bot has no Teams channel (10105)")
                .cause("the Azure bot behind the resource account is not open to Teams")
                .fix("switch the channel Microsoft Teams on in the bot's page Channels")
        }
        _ if says("UserLicenseNotPresentForbidden") => {
            Error::new("TCC-ACS-0604", ErrorKind::Unauthorized, "a licence is missing")
                .cause("the agent or the resource account has no Teams Phone licence")
                .fix("assign the licence; it counts after some minutes")
        }
        _ => return None,
    })
}

/// 408 with 10057.
pub(crate) fn not_dual_persona() -> Error {
    Error::new("TCC-ACS-0602", ErrorKind::Timeout, "the agent's client did not ring (10057)")
        .cause("the agent is signed in as a Teams user, not in the vendor's desktop")
        .fix(
            "invite Identifier::agent(..), and let the desktop sign in with the Teams extension \
              scope after the agent's access was assigned",
        )
}

pub(crate) fn unreachable() -> Error {
    Error::new("TCC-ACS-0306", ErrorKind::Unavailable, "the service cannot be reached")
        .cause("the network, a name that nobody has, or nobody who listens there")
        .fix("look at the endpoint and at the way to it")
        .with_retry(Retry::After(FIRST_WAIT))
}

pub(crate) fn lost() -> Error {
    Error::new("TCC-ACS-0306", ErrorKind::Unavailable, "the connection broke after the request")
        .cause("the network, or a proxy on the way")
        .fix("look whether it was done before you ask again, if `retry` says so")
}

/// `perhaps`: it may have been done.
pub(crate) fn timed_out(perhaps: bool) -> Error {
    let retry = if perhaps { Retry::Check } else { Retry::After(FIRST_WAIT) };
    Error::new("TCC-ACS-0307", ErrorKind::Timeout, "the service did not answer in time")
        .cause("the service or the network is slow")
        .fix("give it more time (`within`)")
        .with_retry(retry)
}

pub(crate) fn bad_answer(source: &serde_json::Error) -> Error {
    let text = format!("the answer is not what it should be (line {})", source.line());
    Error::new("TCC-ACS-0308", ErrorKind::Protocol, text)
        .cause("something between us and the service answers in its place")
        .fix("look at proxies")
        .with_retry(Retry::Check)
}

pub(crate) fn too_large() -> Error {
    Error::new("TCC-ACS-0309", ErrorKind::Protocol, "the answer is larger than we take")
        .cause("it is not the service's, or it is a long recording")
        .fix("raise the limit of downloads (`at_most`); look at proxies")
}

pub(crate) fn foreign_download() -> Error {
    Error::new("TCC-ACS-0310", ErrorKind::Config, "that address does not get our signature")
        .cause("recordings come over https from hosts of the calling service only")
        .fix("take the address from RecordingFileStatusUpdated, unchanged")
}

/// The breaker is open.
pub(crate) fn left_alone(wait: Duration) -> Error {
    Error::new("TCC-ACS-0312", ErrorKind::Unavailable, "the service is left alone for a moment")
        .cause("half of at least 20 requests failed within 10 seconds")
        .fix("nothing; after 5 seconds one request is let through")
        .with_retry(Retry::After(wait))
}

/// Our own limiter, or our own queue, has no room within the budget.
pub(crate) fn no_room(wait: Duration) -> Error {
    Error::new("TCC-ACS-0313", ErrorKind::Throttled, "too many requests wait already")
        .cause("the limit that was set is used up by ourselves, or 10,000 requests wait")
        .fix("ask less often, or raise `at_most` if you were granted more")
        .with_retry(Retry::After(wait))
}

pub(crate) fn not_written(source: std::io::Error) -> Error {
    Error::new("TCC-ACS-0314", ErrorKind::Unavailable, "the recording cannot be written")
        .cause("the folder, its room or its permissions")
        .fix("look at the folder, its room and its permissions; what came is kept")
        .with_source(source)
}

pub(crate) fn foreign_link() -> Error {
    Error::new("TCC-ACS-0311", ErrorKind::Protocol, "the next page is on another host")
        .cause("the answer is not the service's")
        .fix("look at proxies")
}

pub(crate) fn call_ended(how: impl Into<String>) -> Error {
    Error::new("TCC-ACS-0401", ErrorKind::Ended, how)
        .cause("the call is over")
        .fix("let the story end")
}

pub(crate) fn call_failed(what: &str, reason: Reason, code: i64, sub_code: i64) -> Error {
    if sub_code == 10057 {
        return not_dual_persona();
    }
    let text = format!("{what}: {reason} ({code}, {sub_code})");
    // That the service gave up waiting is not that somebody said no; anything else is.
    let kind = match reason {
        Reason::NoAnswer => ErrorKind::Timeout,
        _ => ErrorKind::Refused,
    };
    Error::new("TCC-ACS-0402", kind, text)
        .cause("the service's code and sub-code say why")
        .fix("look them up; of a sub-code like 560486 the last three digits are the SIP status")
}

pub(crate) fn call_unknown(what: &str) -> Error {
    Error::new("TCC-ACS-0403", ErrorKind::Timeout, format!("{what}: nobody said how it came out"))
        .cause("events were lost")
        .fix("look at the call before you ask again")
        .with_retry(Retry::Check)
}

pub(crate) fn too_many_wishes() -> Error {
    Error::new("TCC-ACS-0405", ErrorKind::Throttled, "too much is asked of one call at once")
        .cause("64 verbs wait for their ends")
        .fix("wait for some of them")
        .with_retry(Retry::After(Duration::from_secs(1)))
}

pub(crate) fn nothing_chosen() -> Error {
    Error::new("TCC-ACS-0406", ErrorKind::Timeout, "the caller chose nothing")
        .cause("silence, or keys without a meaning, in all rounds")
        .fix("give the menu an end of its own (Menu::otherwise)")
}

pub(crate) fn no_callback() -> Error {
    Error::new("TCC-ACS-0407", ErrorKind::Config, "nobody said where events go")
        .cause("there is no address for them, or one without https")
        .fix("call CallAutomation::listen with an https address first")
}

pub(crate) fn bad_prompt(which: &str, because: &str) -> Error {
    Error::new("TCC-ACS-0408", ErrorKind::Config, format!("{which} cannot be played"))
        .cause(because)
        .fix("use a WAV file: mono, 16 bit, 16 or 8 kHz")
}

pub(crate) fn not_reached(reason: Reason) -> Error {
    Error::new("TCC-ACS-0409", reason.kind(), format!("nobody was reached: {reason}"))
        .cause("whoever was called did not take it")
        .fix("try somebody else, or later")
}

pub(crate) fn no_voice() -> Error {
    Error::new("TCC-ACS-0410", ErrorKind::Config, "there is no voice and no ear")
        .cause("words are spoken and understood by an Azure AI resource, and none is named")
        .fix("CallAutomationBuilder::intelligence, or TEAMS_CC_ACS_INTELLIGENCE")
}

pub(crate) fn unknown_seat() -> Error {
    Error::new("TCC-ACS-0411", ErrorKind::Config, "this seat has no identifier")
        .cause("the program has not said who sits there")
        .fix("say CallAutomation::seat when the agent signs in to the desktop")
}

pub(crate) fn no_such_target() -> Error {
    Error::new("TCC-ACS-0412", ErrorKind::Unsupported, "call automation reaches no sip addresses")
        .cause("the service has numbers, seats and identifiers alone")
        .fix("use a phone number, a seat, or an Identifier")
}

pub(crate) fn not_streamed(what: &str, fix: &str) -> Error {
    Error::new("TCC-ACS-0413", ErrorKind::Config, format!("this call has no {what}"))
        .cause("it was answered without")
        .fix(fix)
}

pub(crate) fn no_peer() -> Error {
    Error::new("TCC-ACS-0414", ErrorKind::Config, "nobody is known to do this to")
        .cause("the call is a group, or nobody has joined yet")
        .fix("name the participant")
}

pub(crate) fn bad_context(because: &'static str) -> Error {
    Error::new("TCC-ACS-0415", ErrorKind::Config, "the context does not fit a call")
        .cause(because)
        .fix("send less, and the rest by its address")
}

pub(crate) fn stream_broke() -> Error {
    Error::new("TCC-ACS-0416", ErrorKind::Unavailable, "the stream broke, and the call goes on")
        .cause("the service gave it up, or its socket broke and none followed")
        .fix("ask for the stream again, or let the service speak and listen (Call::converse)")
        .with_retry(Retry::After(Duration::from_secs(1)))
}

pub(crate) fn sms_refused(status: u16) -> Error {
    let text = format!("the text message is refused ({status})");
    Error::new("TCC-ACS-0801", ErrorKind::Refused, text)
        .cause(
            "the number takes none, stopped our messages, or is of a country we may not write to",
        )
        .fix("read \"SMS FAQ\" about the status; take the number out if it stays so")
}

pub(crate) fn sms_throttled() -> Error {
    Error::new("TCC-ACS-0802", ErrorKind::Throttled, "too many text messages from this number")
        .cause("the rate of the number")
        .fix("nothing; it is sent again")
        .with_retry(Retry::After(Duration::from_secs(1)))
}

pub(crate) fn sms_no_number() -> Error {
    Error::new("TCC-ACS-0803", ErrorKind::Config, "a text message needs a number")
        .cause("the thread is of another channel")
        .fix("answer on the channel that the customer wrote on")
}

pub(crate) fn bad_post(because: &'static str) -> Error {
    Error::new("TCC-ACS-0503", ErrorKind::Protocol, "this post is no list of events")
        .cause(because)
        .fix("nothing; it was refused")
}
