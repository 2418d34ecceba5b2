//! What may be subscribed to, by whom, for how long (`graph.md` section 6.1).

use teams_cc_core::Guid;

/// Least life: shorter ones are raised to it.
pub(crate) const LEAST_LIFE_MIN: i64 = 45;
/// Beyond it, Teams resources need a `lifecycleNotificationUrl`.
pub(crate) const LIFECYCLE_BEYOND_MIN: i64 = 60;
/// Users of one presence subscription.
pub(crate) const MOST_PRESENCES: usize = 650;

/// A kind of resource and its rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) kind: Kind,
    pub(crate) most_life_min: i64,
    pub(crate) may_be_rich: bool,
    /// A token of a signed-in user only.
    pub(crate) is_delegated_only: bool,
    /// A token of an application only.
    pub(crate) is_app_only: bool,
    /// One of these permissions; empty = any token.
    pub(crate) permissions: &'static [&'static str],
    /// Belongs to Teams: the rule about lifecycle notifications holds.
    pub(crate) is_teams: bool,
    pub(crate) quota: Quota,
}

/// What is subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Presence of these users.
    Presences(Vec<Guid>),
    /// Everything whose normalised path fits: `*` is one segment, a trailing `**` any rest.
    Paths(Vec<String>),
    /// Messages of the chats of a user.
    MessagesOf(String),
}

/// How many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quota {
    /// One per application and signed-in user; 409 at the second.
    OnePerReader,
    /// One per application and resource; 403 at the second.
    OnePerResource,
    /// So many of the same resource in a tenant; 403 beyond.
    PerTenant(usize),
    /// So many per application and resource; 403 beyond.
    PerApp(usize),
}

/// A resource as segments joined by slashes: no version, no leading slash, keys in parentheses
/// made segments, names in lower case, ids kept.
pub(crate) fn normal(resource: &str) -> String {
    let path = resource.split('?').next().unwrap_or_default();
    let path = path.trim_matches('/');
    let path = path.strip_prefix("v1.0/").or_else(|| path.strip_prefix("beta/")).unwrap_or(path);
    let mut segments = Vec::new();
    for part in split_outside_quotes(path) {
        match part.split_once('(') {
            Some((name, key)) if key.ends_with(')') => {
                segments.push(name.to_ascii_lowercase());
                let key = key.trim_end_matches(')');
                if key.is_empty() {
                    continue;
                }
                let key = key.rsplit_once("='").map_or(key, |(_, value)| value);
                segments.push(key.trim_matches('\'').to_owned());
            }
            _ => {
                // Every second segment is an id; names are known, so that ids are left alone.
                let is_name = part.bytes().all(|b| b.is_ascii_alphabetic());
                segments.push(if is_name { part.to_ascii_lowercase() } else { part.to_owned() });
            }
        }
    }
    segments.join("/")
}

