//! The context of core as Call Automation carries it, and the limits of both.

use teams_cc_core::{CallContext, Error};

use super::{CallerDetails, CustomContext, Hidden, Identifier, TeamsPhoneDetails, Texts};
use crate::error;

/// Custom headers towards telephone networks, `User-To-User` beside them.
const MOST_SIP: usize = 5;
/// Headers towards clients on the calling SDK.
const MOST_VOIP: usize = 1_000;
/// Octets of a header's name, its prefix included.
const LONGEST_NAME: usize = 64;
/// Octets of a value towards telephone networks.
const LONGEST_SIP: usize = 256;
/// Octets of a value towards clients.
const LONGEST_VOIP: usize = 1_024;
/// Octets of `teamsPhoneCallDetails`: no document gives a limit, this is ours.
const LONGEST_DETAILS: usize = 16 * 1024;
/// What the service puts before a name that begins otherwise.
const PREFIX: &str = "X-MS-Custom-";

impl CustomContext {
    /// Whether the service will take it.
    ///
    /// Five SIP headers beside `User-To-User`, 1,000 VoIP headers; names of 64 octets, the prefix
    /// `X-MS-Custom-` included, of letters, digits and `.!%*_+~-`; values of 256 octets towards
    /// telephone networks, of 1,024 towards clients. For `teamsPhoneCallDetails` no document gives
    /// a limit; 16 KiB is ours.
    ///
    /// # Errors
    /// `TCC-ACS-0415`, naming the limit, never the value.
    ///
    /// # Source
    /// Microsoft, "How to pass call contextual data in Call Automation", technical parameters.
    pub fn check(&self) -> Result<(), Error> {
        let none = Texts::new();
        let sip = self.sip_headers.as_ref().unwrap_or(&none);
        let voip = self.voip_headers.as_ref().unwrap_or(&none);
        let is_custom = |name: &String| !name.eq_ignore_ascii_case("user-to-user");
        if sip.keys().filter(|name| is_custom(name)).count() > MOST_SIP {
            return Err(error::bad_context("there are more than 5 sip headers"));
        }
        if voip.len() > MOST_VOIP {
            return Err(error::bad_context("there are more than 1,000 voip headers"));
        }
        for (name, value) in sip {
            let has_prefix = name.get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case("x-"));
            let more = if has_prefix || !is_custom(name) { 0 } else { PREFIX.len() };
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".!%*_+~-".contains(&byte);
            if name.is_empty() || name.len() + more > LONGEST_NAME || !name.bytes().all(fits) {
                return Err(error::bad_context("the name of a sip header is too long, or none"));
            }
            let value = value.as_str();
            let fits = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
            if value.len() > LONGEST_SIP || !value.bytes().all(fits) {
                return Err(error::bad_context("the value of a sip header is too long, or none"));
            }
        }
        for (name, value) in voip {
            if name.is_empty() || name.len() > LONGEST_NAME || value.as_str().len() > LONGEST_VOIP {
                return Err(error::bad_context("a voip header is longer than 64 and 1,024 octets"));
            }
        }
        let details = self.teams_phone.as_ref().map(serde_json::to_string);
        match details {
            Some(Ok(details)) if details.len() <= LONGEST_DETAILS => Ok(()),
            None => Ok(()),
            Some(_) => Err(error::bad_context("the details are longer than 16 KiB")),
        }
    }
}

/// As `teamsPhoneCallDetails`. The details of the caller are written if the number is known: the
/// service requires it there.
impl From<CallContext> for CustomContext {
    fn from(context: CallContext) -> Self {
        let mut details = TeamsPhoneDetails::default();
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let hidden = |text: String| some(text).map(Hidden::from);
        details.session_id = some(context.session_id);
        details.intent = hidden(context.intent);
        details.topic = hidden(context.topic);
        details.context = hidden(context.summary);
        details.transcript_url = hidden(context.transcript_url);
        details.sentiment = hidden(context.sentiment);
        details.suggested_actions = hidden(context.suggested_actions);
        if let Some(number) = context.number {
            let mut caller = CallerDetails::default()
                .caller(Identifier::phone(number))
                .name(context.name)
                .phone_number(number.to_string())
                .is_authenticated(context.is_authenticated);
            caller.record_id = some(context.record_id);
            caller.screen_pop_url = hidden(context.screen_pop_url);
            let facts: Texts =
                context.facts.into_iter().map(|(name, fact)| (name, Hidden::from(fact))).collect();
            caller.more = Some(facts).filter(|facts| !facts.is_empty());
            details.caller = Some(caller);
        }
        let teams_phone = Some(details).filter(|details| *details != TeamsPhoneDetails::default());
        Self { teams_phone, ..Self::default() }
    }
}

