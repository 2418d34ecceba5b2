//! The logs of calls to and from the telephone network, over Direct Routing and over a number that
//! Microsoft gave a bot (`graph.md` section 4): a row for each call that has its record.

use serde_json::{Value, json};
use teams_cc_core::Instant;

use super::super::answer::Answer;
use super::super::calls::{Call, Party};
use super::super::odata::Listing;
use super::records::{correlation, key, seven, when};
use super::{Deed, bad};
use crate::CallRecord;
use crate::people::guid;

/// Rows of a page of the logs.
const LOG_PAGE: usize = 1000;
/// Longest range of the logs.
const MOST_DAYS: i64 = 90;
/// No failure, as the logs say it.
const NEVER: &str = "0001-01-01T00:00:00Z";

impl Deed<'_> {
    /// One of the two logs; their next link is spelt with a capital N (section 1.5).
    pub(super) fn log(&self, is_direct: bool) -> Result<Answer, Answer> {
        let date = |name: &str| {
            let text = self.argument(name).unwrap_or_default();
            let whole = text.parse::<jiff::Timestamp>().ok();
            let whole = whole.or_else(|| format!("{text}T00:00:00Z").parse().ok());
            whole.ok_or_else(|| bad(&format!("The argument '{name}' must be a date.")))
        };
        let (from, to) = (date("fromDateTime")?, date("toDateTime")?);
        let days = (to.as_second() - from.as_second()) / 86_400;
        if !(0..=MOST_DAYS).contains(&days) {
            return Err(bad("The range of the dates must be 0 to 90 days."));
        }
        let mut rows = if is_direct { self.direct_rows() } else { self.pstn_rows() };
        rows.retain(|row| {
            let at = row["startDateTime"].as_str().and_then(|t| t.parse::<jiff::Timestamp>().ok());
            at.is_some_and(|at| at >= from && at <= to)
        });
        let (kind, what) = if is_direct {
            (
                "callRecords.directRoutingLogRow",
                "Collection(microsoft.graph.callRecords.directRoutingLogRow)",
            )
        } else {
            ("callRecords.pstnCallLogRow", "Collection(microsoft.graph.callRecords.pstnCallLogRow)")
        };
        let mut listing = Listing::new(kind, LOG_PAGE, LOG_PAGE);
        listing.next_key = "@odata.NextLink";
        self.list(rows, what, &listing)
    }

    fn direct_rows(&self) -> Vec<Value> {
        let stage = &self.graph.stage;
        let ours = stage.calls.list().into_iter().filter(|call| {
            call.side == "teams"
                && call.tenant == self.caller.tenant
                && stage.told.lock().contains(&key(stage, call))
        });
        ours.filter_map(|call| self.direct_row(&call)).collect()
    }

    fn direct_row(&self, call: &CallRecord) -> Option<Value> {
        let stage = &self.graph.stage;
        let user = call.user.and_then(|id| stage.people.user(&call.tenant, &id.to_string()))?;
        let time = |at: Option<Instant>| at.map_or(NEVER.to_owned(), |at| seven(when(stage, at)));
        let talked = call.answered.zip(call.ended).map_or(0, |(a, e)| e.since(a).as_secs());
        let failed = call.answered.is_none();
        let code = if failed { call.end_reason } else { 0 };
        Some(json!({
            "id": guid(stage.settings().seed, &["row", &call.call_id]),
            "correlationId": correlation(stage, call),
            "userId": user.id,
            "userPrincipalName": user.upn,
            "userDisplayName": user.display_name,
            "startDateTime": time(call.answered.or(Some(call.started))),
            "inviteDateTime": time(Some(call.started)),
            "failureDateTime": if failed { time(call.ended) } else { NEVER.to_owned() },
            "endDateTime": time(call.ended),
            "duration": talked,
            "callType": if call.is_outgoing { "ByotOut" } else { "ByotIn" },
            "successfulCall": !failed,
            "callerNumber": call.from,
            "calleeNumber": call.to,
            "mediaPathLocation": "LOOP",
            "signalingLocation": "LOOP",
            "finalSipCode": code,
            "callEndSubReason": call.end_sub_reason,
            "finalSipCodePhrase": if failed { "Failed" } else { "OK" },
            "trunkFullyQualifiedDomainName": stage.people.tenant(&call.tenant)?.trunk,
            "mediaBypassEnabled": false,
        }))
    }

    /// Calls of bots with telephones, and what a test put on the shelf besides.
    fn pstn_rows(&self) -> Vec<Value> {
        let stage = &self.graph.stage;
        let mut rows = self.store().list(self.tenant(), "pstnCalls");
        let mut of_bots = stage.bots.look(|book| {
            let told = stage.told.lock();
            let ended = book.in_order().filter(|call| {
                call.tenant == self.tenant() && call.ended.is_some() && told.contains(&call.id)
            });
            let rows = ended.flat_map(|call| {
                let account = book
                    .accounts
                    .iter()
                    .find(|account| account.app == call.app && account.tenant == call.tenant);
                let number = account.and_then(|account| account.number.map(|n| n.to_string()));
                let who = (account.map(|account| account.id), number);
                phones(call).into_iter().map(move |phone| (call.clone(), phone, who.clone()))
            });
            rows.collect::<Vec<_>>()
        });
        of_bots.dedup_by(|one, other| one.0.id == other.0.id && one.1 == other.1);
        rows.extend(
            of_bots.into_iter().map(|(call, phone, who)| self.pstn_row(&call, &phone, who)),
        );
        rows
    }

    fn pstn_row(
        &self,
        call: &Call,
        phone: &str,
        (account, number): (Option<teams_cc_core::Guid>, Option<String>),
    ) -> Value {
        let stage = &self.graph.stage;
        let ended = call.ended.unwrap_or(call.started);
        let talked = ended.since(call.started).as_secs();
        let (caller, callee) = if call.is_outgoing {
            (number.as_deref(), Some(phone))
        } else {
            (Some(phone), number.as_deref())
        };
        json!({
            "id": guid(stage.settings().seed, &["pstn", &call.id.to_string(), phone]),
            "callId": call.chain,
            "userId": account.unwrap_or(call.app),
            "userPrincipalName": null,
            "userDisplayName": null,
            "startDateTime": seven(when(stage, call.started)),
            "endDateTime": seven(when(stage, ended)),
            "duration": talked,
            "charge": 0.0,
            "connectionCharge": 0.0,
            "currency": "USD",
            // A call of an application, not of a user.
            "callType": if call.is_outgoing { "ucap_out" } else { "ucap_in" },
            "callDurationSource": "microsoft",
            "callerNumber": caller,
            "calleeNumber": callee,
            "conferenceId": null,
            "destinationContext": "Domestic",
            "destinationName": "United States",
            "inventoryType": "Subscriber",
            "licenseCapability": "MCOPSTN_APP",
            "operator": "Microsoft",
            "tenantCountryCode": "US",
            "usageCountryCode": "US",
        })
    }
}

/// The telephones that were in a bot's call, or were called by it.
fn phones(call: &Call) -> Vec<String> {
    let there = call.left.iter().chain(&call.participants).map(|one| one.party.clone());
    let named = if call.is_outgoing { call.targets.first() } else { Some(&call.source) };
    let named = named.and_then(|who| Party::read(&who["identity"]).ok());
    let mut all: Vec<String> = Vec::new();
    for party in there.chain(named) {
        if let Party::Phone(number) = party
            && !all.contains(&number)
        {
            all.push(number);
        }
    }
    all
}
