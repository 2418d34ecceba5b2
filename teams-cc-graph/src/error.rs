//! Every error this crate makes, in one place. Codes are explained in [`crate::errors`].

use std::time::Duration;

use teams_cc_core::{Error, ErrorKind, Reason, Retry};
use teams_cc_http::send::FIRST_WAIT;

use crate::auth::aadsts::Denial;
use crate::calls::ResultCode;
use crate::request::Failure;
use crate::request::said::meaning;

/// A variable of the environment is missing or empty.
#[cfg(feature = "identity")]
pub(crate) fn missing_variable(name: &'static str) -> Error {
    Error::new("TCC-GRAPH-0101", ErrorKind::Config, format!("{name} is not set"))
        .fix(format!("set {name}, or use Graph::builder()"))
}

/// A variable of the environment says something that cannot be.
#[cfg(feature = "identity")]
pub(crate) fn bad_variable(name: &'static str, fix: &str) -> Error {
    Error::new("TCC-GRAPH-0101", ErrorKind::Config, format!("{name} cannot be used")).fix(fix)
}

/// The root of Graph is not one.
pub(crate) fn endpoint(because: &str) -> Error {
    Error::new("TCC-GRAPH-0102", ErrorKind::Config, "the endpoint of graph cannot be used")
        .cause(because)
        .fix("write scheme and host only, for example https://graph.microsoft.com")
}

/// There is nothing to ask for tokens.
pub(crate) fn no_credential() -> Error {
    Error::new("TCC-GRAPH-0103", ErrorKind::Config, "there is no credential for this tenant").fix(
        "give Graph::builder() a credential, or credentials for several tenants, or switch the \
         feature identity on",
    )
}

/// A credential could not be made of what was configured.
#[cfg(feature = "identity")]
pub(crate) fn bad_credential() -> Error {
    Error::new("TCC-GRAPH-0103", ErrorKind::Config, "the credential cannot be made")
        .fix("check tenant id, client id and secret; the sign-in host must be https")
}

/// The cloud has no calls and no presence.
pub(crate) fn not_in_this_cloud(cloud: &'static str) -> Error {
    let text = format!("the cloud {cloud} has no presence and no calls");
    Error::new("TCC-GRAPH-0105", ErrorKind::Unsupported, text)
}

/// Entra gave no token, for good.
pub(crate) fn token_refused(cause: &str, fix: &str) -> Error {
    Error::new("TCC-GRAPH-0201", ErrorKind::Unauthorized, "entra refused a token")
        .cause(cause)
        .fix(fix)
}

/// Entra said why it gives no token.
pub(crate) fn sign_in_refused(denial: Denial) -> Error {
    let (cause, fix) = denial.explained();
    let error = if denial.needs().is_some() {
        Error::new("TCC-GRAPH-0204", ErrorKind::Unauthorized, "a person must act before a token")
    } else {
        Error::new("TCC-GRAPH-0201", ErrorKind::Unauthorized, "entra refused a token")
    };
    let (trace, correlation) = denial.ids();
    let ids = [("trace-id", trace), ("correlation-id", correlation)];
    let error = ids.into_iter().fold(error.cause(cause).fix(fix), |error, (name, id)| match id {
        Some(id) => error.with_id(name, id),
        None => error,
    });
    error.with_source(denial)
}

/// A certificate to sign in with that is none.
#[cfg(feature = "identity")]
pub(crate) fn bad_certificate(cause: &'static str) -> Error {
    Error::new("TCC-GRAPH-0203", ErrorKind::Config, "the certificate cannot be used")
        .cause(cause)
        .fix("give PEM with the certificate and its RSA private key, not encrypted")
}

/// What came back from a browser or the token endpoint is not the answer to what we began.
#[cfg(feature = "identity")]
pub(crate) fn foreign_answer(cause: &'static str) -> Error {
    Error::new("TCC-GRAPH-0205", ErrorKind::Unauthorized, "this sign-in is not ours")
        .cause(cause)
        .fix("begin the sign-in again, in the same browser")
}

