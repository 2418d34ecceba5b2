//! Every operation of the table, on prepared tenants: each answers with its documented status.

use axum::http::Method;
use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::super::answer::{Answer, Ask, Body};
use super::super::{Caller, Graph};
use super::artifacts::artifact;
use super::operations::{Operation, operations};
use crate::graph::Limits;
use crate::{Emulator, Settings};

/// A tenant with something of everything, and two callers: an application and a user.
pub(super) struct World {
    pub(super) emulator: Emulator,
    pub(super) graph: Graph,
    pub(super) app: Caller,
    pub(super) adele: Caller,
    /// What stands in the variables of paths.
    names: Vec<(&'static str, String)>,
}

impl World {
    pub(super) async fn new() -> Self {
        let mut limits = Limits::default();
        limits.lift();
        let settings = Settings { limits, ..Settings::default() };
        let emulator = settings.start().await.expect("it starts");
        let graph = Graph::new(emulator.stage().clone(), emulator.sign_in().clone());
        graph.serves_at("https://127.0.0.1:1");
        let tenant = emulator.tenant("adatum");
        let roles: Vec<String> = operations()
            .iter()
            .flat_map(|o| &o.app_permissions)
            .map(|name| (*name).to_owned())
            .collect();
        let scopes: Vec<String> = operations()
            .iter()
            .flat_map(|o| &o.delegated_permissions)
            .map(|name| (*name).to_owned())
            .collect();
        let (app_id, _) = emulator.sign_in().credentials();
        let app = Caller {
            app: app_id,
            tenant_id: tenant.id(),
            tenant: "adatum".into(),
            roles,
            user: None,
        };
        let user = Some(tenant.user("adele").id());
        let adele = Caller { user, roles: scopes, ..app.clone() };
        let mut world = Self { emulator, graph, app, adele, names: Vec::new() };
        world.prepare();
        world
    }

    pub(super) fn user(&self, name: &str) -> Guid {
        self.emulator.tenant("adatum").user(name).id()
    }

    pub(super) fn name(&self, name: &str) -> String {
        let found = self.names.iter().rev().find(|(known, _)| *known == name);
        found.map_or_else(|| panic!("{name} is prepared"), |(_, value)| value.clone())
    }

    pub(super) fn ask(&self, caller: &Caller, method: &str, address: &str, body: Value) -> Answer {
        let method: Method = method.parse().expect("a method");
        let body = if body.is_null() { Body::None } else { Body::Json(body) };
        self.graph.answer(&Ask::new("v1.0", method, address, body), caller)
    }

    /// As the application, which must succeed; gives the body.
    pub(super) fn make(&self, caller: &Caller, method: &str, address: &str, body: Value) -> Value {
        let answer = self.ask(caller, method, address, body);
        assert!(answer.status < 300, "{method} {address}: {answer:?}");
        answer.body.unwrap_or_default()
    }

    fn member(&self, name: &str) -> Value {
        let link = format!("https://graph.microsoft.com/v1.0/users('{}')", self.user(name));
        json!({"@odata.type": "#microsoft.graph.aadUserConversationMember", "roles": ["owner"],
            "user@odata.bind": link})
    }