fn split_outside_quotes(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut is_quoted) = (0, false);
    for (at, letter) in path.char_indices() {
        match letter {
            '\'' => is_quoted = !is_quoted,
            '/' if !is_quoted => {
                parts.push(&path[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&path[from..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether a normalised path fits a pattern of [`Kind::Paths`].
pub(crate) fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (Some("**"), _) | (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(one), Some(other)) if one == other => {}
            _ => return false,
        }
    }
}

/// The rule of a resource, or why there is none.
pub(crate) fn rule(resource: &str) -> Result<Rule, String> {
    let path = normal(resource);
    let segments: Vec<&str> = path.split('/').collect();
    let plain = |patterns: &[String]| Kind::Paths(patterns.to_vec());
    let teams = |patterns: &[String], permissions| Rule {
        kind: plain(patterns),
        most_life_min: 4_320,
        may_be_rich: true,
        is_delegated_only: false,
        is_app_only: false,
        permissions,
        is_teams: true,
        quota: Quota::PerTenant(10_000),
    };
    let own = |suffix: &str| format!("{path}{suffix}");
    Ok(match segments.as_slice() {
        ["communications", "presences", rest @ ..] => {
            let users = presence_ids(resource, rest)?;
            Rule {
                kind: Kind::Presences(users),
                most_life_min: 60,
                may_be_rich: true,
                is_delegated_only: true,
                is_app_only: false,
                permissions: &["Presence.Read.All", "Presence.ReadWrite.All"],
                is_teams: true,
                quota: Quota::OnePerReader,
            }
        }
        ["communications", "callrecords"] => Rule {
            most_life_min: 4_230,
            may_be_rich: false,
            is_app_only: true,
            is_teams: false,
            quota: Quota::PerTenant(100),
            ..teams(&[own("/*")], &["CallRecords.Read.All"])
        },
        ["communications", "onlinemeetings", _, "meetingcallevents"] => teams(
            &[own("/**"), path.clone()],
            &["OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All"],
        ),
        ["communications", "onlinemeetings", "getallrecordings"] => {
            let all = "users/*/onlinemeetings/*/recordings/*".to_owned();
            let same = "communications/onlinemeetings/*/recordings/*".to_owned();
            teams(&[all, same], &["OnlineMeetingRecording.Read.All"])
        }
        ["communications", "onlinemeetings", "getalltranscripts"] => {
            let all = "users/*/onlinemeetings/*/transcripts/*".to_owned();
            let same = "communications/onlinemeetings/*/transcripts/*".to_owned();
            teams(&[all, same], &["OnlineMeetingTranscript.Read.All"])
        }
        ["users", user, "onlinemeetings", "getallrecordings"] => {
            let one = format!("users/{user}/onlinemeetings/*/recordings/*");
            teams(&[one], &["OnlineMeetingRecording.Read.All"])
        }
        ["users", user, "onlinemeetings", "getalltranscripts"] => {
            let one = format!("users/{user}/onlinemeetings/*/transcripts/*");
            teams(&[one], &["OnlineMeetingTranscript.Read.All"])
        }
        ["communications", "onlinemeetings", meeting, what @ ("recordings" | "transcripts")] => {
            let of_user = format!("users/*/onlinemeetings/{meeting}/{what}/*");
            teams(
                &[of_user, own("/*")],
                &["OnlineMeetingRecording.Read.All", "OnlineMeetingTranscript.Read.All"],
            )
        }
        ["chats", "getallmessages"] => {
            teams(&["chats/*/messages/*".into()], &["Chat.Read.All", "Chat.ReadWrite.All"])
        }
        ["chats", _, "messages"] => Rule {
            quota: Quota::OnePerResource,
            ..teams(
                &[own("/*")],
                &["Chat.Read.All", "Chat.ReadWrite.All", "Chat.Read", "Chat.ReadWrite"],
            )
        },
        ["users", user, "chats", "getallmessages"] => Rule {
            kind: Kind::MessagesOf((*user).to_owned()),
            quota: Quota::PerApp(10),
            ..teams(&[], &["Chat.Read.All", "Chat.ReadWrite.All", "Chat.Read", "Chat.ReadWrite"])
        },
        // Outlook: seven days, with content one day (not emulated).
        ["users", user, "messages"] | ["users", user, "mailfolders", _, "messages"] => Rule {
            most_life_min: 10_080,
            may_be_rich: false,
            is_teams: false,
            ..teams(
                &[format!("users/{user}/messages/*")],
                &["Mail.Read", "Mail.ReadWrite", "Mail.ReadBasic.All"],
            )
        },
        ["teams", "getallmessages"] => {
            let all = "teams/*/channels/*/messages/**".to_owned();
            teams(&[all], &["ChannelMessage.Read.All"])
        }
        ["teams", _, "channels", _, "messages"] => {
            teams(&[own("/**")], &["ChannelMessage.Read.All"])
        }
        ["chats" | "teams"] => teams(&[own("/*")], &[]),
        ["chats" | "teams", "getallmembers"] => {
            let first = segments.first().copied().unwrap_or_default();
            teams(&[format!("{first}/*/members/*")], &[])
        }
        ["teams", "getallchannels"] => teams(&["teams/*/channels/*".into()], &[]),
        ["chats" | "teams", _] => teams(std::slice::from_ref(&path), &[]),
        ["chats" | "teams", _, "members" | "channels" | "installedapps"]
        | ["teams", _, "channels", _, "members"]
        | ["appcatalogs", "teamsapps"] => teams(&[own("/*"), path.clone()], &[]),
        ["users", _, "teamwork", "installedapps"] => teams(&[own("/*")], &[]),
        ["users" | "groups"] => directory(&[own("/*")]),
        ["users" | "groups", _] => directory(std::slice::from_ref(&path)),
        _ => return Err(format!("Resource '{resource}' is not supported for subscriptions.")),
    })
}

fn directory(patterns: &[String]) -> Rule {
    Rule {
        kind: Kind::Paths(patterns.to_vec()),
        most_life_min: 41_760,
        may_be_rich: false,
        is_delegated_only: false,
        is_app_only: false,
        permissions: &["User.Read.All", "Directory.Read.All", "Group.Read.All", "User.Read"],
        is_teams: false,
        quota: Quota::PerApp(100),
    }
}

/// `presences/{id}`, or `presences?$filter=id in ('a','b')`.
fn presence_ids(resource: &str, rest: &[&str]) -> Result<Vec<Guid>, String> {
    let bad = || "The resource must name users by their ids.".to_owned();
    let ids: Vec<Guid> = match rest {
        [one] => vec![one.parse().map_err(|_| bad())?],
        [] => {
            let query = resource.split_once('?').map(|(_, query)| query).ok_or_else(bad)?;
            let query = crate::uri::percent_decoded(query, true);
            let (name, filter) = query.split_once('=').ok_or_else(bad)?;
            let filter = filter.trim().strip_prefix("id in (").filter(|_| name == "$filter");
            let list = filter.and_then(|filter| filter.strip_suffix(')')).ok_or_else(bad)?;
            let parse = |id: &str| id.trim().trim_matches('\'').parse::<Guid>().map_err(|_| bad());
            list.split(',').map(parse).collect::<Result<_, _>>()?
        }
        _ => return Err(bad()),
    };
    if ids.len() > MOST_PRESENCES {
        return Err("At most 650 users can be in one presence subscription.".into());
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_resource_are_one() {
        let pairs = [
            ("/chats/19:a@thread.v2/messages", "chats('19:a@thread.v2')/messages"),
            ("v1.0/communications/callRecords", "/communications/callRecords"),
            ("/users/U-1/chats/getAllMessages", "users('U-1')/chats/getAllMessages()"),
        ];
        for (one, other) in pairs {
            assert_eq!(normal(one), normal(other));
        }
        let meeting =
            "communications/onlineMeetings(joinWebUrl='https%3A%2F%2Fx')/meetingCallEvents";
        assert_eq!(
            normal(meeting),
            "communications/onlinemeetings/https%3A%2F%2Fx/meetingcallevents"
        );
    }

    #[test]
    fn graph_6_1_each_resource_has_its_rule() {
        let life = |resource: &str| rule(resource).map(|rule| rule.most_life_min);
        let id = "11111111-1111-4111-8111-111111111111";
        assert_eq!(life(&format!("/communications/presences/{id}")), Ok(60));
        let two = format!("/communications/presences?$filter=id in ('{id}','{id}')");
        assert_eq!(life(&two), Ok(60));
        assert_eq!(life("communications/callRecords"), Ok(4_230));
        assert_eq!(life("/chats/19:x/messages"), Ok(4_320));
        assert_eq!(life("/users"), Ok(41_760));
        assert!(life("/me/drive/root").is_err());
        assert!(life("/communications/presences").is_err());
        assert!(fits("chats/*/messages/*", "chats/19:x/messages/1"));
        assert!(!fits("chats/*/messages/*", "chats/19:x/members/1"));
        assert!(fits("teams/*/channels/*/messages/**", "teams/t/channels/c/messages/1/replies/2"));
    }
}