/// A redirect address that would give codes away.
#[cfg(feature = "identity")]
pub(crate) fn bad_redirect() -> Error {
    Error::new("TCC-GRAPH-0206", ErrorKind::Config, "people cannot be sent back there")
        .cause("the redirect address is neither https nor on loopback")
        .fix("register an https address and write it exactly so")
}

/// A token that says nothing about itself.
pub(crate) fn opaque_token() -> Error {
    Error::new("TCC-GRAPH-0207", ErrorKind::Protocol, "the token does not say what it allows")
        .cause("it is no JSON Web Token, or an encrypted one")
        .fix("ask Graph: a refused request says which permission is missing")
}

/// Entra gave no token now.
pub(crate) fn token_unavailable(wait: Duration) -> Error {
    Error::new("TCC-GRAPH-0202", ErrorKind::Unavailable, "no token can be had now")
        .cause("the sign-in service does not answer, or answers that it is busy")
        .fix("nothing: renewal goes on in the background")
        .with_retry(Retry::After(wait))
}

/// Graph answered, and it is not what was asked for.
pub(crate) fn refused(failure: Failure, retry: Retry, wait: Duration) -> Error {
    let status = failure.status();
    let kind_of = |code, kind, text: &str| Error::new(code, kind, text);
    if let Some(meaning) = meaning(&failure) {
        let error = kind_of(meaning.code, meaning.kind, meaning.text);
        let error = error.cause(meaning.cause).fix(meaning.fix).with_retry(meaning.retry);
        return said_by(error, failure);
    }
    let error = match status {
        401 => kind_of("TCC-GRAPH-0302", ErrorKind::Unauthorized, "graph refused our token")
            .fix("check that the app is registered in this tenant and cloud"),
        403 => kind_of("TCC-GRAPH-0303", ErrorKind::Unauthorized, "graph does not allow it")
            .cause("a permission is missing, or an administrator has not consented to it")
            .fix(
                "grant the application permission (presence: Presence.Read.All) and consent \
                 again; Graph::permissions says which are missing",
            ),
        404 | 410 => kind_of("TCC-GRAPH-0304", ErrorKind::Refused, "graph does not know it")
            .cause("it never existed, or is gone; an ended call is gone"),
        409 | 412 | 423 => kind_of("TCC-GRAPH-0305", ErrorKind::Refused, "graph sees a conflict")
            .cause("it exists already, or somebody changed it meanwhile")
            .fix("read it again, then decide"),
        429 | 509 => kind_of("TCC-GRAPH-0306", ErrorKind::Throttled, "graph throttles us")
            .cause("too many requests of this app, perhaps of another process of it")
            .fix("ask less often, or share one Graph handle"),
        408 | 500..=599 => kind_of("TCC-GRAPH-0307", ErrorKind::Unavailable, "graph is not well")
            .cause("the service failed or is overloaded"),
        300..=399 => kind_of("TCC-GRAPH-0401", ErrorKind::Protocol, "graph sends us elsewhere")
            .cause("redirects leave the configured host or never end"),
        _ => kind_of("TCC-GRAPH-0301", ErrorKind::Refused, "graph refused the request"),
    };
    let error = error.with_retry(match retry {
        Retry::After(_) => Retry::After(wait),
        other => other,
    });
    said_by(error, failure)
}

/// With the ids under which Microsoft finds the request, and with what it said.
fn said_by(error: Error, failure: Failure) -> Error {
    let ids = [
        ("request-id", failure.request_id().map(str::to_owned)),
        ("client-request-id", failure.client_request_id().map(str::to_owned)),
    ];
    let error = ids.into_iter().fold(error, |error, (name, id)| match id {
        Some(id) => error.with_id(name, id),
        None => error,
    });
    error.with_source(failure)
}

/// The budget of a request is used up.
pub(crate) fn timed_out(sent: bool, harmless: bool) -> Error {
    let error = Error::new("TCC-GRAPH-0308", ErrorKind::Timeout, "graph did not answer in time");
    if sent && !harmless {
        error.cause("the request left, no answer came").with_retry(Retry::Check)
    } else {
        error.with_retry(Retry::After(FIRST_WAIT))
    }
}

