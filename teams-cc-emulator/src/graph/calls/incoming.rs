//! Somebody calls a bot: the announcement, and answer, reject, redirect.

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant, TenantId};

use super::book::{ANSWER_RECORDING_WITHIN, ANSWER_WITHIN, Book, Due, KEEP_ALIVE, SOON};
use super::call::{Kind, Outcome, State};
use super::create::{callback_uri, delta_roster, may_join_groups, media_config, needs};
use super::fields::{self, Object, Refused, bad, missing};
use super::party::Party;
use crate::graph::Caller;
use crate::graph::answer::Answer;

/// Why a call to a bot does not even ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoBot {
    /// No bot has that id or number.
    Unknown,
    /// The bot has no webhook, or calling is not enabled on its Teams channel.
    NotReachable,
}

/// What a call to a bot comes from.
#[derive(Clone, Debug)]
pub(crate) enum Reason {
    /// Somebody dialled it.
    Dialled,
    /// Somebody dialled this user, who forwards to it.
    Forwarded { by: Party },
    /// This user talked to somebody and transfers the call to it.
    Transferred { by: Party },
    /// It is invited into a group call.
    Group,
    /// A recording policy of this user adds it to a call with somebody.
    Policy { user: Guid, other: Party },
}

/// Permissions of which one lets a bot see who calls.
pub(crate) const SEES_CALLERS: [&str; 6] = [
    "Calls.AccessMedia.All",
    "Calls.Initiate.All",
    "Calls.InitiateGroupCall.All",
    "Calls.JoinGroupCall.All",
    "Calls.JoinGroupCallAsGuest.All",
    "Calls.JoinGroupCallasGuest.All",
];

impl Book {
    /// Somebody calls a bot. `account` is the resource account that was dialled, if any.
    pub(crate) fn call_comes(
        &mut self,
        now: Instant,
        tenant: TenantId,
        from: &Party,
        app: Guid,
        account: Option<Guid>,
        reason: &Reason,
    ) -> Result<(Guid, Guid), NoBot> {
        let bot = self.bots.get(&app).ok_or(NoBot::Unknown)?;
        let webhook = bot.webhook.clone().filter(|_| bot.calling).ok_or(NoBot::NotReachable)?;
        let is_policy = matches!(reason, Reason::Policy { .. });
        let kind = match reason {
            Reason::Group | Reason::Policy { .. } => Kind::Group,
            _ => Kind::PeerToPeer,
        };
        let mut call = self.blank(now, app, tenant, kind);
        call.callback = webhook;
        let who = self.id();
        let identity = from.identity_set(&self.people);
        let to = account.map_or(Party::App(app), Party::Instance).identity_set(&self.people);
        call.source = json!({
            "@odata.type": "#microsoft.graph.participantInfo",
            "identity": identity,
            "endpointType": "default",
            "region": "emea",
            "languageId": null,
        });
        call.targets = vec![json!({
            "@odata.type": "#microsoft.graph.invitationParticipantInfo",
            "identity": to.clone(),
            "endpointType": "default",
        })];
        let id = call.id;
        let mut context = json!({
            "@odata.type": "#microsoft.graph.incomingContext",
            "sourceParticipantId": who,
        });
        if let Reason::Forwarded { by } = reason {
            let by = by.identity_set(&self.people);
            call.given.insert(
                "callRoutes".into(),
                json!([{
                    "@odata.type": "#microsoft.graph.callRoute",
                    "routingType": "forwarded",
                    "original": by,
                    "final": to,
                }]),
            );
            context["onBehalfOf"] = by;
        }
        if let Reason::Transferred { by } = reason {
            context["transferor"] = by.identity_set(&self.people);
        }
        if matches!(reason, Reason::Group) {
            let thread = format!("19:meeting_{}@thread.v2", call.chain);
            call.given.insert("chatInfo".into(), chat(&thread));
            call.thread = Some(thread);
        }
        if let Reason::Policy { user, other } = reason {
            let observed = Party::User(*user).identity_set(&self.people);
            context["observedParticipantId"] = who.to_string().into();
            call.given.insert("chatInfo".into(), chat(&format!("19:{id}@thread.v2")));
            let token = format!("policy.{}", call.chain);
            let meeting =
                json!({"@odata.type": "#microsoft.graph.tokenMeetingInfo", "token": token});
            call.given.insert("meetingInfo".into(), meeting);
            let data = json!({
                "botData": {
                    "user": observed,
                    "otherSideUser": other.identity_set(&self.people),
                    "inviteReasons": ["policy"],
                    "policyIdentifier": "Tag:Recording",
                    "pairedRecorders": [],
                    "otherRecorders": [],
                },
            });
            call.given.insert("applicationMetadata".into(), data);
            call.is_policy = true;
        }
        call.given.insert("incomingContext".into(), context);
        self.keep(call);
        let joined = self.add(id, from.clone(), None);
        // The announcement names the participant that the roster will show.
        if let Some(call) = self.calls.get_mut(&id) {
            if let Some(context) = call.given.get_mut("incomingContext") {
                context["sourceParticipantId"] = joined.to_string().into();
                if is_policy {
                    context["observedParticipantId"] = joined.to_string().into();
                }
            }
            if let Some(one) = call.participant_mut(joined) {
                one.standing = super::call::Standing::In;
            }
        }
        if let Reason::Policy { other, .. } = reason {
            let other = self.add(id, other.clone(), None);
            if let Some(one) = self.calls.get_mut(&id).and_then(|c| c.participant_mut(other)) {
                one.standing = super::call::Standing::In;
            }
        }
        self.note(from, id, "calls the bot");
        self.shows_calls(from);
        self.notify_call(id, "created");
        let wait = if is_policy { ANSWER_RECORDING_WITHIN } else { ANSWER_WITHIN };
        self.after(now, wait, id, Due::Unanswered);
        Ok((id, joined))
    }

