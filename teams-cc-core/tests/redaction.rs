//! What reaches a log shows no whole number, no name of a person and no secret.

use std::fmt::Debug;

use teams_cc_core::{
    Address, Agent, AgentId, AgentSignal, Ended, Error, ErrorKind, Menu, Prompt, Reason, Secret,
    redact_number,
};

const NUMBER: &str = "+14255550100";
const PERSON: &str = "adele.vance";
const HUSH: &str = "hush-hush";

/// Everything public that can hold such a thing, printed as logs print it.
fn printed() -> Vec<String> {
    fn debug(value: &dyn Debug) -> [String; 2] {
        [format!("{value:?}"), format!("{value:#?}")]
    }
    let number: Address = NUMBER.parse().unwrap();
    let person: Address = format!("sip:{PERSON}@contoso.example").parse().unwrap();
    let caller: Address = format!("sip:{NUMBER}@contoso.example").parse().unwrap();
    let agent = Agent::new("agent-7").at(number.clone());
    let refused = format!("{NUMBER}x").parse::<Address>().unwrap_err();
    let ended = Ended::Transferred(number.clone());
    let mut all: Vec<String> = [
        debug(&number),
        debug(&number.phone()),
        debug(&person),
        debug(&caller),
        debug(&agent),
        debug(&AgentSignal::SignedOn(agent.clone())),
        debug(&ended),
        debug(&Secret::new(HUSH)),
        debug(&Some(vec![Secret::new(HUSH)])),
        debug(&refused),
        debug(&Error::new("TCC-CORE-0000", ErrorKind::Refused, Reason::Busy.to_string())),
        debug(&Menu::new(Prompt::text("one or two")).otherwise(number.clone())),
        debug(&AgentId::new("agent-7")),
    ]
    .concat();
    all.extend([ended.to_string(), refused.to_string(), redact_number(NUMBER)]);
    all
}

#[test]
fn nothing_personal_is_printed() {
    for text in printed() {
        for secret in [&NUMBER[5..], PERSON, HUSH] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn what_is_printed_is_enough_to_tell_people_apart() {
    let one = format!("{:?}", "+14255550100".parse::<Address>().unwrap());
    let two = format!("{:?}", "+14255550101".parse::<Address>().unwrap());
    assert_ne!(one, two);
}

/// A number reaches a log only through `Debug`: no source of this crate formats one with `{}`
/// into an error or a log line.
#[test]
fn no_error_text_is_made_of_an_address() {
    let mut paths = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        for line in source.lines().filter(|line| line.contains("Error::new(")) {
            let plain = ["{number}", "{address}", "{to}", "{from}", "{text}", "{self}"];
            let leak = plain.iter().find(|name| line.contains(**name));
            assert_eq!(leak, None, "{}: {line}", path.display());
        }
    }
}