/// No connection: nothing happened.
pub(crate) fn not_connected(wait: Duration) -> Error {
    Error::new("TCC-GRAPH-0309", ErrorKind::Unavailable, "graph cannot be reached")
        .fix("check name resolution, proxy and firewall, and who signed the certificate")
        .with_retry(Retry::After(wait))
}

/// The connection broke after the request left.
pub(crate) fn lost(harmless: bool, wait: Duration) -> Error {
    let retry = if harmless { Retry::After(wait) } else { Retry::Check };
    Error::new("TCC-GRAPH-0310", ErrorKind::Unavailable, "the connection to graph broke")
        .with_retry(retry)
}

/// The breaker is open.
pub(crate) fn left_alone(wait: Duration) -> Error {
    Error::new("TCC-GRAPH-0311", ErrorKind::Unavailable, "graph is left alone for a moment")
        .cause("half of at least 20 requests failed within 10 seconds")
        .with_retry(Retry::After(wait))
}

/// Our own limiter, or our own queue, has no room within the budget.
pub(crate) fn no_room(wait: Duration) -> Error {
    Error::new("TCC-GRAPH-0312", ErrorKind::Throttled, "too many requests wait already")
        .cause("the published limit of graph is used up by ourselves")
        .with_retry(Retry::After(wait))
}

/// The answer is not what the documents say.
pub(crate) fn bad_answer(source: &serde_json::Error) -> Error {
    // serde's text quotes values of the answer; its place is enough.
    let place = format!("line {}, column {}", source.line(), source.column());
    Error::new("TCC-GRAPH-0402", ErrorKind::Protocol, "graph's answer cannot be read").cause(place)
}

/// The answer is larger than we accept.
pub(crate) fn too_large(most: usize) -> Error {
    let text = format!("graph's answer is larger than {most} bytes");
    Error::new("TCC-GRAPH-0403", ErrorKind::Protocol, text)
        .fix("ask for less: $select, $top, a page at a time")
}

/// A link to a host that gets no token of ours.
pub(crate) fn foreign_link() -> Error {
    Error::new("TCC-GRAPH-0401", ErrorKind::Protocol, "the link leads to another host")
        .cause("tokens go to the configured endpoint only")
}

/// A path that is none.
pub(crate) fn bad_path() -> Error {
    Error::new("TCC-GRAPH-0404", ErrorKind::Config, "this is not a path of graph")
        .fix("write it as in the reference, for example /users/{id}/presence")
}

/// What the caller wants to send is not JSON, or not a header.
pub(crate) fn bad_request() -> Error {
    Error::new("TCC-GRAPH-0405", ErrorKind::Config, "the request cannot be written")
}

/// Nobody has said which application this is.
pub(crate) fn no_app() -> Error {
    Error::new("TCC-GRAPH-0509", ErrorKind::Config, "nobody has said which application this is")
        .fix("say Graph::builder().app_id(\"...\"): posts are for one application")
}

/// A notification whose sender is not who it should be.
pub(crate) fn not_verified() -> Error {
    Error::new("TCC-GRAPH-0503", ErrorKind::Unauthorized, "the sender cannot be verified")
        .fix("answer 401 with an empty body; the counters of refusals know the reason")
}

/// A notification that is none.
pub(crate) fn bad_notification(cause: &'static str) -> Error {
    Error::new("TCC-GRAPH-0504", ErrorKind::Protocol, "this is not a notification").cause(cause)
}

/// Encrypted content that does not decrypt. One error for all causes: no oracle (RS-69).
pub(crate) fn not_decrypted() -> Error {
    Error::new("TCC-GRAPH-0505", ErrorKind::Protocol, "the content cannot be decrypted")
}

/// A key for decryption that is none.
pub(crate) fn bad_decryption_key(cause: &'static str) -> Error {
    Error::new("TCC-GRAPH-0506", ErrorKind::Config, "the decryption key cannot be used")
        .cause(cause)
        .fix("give an RSA private key of 2048 to 4096 bits, PKCS#8 in PEM")
}