    fn prepare(&mut self) {
        let stage = self.emulator.stage().clone();
        let (tenant, adele) = (self.app.tenant_id, self.user("adele"));
        let manifest = manifest(self.app.app);
        let seed = stage.settings().seed;
        let app =
            super::apps::publish_manifest(&stage.store, tenant, seed, &manifest).expect("an app");
        self.names.push(("teamsApp-id", app.to_string()));
        self.names.push(("user-id", adele.to_string()));
        self.names.push(("teamsUserConfiguration-id", adele.to_string()));

        let group = json!({"chatType": "group", "topic": "Shift", "members": [self.member("adele"), self.member("diego")]});
        let chat = self.make(&self.app, "POST", "/chats", group);
        let chat = text(&chat, "id");
        self.names.push(("chat-id", chat.clone()));
        let members = self.make(&self.app, "GET", &format!("/chats/{chat}/members"), Value::Null);
        let diego = members["value"]
            .as_array()
            .expect("members")
            .iter()
            .find(|m| m["displayName"] == "Diego");
        self.names.push(("chat member", text(diego.expect("Diego"), "id")));
        let message = json!({"body": {"contentType": "html", "content": "hi <img src=\"../hostedContents/1/$value\">"},
            "hostedContents": [{"@microsoft.graph.temporaryId": "1", "contentBytes": "AAEC", "contentType": "image/png"}]});
        let sent = self.make(&self.adele, "POST", &format!("/chats/{chat}/messages"), message);
        self.names.push(("chat message", text(&sent, "id")));
        self.names.push(("chatMessageHostedContent-id", "aWQ1".into()));
        let pin = json!({"message@odata.bind": format!("https://graph.microsoft.com/v1.0/chats/{chat}/messages/{}", text(&sent, "id"))});
        let pinned = self.make(&self.adele, "POST", &format!("/chats/{chat}/pinnedMessages"), pin);
        self.names.push(("pinnedChatMessageInfo-id", text(&pinned, "id")));

        let team = json!({"template@odata.bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
            "displayName": "Support", "members": [self.member("adele"), self.member("diego")]});
        let made = self.ask(&self.app, "POST", "/teams", team);
        let location =
            made.headers.iter().find(|(n, _)| *n == "Location").expect("a location").1.clone();
        let parts: Vec<&str> = location.split('\'').collect();
        self.names.push(("team-id", parts[1].into()));
        self.names.push(("group-id", parts[1].into()));
        self.names.push(("teamsAsyncOperation-id", parts[3].into()));
        self.emulator.clock().skip(std::time::Duration::from_secs(2));
        let team = format!("/teams/{}", parts[1]);
        let members = self.make(&self.app, "GET", &format!("{team}/members"), Value::Null);
        let diego = members["value"]
            .as_array()
            .expect("members")
            .iter()
            .find(|m| m["displayName"] == "Diego");
        self.names.push(("team member", text(diego.expect("Diego"), "id")));
        let channel = json!({"displayName": "Escalations", "membershipType": "private", "members": [self.member("adele"), self.member("megan")]});
        let channel = self.make(&self.app, "POST", &format!("{team}/channels"), channel);
        let channel = text(&channel, "id");
        self.names.push(("channel-id", channel.clone()));
        let members =
            self.make(&self.app, "GET", &format!("{team}/channels/{channel}/members"), Value::Null);
        self.names.push(("channel member", text(&members["value"][1], "id")));
        let post = json!({"body": {"content": "news"}});
        let at = format!("{team}/channels/{channel}/messages");
        let posted = self.make(&self.adele, "POST", &at, post.clone());
        self.names.push(("channel message", text(&posted, "id")));
        let reply =
            self.make(&self.adele, "POST", &format!("{at}/{}/replies", text(&posted, "id")), post);
        self.names.push(("reply-id", text(&reply, "id")));
        let tab = json!({"displayName": "Wallboard", "teamsApp@odata.bind": format!("https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/{app}")});
        let made =
            self.make(&self.app, "POST", &format!("{team}/channels/{channel}/tabs"), tab.clone());
        self.names.push(("channel tab", text(&made, "id")));
        let made = self.make(&self.app, "POST", &format!("/chats/{chat}/tabs"), tab);
        self.names.push(("chat tab", text(&made, "id")));

        let mail = super::mail::Mail::new("nora@contoso.example", "Parcel", "<p>Where?</p>");
        let user = self.emulator.tenant("adatum").user("adele").record();
        let mail = super::mail::comes(&stage, &user, &mail).expect("room");
        self.names.push(("mailFolder-id", "inbox".into()));
        self.names.push(("message-id", mail));

        let meetings = format!("/users/{adele}/onlineMeetings");
        let meeting = self.make(&self.app, "POST", &meetings, json!({"subject": "Review"}));
        let id = text(&meeting, "id");
        self.names.push(("onlineMeeting-id", id.clone()));
        let times = ("2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z");
        for (family, of) in [("onlineMeetings", id.as_str()), ("adhocCalls", "call-1")] {
            for kind in ["recordings", "transcripts"] {
                let one = artifact(
                    kind,
                    &format!("{kind}-1"),
                    (family, of),
                    (adele, tenant),
                    times,
                    "https://x",
                    b"WEBVTT",
                );
                let shelf = format!("users/{adele}/{family}/{of}/{kind}");
                stage.store.put(tenant, &shelf, one).expect("room");
            }
        }
        self.names.push(("adhocCall-id", "call-1".into()));
        self.names.push(("callRecording-id", "recordings-1".into()));
        self.names.push(("callTranscript-id", "transcripts-1".into()));
        let shelf = format!("users/{adele}/onlineMeetings/{id}/attendanceReports");
        stage
            .store
            .put(tenant, &shelf, json!({"id": "report-1", "totalParticipantCount": 1}))
            .expect("room");
        self.names.push(("meetingAttendanceReport-id", "report-1".into()));
        let record = json!({"id": "record-1", "identity": {"displayName": "A"}, "totalAttendanceInSeconds": 9});
        stage
            .store
            .put(tenant, &format!("{shelf}/report-1/attendanceRecords"), record)
            .expect("room");

        let party = json!({"user": {"id": adele, "displayName": "Adele", "tenantId": tenant}});
        let told = super::records::Told {
            tenant,
            id: Guid::from_u128(77),
            is_group: false,
            started: stage.clock.rfc3339().parse().expect("a date"),
            ended: stage.clock.rfc3339().parse().expect("a date"),
            parties: vec![party, json!({"phone": {"id": "+4940123"}})],
            failure: None,
        };
        super::records::write(&stage, &told).expect("room");
        let id = Guid::from_u128(77).to_string();
        self.names.push(("callRecord-id", id.clone()));
        let sessions = self.make(
            &self.app,
            "GET",
            &format!("/communications/callRecords/{id}/sessions"),
            Value::Null,
        );
        let session = text(&sessions["value"][0], "id");
        self.names.push(("session-id", session.clone()));
        self.names.push(("segment-id", session));
        self.names.push(("participant-id", adele.to_string()));
        let bind = json!({"teamsApp@odata.bind": format!("https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/{app}")});
        for (of, name) in [
            (format!("/users/{adele}/teamwork"), "userScopeTeamsAppInstallation-id"),
            (format!("/chats/{chat}"), "chat app"),
            (team, "team app"),
        ] {
            self.make(&self.app, "POST", &format!("{of}/installedApps"), bind.clone());
            let all = self.make(&self.app, "GET", &format!("{of}/installedApps"), Value::Null);
            self.names.push((name, text(&all["value"][0], "id")));
        }
        let assign = json!({"telephoneNumber": "+14255550999", "numberType": "directRouting", "assignmentTargetId": self.user("megan")});
        let at = "/admin/teams/telephoneNumberManagement/numberAssignments/assignNumber";
        let answer = self.ask(&self.app, "POST", at, assign);
        let location = answer.headers.iter().find(|(n, _)| *n == "Location").expect("a location");
        let operation = location.1.split('\'').nth(1).expect("an id").to_owned();
        self.names.push(("telephoneNumberLongRunningOperation-id", operation));
    }

