//! Policy-based recording: people who join or leave a call that is recorded (section 2.7, 7).

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant, TenantId};

use super::book::{Book, Notice};
use super::call::Standing;
use super::party::Party;

/// What the bot says to somebody who joins, in the body of its HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Joining {
    Accept,
    Reject,
    /// Another bot shall come; where it listens.
    Invite(String),
}

impl Joining {
    /// From the answer's body; what cannot be understood is a refusal.
    pub(crate) fn read(body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let kind = body["@odata.type"].as_str().unwrap_or_default().to_ascii_lowercase();
        if kind.ends_with("acceptjoinresponse") {
            return Self::Accept;
        }
        match body["inviteUri"].as_str() {
            Some(uri) => Self::Invite(uri.into()),
            None => Self::Reject,
        }
    }
}

impl Book {
    /// Another user under the policy comes into a recorded call; the bot is asked.
    pub(crate) fn policy_user_joins(&mut self, id: Guid, party: &Party) -> Option<Guid> {
        let room = self.calls.get(&id).filter(|call| call.is_policy && !call.is_over())?;
        let here = room.participants.len() as u64;
        let has_room = here < room.capacity.max(1) + 1;
        let who = self.add(id, party.clone(), None);
        let call = self.calls.get(&id)?;
        let joining = json!({
            "@odata.type": "#microsoft.graph.participantJoiningNotification",
            "call": {
                "@odata.type": "#microsoft.graph.call",
                "id": id,
                "state": "incoming",
                "callChainId": call.chain,
                "source": {
                    "@odata.type": "#microsoft.graph.participantInfo",
                    "identity": party.identity_set(&self.people),
                },
                "incomingContext": {
                    "@odata.type": "#microsoft.graph.incomingContext",
                    "observedParticipantId": who,
                    "sourceParticipantId": who,
                },
                "tenantId": call.tenant,
            },
        });
        let text =
            if has_room { "participantJoining" } else { "participantJoining beyond capacity" };
        let notice = self.whole_notice(id, text, joining)?;
        self.notify(notice);
        Some(who)
    }

    /// Somebody leaves a recorded call.
    pub(crate) fn policy_user_leaves(&mut self, now: Instant, id: Guid, who: Guid) {
        let Some(call) = self.calls.get(&id) else { return };
        let left = json!({
            "@odata.type": "#microsoft.graph.participantLeftNotification",
            "call": {"@odata.type": "#microsoft.graph.call", "id": id, "callChainId": call.chain},
            "participantId": who,
        });
        if let Some(notice) = self.whole_notice(id, "participantLeft", left) {
            self.notify(notice);
        }
        self.leaves(now, id, who);
    }

    /// The bot has answered about somebody who joins. `Some`: another bot is to be called there.
    pub(crate) fn join_answered(
        &mut self,
        now: Instant,
        id: Guid,
        who: Guid,
        answer: &Joining,
    ) -> Option<(TenantId, Party, String)> {
        let call = self.calls.get_mut(&id)?;
        let one = call.participant_mut(who).filter(|one| one.standing == Standing::Ringing)?;
        let party = one.party.clone();
        let tenant = call.tenant;
        if *answer == Joining::Accept {
            self.is_in(now, id, who);
            return None;
        }
        call.participants.retain(|one| one.id != who);
        self.note(&party, id, "is not recorded by this bot");
        match answer {
            Joining::Invite(uri) => Some((tenant, party, uri.clone())),
            _ => None,
        }
    }

    fn whole_notice(&self, id: Guid, subject: &str, whole: Value) -> Option<Notice> {
        let call = self.calls.get(&id)?;
        Some(Notice {
            call: id,
            app: call.app,
            tenant: call.tenant,
            chain: call.chain,
            url: call.callback.clone(),
            subject: subject.into(),
            item: Value::Null,
            is_last: false,
            whole: Some(whole),
        })
    }
}
