//! `POST /communications/calls`: a bot calls somebody, several people, or joins a meeting.

use serde_json::{Map, Value, json};
use teams_cc_core::{Guid, Instant, TenantId};

use super::book::{Book, Due, KEEP_ALIVE, SOON};
use super::bots::ResourceAccount;
use super::call::{Call, Kind, Participant, Standing, State};
use super::fields::{self, Object, Refused, bad, missing};
use super::operation::Status;
use super::party::Party;
use crate::graph::Caller;
use crate::graph::answer::Answer;
use crate::outbound;

/// Targets of a new call.
const MOST_TARGETS: usize = 5;
/// Calls of one application at a time (section 1.4).
const MOST_AT_ONCE: usize = 100;
/// What a new call may say.
const KNOWN: [&str; 34] = [
    "activeModalities",
    "answeredBy",
    "audioRoutingGroups",
    "callbackUri",
    "callChainId",
    "callOptions",
    "callRoutes",
    "chatInfo",
    "clientContext",
    "contentSharingSessions",
    "direction",
    "id",
    "incomingContext",
    "mediaConfig",
    "mediaState",
    "meetingCapability",
    "meetingInfo",
    "myParticipantId",
    "operations",
    "participants",
    "replacesContext",
    "requestedModalities",
    "resultInfo",
    "ringingTimeoutInSeconds",
    "routingPolicies",
    "source",
    "state",
    "subject",
    "targets",
    "tenantId",
    "terminationReason",
    "toneInfo",
    "transcription",
    "participantCapacity",
];
/// What of it is given back.
const ECHOED: [&str; 9] = [
    "callOptions",
    "chatInfo",
    "clientContext",
    "incomingContext",
    "mediaConfig",
    "meetingInfo",
    "requestedModalities",
    "subject",
    "toneInfo",
];