    /// The address of an operation on what was prepared.
    fn address(&self, operation: &Operation) -> String {
        let area = if operation.path.starts_with("/chats") || operation.path.contains("/chats/") {
            "chat"
        } else if operation.path.contains("/channels/") {
            "channel"
        } else {
            "team"
        };
        let mut path = operation.path.to_owned();
        for name in ["fromDateTime", "toDateTime"] {
            path = path.replace(&format!("{{{name}}}"), "2026-01-01");
        }
        path = path.replace("{type}", "TeamsCallingPolicy").replace("{name}", "Global");
        while let Some((before, rest)) = path.clone().split_once('{') {
            let (variable, after) = rest.split_once('}').expect("a brace");
            let key = match variable {
                "conversationMember-id" => format!("{area} member"),
                "chatMessage-id" => format!("{area} message"),
                "teamsTab-id" => format!("{area} tab"),
                "teamsAppInstallation-id" => format!("{area} app"),
                other => other.to_owned(),
            };
            path = format!("{before}{}{after}", super::segment(&self.name(&key)));
        }
        if path.contains('@') && path.contains("getAll") {
            let times = "@startDateTime=2025-01-01T00:00:00Z&@endDateTime=2027-01-01T00:00:00Z";
            let me = self.user("adele");
            // The quotes belong to the alias's value.
            path = path
                .replace("'@meetingOrganizerUserId'", "@meetingOrganizerUserId")
                .replace("'@userId'", "@userId");
            path = format!("{path}?@meetingOrganizerUserId='{me}'&@userId='{me}'&{times}");
        }
        match operation.id {
            "onlineMeetings.list" => format!("{path}?$filter=JoinWebUrl eq 'x'"),
            "onlineMeetings.findByVtcId" => format!("{path}?$filter=VideoTeleconferenceId eq '1'"),
            _ => path,
        }
    }