/// Too many notifications wait for who asked for them.
pub(crate) fn queue_full() -> Error {
    Error::new("TCC-GRAPH-0507", ErrorKind::Throttled, "too many notifications wait")
        .cause("nobody takes them, or not fast enough")
        .fix("answer 503, so that they are sent again")
        .with_retry(Retry::After(FIRST_WAIT))
}

/// A batch that Graph would refuse, or whose answer lacks a step.
pub(crate) fn bad_batch(cause: &'static str) -> Error {
    Error::new("TCC-GRAPH-0406", ErrorKind::Config, "this batch cannot be used").cause(cause)
}

/// What is to be subscribed to cannot be.
pub(crate) fn bad_wish(cause: &'static str) -> Error {
    Error::new("TCC-GRAPH-0601", ErrorKind::Config, "this cannot be subscribed to").cause(cause)
}

/// What must survive a restart cannot be read or written.
pub(crate) fn store() -> Error {
    Error::new("TCC-GRAPH-0602", ErrorKind::Unavailable, "the store cannot be read or written")
        .fix("check that the file's folder exists, has room, and is this program's alone")
        .with_retry(Retry::After(FIRST_WAIT))
}

/// A bot's message that cannot be sent as it is.
pub(crate) fn bad_activity(cause: &'static str) -> Error {
    Error::new("TCC-GRAPH-0604", ErrorKind::Config, "the bot cannot say this").cause(cause)
}

/// The bot knows no conversation with this person.
pub(crate) fn no_conversation() -> Error {
    Error::new("TCC-GRAPH-0605", ErrorKind::Refused, "the bot has no conversation with this person")
        .cause("the app is not installed for them, or they have not been seen yet")
        .fix("install the app for the person, then send again")
}

/// An activity that is not from where it says.
pub(crate) fn foreign_service() -> Error {
    Error::new("TCC-GRAPH-0606", ErrorKind::Unauthorized, "the activity names another service")
        .cause("its serviceUrl is not the one of its token, or is no service of Teams")
        .fix("answer 403 and process nothing")
}

/// A thread of another channel.
pub(crate) fn no_mail_address() -> Error {
    Error::new("TCC-GRAPH-0610", ErrorKind::Config, "the customer is not known there")
        .cause("the thread belongs to another channel")
        .fix("answer on the channel that the customer wrote on")
}

/// A meeting without a link.
pub(crate) fn no_link() -> Error {
    Error::new("TCC-GRAPH-0611", ErrorKind::Protocol, "the meeting has no link to join")
        .with_retry(Retry::Check)
}

/// There is no such group, or more than one.
pub(crate) fn no_group(found: usize) -> Error {
    let cause = if found == 0 { "no group has this name" } else { "several groups have this name" };
    Error::new("TCC-GRAPH-0607", ErrorKind::Refused, "the group cannot be told")
        .cause(cause)
        .fix("name the group by its object id")
}

/// A list that is longer than we read.
pub(crate) fn too_many(most: usize) -> Error {
    let text = format!("there are more than {most} rows");
    Error::new("TCC-GRAPH-0608", ErrorKind::Protocol, text).fix("ask for less at a time")
}

/// The agents' app cannot be set up so.
#[cfg(feature = "server")]
pub(crate) fn bad_app(what: &str) -> Error {
    Error::new("TCC-GRAPH-0609", ErrorKind::Config, what.to_owned())
        .fix("say public, listen and what else AppConfig names, each as it is described there")
}

/// The call is over.
pub(crate) fn call_ended(how: String) -> Error {
    Error::new("TCC-GRAPH-0701", ErrorKind::Ended, how)
}