/// What came with a call, for whoever goes on with it.
impl From<&CustomContext> for CallContext {
    fn from(custom: &CustomContext) -> Self {
        let mut context = Self::default();
        let Some(details) = &custom.teams_phone else { return context };
        let text = |field: &Option<Hidden>| {
            field.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default()
        };
        context.session_id = details.session_id.clone().unwrap_or_default();
        context.intent = text(&details.intent);
        context.topic = text(&details.topic);
        context.summary = text(&details.context);
        context.transcript_url = text(&details.transcript_url);
        context.sentiment = text(&details.sentiment);
        context.suggested_actions = text(&details.suggested_actions);
        if let Some(caller) = &details.caller {
            context.name = text(&caller.name);
            context.number = text(&caller.phone_number).parse().ok();
            context.record_id = caller.record_id.clone().unwrap_or_default();
            context.screen_pop_url = text(&caller.screen_pop_url);
            context.is_authenticated = caller.is_authenticated.unwrap_or_default();
            let facts = caller.more.iter().flatten();
            context.facts =
                facts.map(|(name, fact)| (name.clone(), fact.as_str().to_owned())).collect();
        }
        context
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> CallContext {
        CallContext::default()
            .name("Adele Vance")
            .number("+14255550100".parse().unwrap())
            .record_id("crm-1")
            .screen_pop_url("https://crm.contoso.example/1")
            .authenticated()
            .fact("loyalty", "gold")
            .session_id("s1")
            .intent("block a card")
            .topic("cards")
            .summary("The card is lost.")
            .sentiment("worried")
            .suggested_actions("Block it.")
            .transcript_url("https://cc.contoso.example/t/1")
    }

    #[test]
    fn cc_69_the_context_of_core_travels_there_and_back() {
        let custom = CustomContext::from(whole());
        let wire = serde_json::to_value(&custom).unwrap();
        let details = &wire["teamsPhoneCallDetails"];
        assert_eq!(details["callContext"], "The card is lost.");
        let caller = &details["teamsPhoneCallerDetails"];
        assert_eq!(caller["caller"]["rawId"], "4:+14255550100", "{wire}");
        assert_eq!(caller["additionalCallerInformation"]["loyalty"], "gold");
        assert_eq!(CallContext::from(&custom), whole());
        assert_eq!(CustomContext::from(CallContext::default()), CustomContext::default());
        custom.check().unwrap();
    }

    #[test]
    fn cc_69_what_the_service_would_not_take_is_refused_before_it_is_sent() {
        let mut five = CustomContext::default().sip_header("User-To-User", "00;encoding=hex");
        for n in 0..5 {
            five = five.sip_header(format!("X-MS-Custom-{n}"), "v");
        }
        five.check().unwrap();
        let fine = CustomContext::default().voip_header("a", "b".repeat(1_024));
        fine.check().unwrap();
        let name = "n".repeat(53);
        for bad in [
            five.sip_header("x-another", "v"),
            CustomContext::default().sip_header("X-with space", "v"),
            CustomContext::default().sip_header(name, "v"),
            CustomContext::default().sip_header("X-a", "v".repeat(257)),
            CustomContext::default().sip_header("X-a", "line\r\nX-Evil: 1"),
            CustomContext::default().voip_header("a", "b".repeat(1_025)),
            CustomContext::default().voip_header("", "b"),
            CustomContext::from(CallContext::default().summary("s".repeat(17_000))),
        ] {
            let error = bad.check().unwrap_err();
            assert_eq!(error.code(), "TCC-ACS-0415", "{error:?}");
        }
        let mut many = CustomContext::default();
        for n in 0..1_001 {
            many = many.voip_header(n.to_string(), "v");
        }
        assert!(many.check().is_err());
    }
}