    fn body(&self, operation: &Operation) -> Value {
        let me = self.user("adele");
        let app = format!(
            "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/{}",
            self.name("teamsApp-id")
        );
        let notify = |recipient: Value| {
            let mut body = json!({"topic": {"source": "text", "value": "Call", "webUrl": "https://teams.microsoft.com/l/entity/x"},
                "activityType": "callWaiting", "previewText": {"content": "A caller waits"},
                "templateParameters": [{"name": "queue", "value": "Billing"}]});
            for (name, value) in recipient.as_object().into_iter().flatten() {
                body[name] = value.clone();
            }
            body
        };
        let to_me =
            json!({"@odata.type": "#microsoft.graph.aadUserNotificationRecipient", "userId": me});
        let text = json!({"body": {"content": "x"}});
        match operation.id {
            "chats.create" => {
                json!({"chatType": "oneOnOne", "members": [self.member("adele"), self.member("megan")]})
            }
            "chats.update" => json!({"topic": "Night shift"}),
            "chats.members.add" | "teams.members.add" | "channels.members.add" => {
                self.member("megan")
            }
            "chats.messages.replyWithQuote" => {
                json!({"messageIds": [self.name("chat message")], "replyMessage": text})
            }
            "chats.messages.setReaction" | "chats.messages.unsetReaction" => {
                json!({"reactionType": "👍"})
            }
            "mail.messages.update" => json!({"isRead": true}),
            "mail.messages.reply" => json!({"comment": "x"}),
            "mail.sendMail" => {
                let to = json!([{"emailAddress": {"address": "nora@contoso.example"}}]);
                json!({"message": {"subject": "s", "toRecipients": to}})
            }
            id if id.contains("messages.") || id.contains("reply") => text,
            "chats.markReadForUser" | "chats.hideForUser" => json!({"user": {"id": me}}),
            "chats.pinnedMessages.add" => {
                json!({"message@odata.bind": format!("https://x/messages/{}", self.name("chat message"))})
            }
            "users.teamwork.installedApps.add" => json!({"teamsApp@odata.bind": app}),
            id if id.ends_with("installedApps.add") => json!({"teamsApp@odata.bind": app}),
            id if id.ends_with("tabs.add") => {
                json!({"displayName": "T", "teamsApp@odata.bind": app})
            }
            id if id.ends_with("tabs.update") => json!({"displayName": "U"}),
            "chats.sendActivityNotification" | "teams.sendActivityNotification" => {
                notify(json!({"recipient": to_me}))
            }
            "users.teamwork.sendActivityNotification" => notify(json!({})),
            "teamwork.sendActivityNotificationToRecipients" => {
                notify(json!({"recipients": [to_me]}))
            }
            "teams.create" => {
                json!({"template@odata.bind": "x('standard')", "displayName": "Sales", "members": [self.member("adele")]})
            }
            "teams.update" => json!({"displayName": "Support 2"}),
            "channels.create" => json!({"displayName": "More"}),
            "channels.update" => json!({"description": "d"}),
            "onlineMeetings.create" | "onlineMeetings.update" => json!({"subject": "s"}),
            "onlineMeetings.createOrGet" => json!({"externalId": "queue-7"}),
            "virtualAppointment.sendSms" | "virtualAppointment.sendReminderSms" => {
                json!({"attendees": [{"phoneNumber": "+4940123"}]})
            }
            "directoryObjects.getByIds" => json!({"ids": [me], "types": ["user"]}),
            "numberAssignments.assign" => {
                json!({"telephoneNumber": "+14255550998", "numberType": "directRouting", "assignmentTargetId": me})
            }
            "numberAssignments.unassign" | "numberAssignments.update" => {
                json!({"telephoneNumber": "+14255550999"})
            }
            "policy.userAssignments.assign" | "policy.userAssignments.unassign" => {
                json!({"value": [{"userId": me, "policyType": "TeamsCallingPolicy", "policyId": "p"}]})
            }
            _ => Value::Null,
        }
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}")).to_owned()
}

/// A manifest whose app is the application of that id, with a bot.
pub(super) fn manifest(app: Guid) -> Value {
    json!({"id": "2f1a4c3e-52a4-4b0e-9a4b-0d8f2a7a3b11", "version": "1.0.0", "name": {"short": "Desk"},
        "webApplicationInfo": {"id": app, "resource": "api://desk"},
        "bots": [{"botId": app, "scopes": ["personal", "team", "groupChat"]}],
        "activities": {"activityTypes": [{"type": "callWaiting", "description": "A call waits",
            "templateText": "{actor} has a call in {queue}"}]}})
}

#[tokio::test]
async fn graph_operations_every_v1_0_row_of_the_data_areas_answers_with_its_documented_status() {
    let world = World::new().await;
    let (mut walked, mut wrong) = (0, Vec::new());
    // What takes away comes last, the larger after the smaller.
    let rank = |operation: &&Operation| match operation.method {
        "DELETE" => 100 - operation.path.matches('/').count(),
        _ if operation.id.ends_with("softDelete") || operation.id.ends_with("ForUser") => 1,
        _ => 0,
    };
    let mut all: Vec<&Operation> = operations().iter().filter(|o| o.id != "users.me").collect();
    all.sort_by_key(rank);
    for operation in all {
        let caller = if operation.app_permissions.is_empty() { &world.adele } else { &world.app };
        let address = world.address(operation);
        let body = if operation.method == "GET" || operation.method == "DELETE" {
            Value::Null
        } else {
            world.body(operation)
        };
        if operation.id.ends_with("installedApps.add") {
            // It is there from the preparation.
            let remove =
                operations().iter().find(|o| o.id == operation.id.replace(".add", ".remove"));
            world.make(
                caller,
                "DELETE",
                &world.address(remove.expect("its opposite")),
                Value::Null,
            );
        }
        let answer = if operation.id == "appCatalogs.teamsApps.publish" {
            let mut other = manifest(Guid::from_u128(9));
            other["id"] = "7d2b0f7c-6a0e-4df0-8f53-1f5f0d0e2a22".into();
            let mut ask = Ask::new("v1.0", operation.verb(), &address, Body::Other);
            ask.raw = crate::zip::package("manifest.json", other.to_string().as_bytes());
            world.graph.answer(&ask, caller)
        } else {
            world.ask(caller, operation.method, &address, body)
        };
        // A meeting that is new is 201; the document shows the one that was there.
        let documented =
            if operation.id == "onlineMeetings.createOrGet" { 201 } else { operation.status };
        if answer.status != documented {
            wrong.push(format!(
                "{} {} {address}: {} instead of {documented} {:?}",
                operation.id, operation.method, answer.status, answer.body
            ));
        }
        walked += 1;
    }
    assert!(wrong.is_empty(), "{} of {walked} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(walked >= 140, "{walked}");
}