    /// The bot has no permission for calls: whoever calls stays encrypted (section 2.1).
    pub(crate) fn hide_caller(&mut self, id: Guid) -> Value {
        let hidden = Party::encrypted(id);
        if let Some(call) = self.calls.get_mut(&id) {
            call.source["identity"] = hidden.clone();
        }
        hidden
    }

    /// `answer`.
    pub(super) fn answer(
        &mut self,
        now: Instant,
        caller: &Caller,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(
            object,
            &[
                "callbackUri",
                "mediaConfig",
                "acceptedModalities",
                "participantCapacity",
                "callOptions",
            ],
        )?;
        let callback = callback_uri(object)?.ok_or_else(|| missing("callbackUri"))?;
        media_config(object)?;
        let capacity = fields::number(object, "participantCapacity", 1, (1, 10_000))?;
        fields::list(object, "acceptedModalities")?;
        let kind = self.calls.get(&id).map(|call| call.kind);
        if kind.is_some_and(|kind| kind != Kind::PeerToPeer) {
            let any = [
                "Calls.JoinGroupCall.All",
                "Calls.JoinGroupCallAsGuest.All",
                "Calls.JoinGroupCallasGuest.All",
            ];
            needs(caller, &any)?;
        }
        self.must_be_incoming(id)?;
        let Some(call) = self.calls.get_mut(&id) else { return Err(fields::not_found("Call")) };
        call.callback = callback;
        call.capacity = capacity;
        call.may_join_groups = may_join_groups(caller);
        call.has_delta_roster = delta_roster(object);
        if let Some(config) = object.get("mediaConfig") {
            call.given.insert("mediaConfig".into(), config.clone());
        }
        call.state = State::Establishing;
        self.prefetch(id, object.get("mediaConfig"));
        let Some(call) = self.calls.get_mut(&id) else { return Err(fields::not_found("Call")) };
        call.keep_alive_by = now + KEEP_ALIVE;
        self.after(now, SOON, id, Due::Announce(State::Establishing));
        self.after(now, 2 * SOON, id, Due::Establish);
        self.after(now, KEEP_ALIVE, id, Due::KeepAlive);
        let first = self.calls.get(&id).and_then(|call| call.participants.first());
        if let Some(first) = first.map(|one| one.id) {
            self.after(now, 3 * SOON, id, Due::Script(first, 0));
        }
        Ok(fields::status(202))
    }

    /// `reject`.
    pub(super) fn reject(
        &mut self,
        now: Instant,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["reason", "callbackUri"])?;
        let reason = fields::text(object, "reason")?.unwrap_or("none").to_ascii_lowercase();
        let why = match reason.as_str() {
            "none" => Outcome::new(603, 0, "The bot rejected the call."),
            "busy" => Outcome::new(486, 0, "The bot is busy."),
            "forbidden" => Outcome::new(403, 0, "The bot forbids the call."),
            _ => return Err(bad("The property 'reason' must be none, busy or forbidden.")),
        };
        self.must_be_incoming(id)?;
        let moved = callback_uri(object)?;
        if let (Some(uri), Some(call)) = (moved, self.calls.get_mut(&id)) {
            call.callback = uri;
        }
        self.end(now, id, why);
        Ok(fields::status(202))
    }
}

fn chat(thread: &str) -> Value {
    json!({"@odata.type": "#microsoft.graph.chatInfo", "threadId": thread, "messageId": "0"})
}