impl Book {
    /// Places a call; 201 with the call, which is establishing.
    pub(super) fn create(
        &mut self,
        now: Instant,
        caller: &Caller,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &KNOWN)?;
        self.may_call(caller)?;
        let callback = callback_uri(object)?.ok_or_else(|| missing("callbackUri"))?;
        media_config(object)?;
        let given_tenant = fields::text(object, "tenantId")?;
        if given_tenant.is_some_and(|given| !same(given, caller.tenant_id)) {
            let text = "The tenant of the token and the tenant of the call differ.";
            return Err(fields::service("7505", text));
        }
        fields::client_context(object)?;
        let targets = fields::list(object, "targets")?;
        let meets = object.get("meetingInfo").is_some_and(|info| !info.is_null());
        if meets != targets.is_empty() {
            return Err(bad(if meets {
                "A call with meetingInfo has no targets."
            } else {
                "The property 'targets' is required unless a meeting is joined."
            }));
        }
        if targets.len() > MOST_TARGETS {
            return Err(bad("At most 5 targets are allowed."));
        }
        let parties = targets.iter().map(target).collect::<Result<Vec<_>, _>>()?;
        check_permission(caller, &parties, meets)?;
        let source = self.source(caller, object, &parties)?;
        let up = self.calls.values().filter(|call| call.is_of(caller.app)).count();
        if up >= MOST_AT_ONCE {
            return Err(Answer::throttled("10"));
        }
        let thread = if meets { Some(meeting_thread(object)?) } else { None };
        let kind = match (meets, parties.len()) {
            (true, _) => Kind::Meeting,
            (false, 1) => Kind::PeerToPeer,
            (false, _) => Kind::Group,
        };
        let mut call = self.blank(now, caller.app, caller.tenant_id, kind);
        call.is_outgoing = true;
        call.may_join_groups = may_join_groups(caller);
        call.state = State::Establishing;
        call.callback = callback;
        call.source = source;
        call.targets = targets.iter().map(echo_target).collect();
        call.given = echoed(object);
        call.has_delta_roster = delta_roster(object);
        call.thread.clone_from(&thread);
        let id = call.id;
        self.keep(call);
        self.prefetch(id, object.get("mediaConfig"));
        for party in parties {
            let who = self.add(id, party, None);
            self.rings(now, id, who);
        }
        if let Some(thread) = thread {
            for party in self.meetings.get(&thread).cloned().unwrap_or_default() {
                let who = self.add(id, party, None);
                self.is_in(now, id, who);
            }
        }
        self.after(now, SOON, id, Due::Announce(State::Establishing));
        self.after(now, KEEP_ALIVE, id, Due::KeepAlive);
        if kind != Kind::PeerToPeer {
            self.after(now, 2 * SOON, id, Due::Establish);
        }
        let Some(call) = self.calls.get(&id) else { return Err(fields::not_found("Call")) };
        let mut body = call.json();
        body["@odata.context"] =
            format!("{}/v1.0/$metadata#communications/calls/$entity", self.base).into();
        Ok(Answer { status: 201, headers: Vec::new(), body: Some(body), bytes: None }
            .header("Location", format!("{}/v1.0/communications/calls/{id}", self.base)))
    }

    /// A call with nobody in it.
    pub(super) fn blank(&mut self, now: Instant, app: Guid, tenant: TenantId, kind: Kind) -> Call {
        Call {
            id: self.id(),
            app,
            tenant,
            is_outgoing: false,
            kind,
            state: State::Incoming,
            chain: self.id(),
            me: self.id(),
            callback: String::new(),
            source: Value::Null,
            targets: Vec::new(),
            given: Map::new(),
            participants: Vec::new(),
            roster_sequence: 0,
            has_delta_roster: false,
            has_audio: false,
            is_muted: false,
            wants_tones: false,
            tone_sequence: 0,
            operations: Vec::new(),
            media: std::collections::VecDeque::new(),
            keep_alive_by: now + KEEP_ALIVE,
            result: None,
            later: Vec::new(),
            transfer: None,
            recording: "notRecording",
            thread: None,
            started: now,
            ended: None,
            left: Vec::new(),
            capacity: 1,
            routing_groups: Vec::new(),
            sharing: Vec::new(),
            may_join_groups: false,
            is_policy: false,
        }
    }

    /// Adds somebody who rings; gives the participant's id.
    pub(super) fn add(&mut self, call: Guid, party: Party, invited_by: Option<Guid>) -> Guid {
        let id = self.id();
        if let Some(call) = self.calls.get_mut(&call) {
            call.participants.push(Participant {
                id,
                party,
                standing: Standing::Ringing,
                is_muted: false,
                is_held: false,
                heard: Vec::new(),
                keys_heard: String::new(),
                speech: Vec::new(),
                invited_by,
            });
        }
        id
    }

    /// 7503 unless calling is enabled for the bot.
    pub(super) fn may_call(&self, caller: &Caller) -> Result<(), Refused> {
        let enabled = self.bots.get(&caller.app).is_none_or(|bot| bot.calling);
        let text = "The application is not registered in the calling store.";
        enabled.then_some(()).ok_or_else(|| fields::service("7503", text))
    }

    /// Who calls: the bot, or for telephones its resource account.
    fn source(
        &self,
        caller: &Caller,
        object: &Object,
        parties: &[Party],
    ) -> Result<Value, Refused> {
        let instance = object
            .get("source")
            .and_then(|source| source.pointer("/identity/applicationInstance/id"))
            .and_then(Value::as_str);
        let calls_phones = parties.iter().any(|party| matches!(party, Party::Phone(_)));
        if let Some(instance) = instance {
            let id: Guid = instance.parse().map_err(|_| {
                bad("The id of an applicationInstance must be the object id of a resource account.")
            })?;
            let known: Vec<&ResourceAccount> =
                self.accounts.iter().filter(|one| one.app == caller.app).collect();
            let mine = known.iter().find(|one| one.id == id);
            if mine.is_none() && !known.is_empty() {
                let text = "The application instance does not belong to the application.";
                return Err(fields::service("7504", text));
            }
            if calls_phones && mine.is_some_and(|one| one.number.is_none()) {
                let text = "The application instance has no telephone number.";
                return Err(fields::service("7504", text));
            }
            let mut source = object.get("source").cloned().unwrap_or_default();
            source["@odata.type"] = "#microsoft.graph.participantInfo".into();
            return Ok(source);
        }
        if calls_phones {
            let text = "Calling a telephone needs an application instance as the source.";
            return Err(bad(text));
        }
        Ok(json!({
            "@odata.type": "#microsoft.graph.participantInfo",
            "identity": Party::App(caller.app).identity_set(&self.people),
            "endpointType": "default",
            "region": null,
            "languageId": null,
        }))
    }

    /// Sets the outcome of the operation that brought somebody.
    pub(super) fn invitation_ends(
        &mut self,
        call: Guid,
        operation: Option<Guid>,
        failed: Option<super::call::Outcome>,
    ) {
        let Some(operation) = operation else { return };
        // Several people in one invitation: it ends with the last of them.
        let waits = self.calls.get(&call).is_some_and(|call| {
            let rings = |one: &&Participant| {
                one.invited_by == Some(operation) && one.standing == Standing::Ringing
            };
            call.participants.iter().any(|one| rings(&one))
        });
        if failed.is_none() && waits {
            return;
        }
        let is_final = self
            .calls
            .get_mut(&call)
            .and_then(|call| call.operation_mut(operation))
            .is_none_or(|one| matches!(one.status, Status::Completed | Status::Failed));
        if !is_final {
            self.operation_ends(call, operation, failed);
        }
    }
}