/// An operation of a call, or a transfer, failed.
pub(crate) fn call_failed(what: &str, result: ResultCode) -> Error {
    let ResultCode { code, subcode } = result;
    // That the service gave up waiting is not that somebody said no; anything else is.
    let kind = match result.reason() {
        Reason::NoAnswer => ErrorKind::Timeout,
        _ => ErrorKind::Refused,
    };
    let error = Error::new("TCC-GRAPH-0702", kind, what);
    match result.meaning() {
        Some(known) => error
            .cause(format!("{} ({code}, subcode {subcode})", known.what))
            .fix(known.fix)
            .with_retry(known.retry),
        None => error.cause(format!("graph says {code}, subcode {subcode}")),
    }
}

/// It may have happened.
pub(crate) fn call_unknown(what: &str) -> Error {
    Error::new("TCC-GRAPH-0703", ErrorKind::Timeout, what)
        .cause("the request left, and nothing said what came of it")
        .with_retry(Retry::Check)
}

/// The call was answered, rejected, redirected or transferred already.
pub(crate) fn call_decided() -> Error {
    Error::new("TCC-GRAPH-0704", ErrorKind::Refused, "this call was decided already")
}

/// Too many verbs of one call wait.
pub(crate) fn too_many_wishes() -> Error {
    Error::new("TCC-GRAPH-0705", ErrorKind::Throttled, "too many verbs of this call wait")
        .fix("wait for some of them")
        .with_retry(Retry::After(FIRST_WAIT))
}

/// A bot cannot call this.
pub(crate) fn not_callable() -> Error {
    Error::new("TCC-GRAPH-0706", ErrorKind::Config, "a bot cannot call this")
        .fix("call a Teams user by object id, or a number in E.164")
}

/// Nobody has said where notifications go.
pub(crate) fn no_callback() -> Error {
    Error::new("TCC-GRAPH-0707", ErrorKind::Config, "there is no callback address")
        .fix("say graph.calls().listen(\"https://...\") first")
}

/// The service cannot play it.
pub(crate) fn bad_prompt(which: &str, because: &str) -> Error {
    Error::new("TCC-GRAPH-0708", ErrorKind::Config, format!("{which} cannot be played"))
        .cause(because)
        .fix("convert it: ffmpeg -i in.wav -ac 1 -ar 16000 -c:a pcm_s16le out.wav")
}

/// Nobody was reached.
pub(crate) fn not_reached(reason: Reason) -> Error {
    Error::new("TCC-GRAPH-0709", reason.kind(), format!("nobody was reached: {reason}"))
}

/// The call rang, and nobody took it.
pub(crate) fn nobody_answered() -> Error {
    not_reached(Reason::NoAnswer)
}

/// No place to wait.
pub(crate) fn parking_full(because: &str) -> Error {
    Error::new("TCC-GRAPH-0710", ErrorKind::Throttled, "no caller can be parked").cause(because)
}

/// A verb that needs the other side as a participant.
pub(crate) fn no_peer() -> Error {
    Error::new("TCC-GRAPH-0712", ErrorKind::Config, "nobody is known to do this to")
        .cause("the call is a group, or the service has not told who is in it")
        .fix("name the participant")
}

/// A menu without an answer.
pub(crate) fn nothing_chosen() -> Error {
    Error::new("TCC-GRAPH-0711", ErrorKind::Timeout, "the caller chose nothing")
}

#[cfg(test)]
mod tests {
    /// One place explains every code: with a cause and a fix.
    #[test]
    fn every_code_has_its_entry_and_every_entry_its_code() {
        let index = include_str!("errors.md");
        let sources = [include_str!("error.rs"), include_str!("request/said.rs")];
        let source: String =
            sources.iter().map(|text| text.split("mod tests").next().unwrap()).collect();
        let used = |text: &str| {
            let codes = text.match_indices("TCC-GRAPH-").map(|(i, _)| text[i..i + 14].to_owned());
            codes.collect::<std::collections::BTreeSet<_>>()
        };
        let entries: Vec<&str> = index.split("\n## ").skip(1).collect();
        let explained = entries.iter().map(|entry| entry[..14].to_owned()).collect();
        assert_eq!(used(&source), explained);
        for entry in entries {
            assert!(entry.contains("**Cause**") && entry.contains("**Fix**"), "{entry}");
        }
    }
}