/// Checked when a call is made, not per action (section 2.1).
fn check_permission(caller: &Caller, parties: &[Party], meets: bool) -> Result<(), Refused> {
    let any: &[&str] = if meets {
        &[
            "Calls.JoinGroupCall.All",
            "Calls.JoinGroupCallAsGuest.All",
            "Calls.JoinGroupCallasGuest.All",
            "Calls.JoinGroupCalls.Chat",
        ]
    } else if parties.len() > 1 {
        &["Calls.InitiateGroupCall.All"]
    } else {
        &["Calls.Initiate.All"]
    };
    needs(caller, any)
}

/// One of these application permissions, or 403 with 7504.
pub(super) fn needs(caller: &Caller, any: &[&str]) -> Result<(), Refused> {
    let has = caller.roles.iter().any(|role| any.contains(&role.as_str()));
    has.then_some(()).ok_or_else(|| {
        let text = "Insufficient enterprise tenant permissions, cannot access this API.";
        fields::service("7504", text)
    })
}

/// Whether the bot may be in a conference that somebody else made of its call (section 2.1).
pub(super) fn may_join_groups(caller: &Caller) -> bool {
    caller.roles.iter().any(|role| role.starts_with("Calls.JoinGroupCall"))
}

/// Whether a text names that tenant.
fn same(text: &str, tenant: TenantId) -> bool {
    text.parse::<Guid>().is_ok_and(|given| TenantId(given) == tenant)
}

/// The `callbackUri`, if one is given: absolute, and on this machine.
pub(super) fn callback_uri(object: &Object) -> Result<Option<String>, Refused> {
    let Some(uri) = fields::text(object, "callbackUri")? else { return Ok(None) };
    let is_absolute = uri.starts_with("https://") || uri.starts_with("http://");
    if !is_absolute {
        return Err(bad("The property 'callbackUri' must be an absolute https address."));
    }
    if !outbound::is_reachable(uri) {
        tracing::warn!("a callbackUri is not on loopback: its callbacks are lost");
    }
    Ok(Some(uri.into()))
}

/// The media configuration, which must be one of the two.
pub(super) fn media_config(object: &Object) -> Result<(), Refused> {
    let config = object.get("mediaConfig").filter(|config| !config.is_null());
    let config = config.ok_or_else(|| missing("mediaConfig"))?;
    let kind = config.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
    let kind = kind.trim_start_matches('#').to_ascii_lowercase();
    match kind.as_str() {
        "microsoft.graph.servicehostedmediaconfig" => Ok(()),
        "microsoft.graph.apphostedmediaconfig" => {
            let blob = config.get("blob").and_then(Value::as_str).unwrap_or_default();
            (!blob.is_empty()).then_some(()).ok_or_else(|| missing("mediaConfig.blob"))
        }
        _ => Err(bad("mediaConfig must be a serviceHostedMediaConfig or appHostedMediaConfig.")),
    }
}

/// Who is meant by an `invitationParticipantInfo`.
pub(super) fn target(given: &Value) -> Result<Party, Refused> {
    let identity = given.get("identity").filter(|identity| identity.is_object());
    Party::read(identity.ok_or_else(|| missing("identity"))?)
}

pub(super) fn echo_target(given: &Value) -> Value {
    let mut target = given.clone();
    target["@odata.type"] = "#microsoft.graph.invitationParticipantInfo".into();
    target
}

/// `callOptions.isDeltaRosterEnabled`.
pub(super) fn delta_roster(object: &Object) -> bool {
    let options = object.get("callOptions");
    let flag = options.and_then(|options| options.get("isDeltaRosterEnabled"));
    flag.and_then(Value::as_bool).unwrap_or(false)
}

fn echoed(object: &Object) -> Map<String, Value> {
    let kept = object
        .iter()
        .filter(|(name, value)| !value.is_null() && ECHOED.iter().any(|echoed| echoed == name));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The thread of the meeting that is joined; the coordinates must be whole.
fn meeting_thread(object: &Object) -> Result<String, Refused> {
    let info = object.get("meetingInfo").cloned().unwrap_or_default();
    let text = |at: &str| info.pointer(at).and_then(Value::as_str).map(ToOwned::to_owned);
    let kind = text("/@odata.type").unwrap_or_default().to_ascii_lowercase();
    if kind.ends_with("joinmeetingidmeetinginfo") || info.get("joinMeetingId").is_some() {
        let id = text("/joinMeetingId").ok_or_else(|| missing("meetingInfo.joinMeetingId"))?;
        return Ok(format!("meeting:{}", id.replace(' ', "")));
    }
    if kind.ends_with("tokenmeetinginfo") || info.get("token").is_some() {
        let token = text("/token").ok_or_else(|| missing("meetingInfo.token"))?;
        return Ok(format!("token:{token}"));
    }
    text("/organizer/user/id").ok_or_else(|| missing("meetingInfo.organizer.user.id"))?;
    let chat = object.get("chatInfo").and_then(|chat| chat.get("threadId"));
    let thread = chat.and_then(Value::as_str).ok_or_else(|| missing("chatInfo.threadId"))?;
    Ok(thread.into())
}
