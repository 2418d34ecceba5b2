//! Which of Graph's published limits a request counts against (`graph.md` section 1.4, RS-74).

use std::time::Duration;

use reqwest::Method;
use url::Url;

use teams_cc_http::send::Limit;

/// Whose requests a limit counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    /// Those of the app, in all tenants.
    App,
    /// Those of the app in one tenant.
    Tenant,
    /// Those of the app to one thing: a channel, a record.
    One(String),
}

/// A limit, and how much of it a request takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) name: &'static str,
    pub(crate) limit: Limit,
    pub(crate) scope: Scope,
    pub(crate) units: u32,
}

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

impl Claim {
    fn new(name: &'static str, scope: Scope, requests: u32, seconds: u64) -> Self {
        let limit = Limit { requests, window: Duration::from_secs(seconds) };
        Self { name, limit, scope, units: 1 }
    }

    /// Per app and tenant, and per app over all tenants: both in requests per second, as the
    /// limits of Teams are written.
    fn both(name: &'static str, tenant: u32, app: u32) -> Vec<Self> {
        vec![Self::new(name, Scope::Tenant, tenant, 1), Self::new(name, Scope::App, app, 1)]
    }
}

/// All limits that bind a request, the narrowest first.
pub(crate) fn claims(method: &Method, url: &Url) -> Vec<Claim> {
    let path = url.path().to_ascii_lowercase();
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).skip(1).collect();
    let mut all = match path.as_slice() {
        ["communications", "presences" | "getpresencesbyuserid", ..]
        | ["me", "presence", ..]
        | ["users", _, "presence", ..] => vec![Claim::new("presence", Scope::Tenant, 1_500, 30)],
        ["communications", "callrecords", id, ..] if !id.contains('(') => record(id, url),
        ["communications", "callrecords", ..] => {
            vec![Claim::new("call records", Scope::Tenant, 1_500, 20)]
        }
        ["communications", "calls" | "onlinemeetings", ..]
        | ["users", _, "onlinemeetings", ..]
        | ["me", "onlinemeetings", ..] => vec![Claim::new("calling", Scope::App, 5_000, 10)],
        ["subscriptions", ..] => vec![Claim::new("subscriptions", Scope::Tenant, 5_000, 20)],
        ["teams" | "chats" | "teamwork" | "appcatalogs", ..]
        | ["users", _, "chats" | "teamwork" | "joinedteams", ..]
        | ["me", "chats" | "teamwork" | "joinedteams", ..] => teams(method, &path),
        ["groups", _, "team"] if method == Method::PUT => Claim::both("making teams", 6, 150),
        ["users" | "groups" | "me" | "directoryobjects" | "organization", ..] => {
            directory(method, url)
        }
        _ => Vec::new(),
    };
    all.push(Claim::new("everything", Scope::App, 2_000, 1));
    all
}

/// One record: its first page and its further ones have limits of their own.
fn record(id: &str, url: &Url) -> Vec<Claim> {
    let one = Scope::One(id.to_owned());
    let is_further = url.query_pairs().any(|(name, _)| name.eq_ignore_ascii_case("$skiptoken"));
    let first = if is_further {
        Claim::new("pages of a call record", one, 50, 5 * MINUTE)
    } else {
        Claim::new("one call record", one, 10, 20)
    };
    vec![first, Claim::new("call records", Scope::Tenant, 1_500, 20)]
}

/// Chats, teams, channels, apps, activity feed.
fn teams(method: &Method, path: &[&str]) -> Vec<Claim> {
    let (is_read, is_post) = (method == Method::GET, method == Method::POST);
    let last = path.last().copied().unwrap_or_default();
    let has = |name: &str| path.contains(&name);
    let is_message = has("messages");
    let is_sent = is_post && matches!(last, "messages" | "replies" | "replywithquote");
    let channel = match path {
        ["teams", team, "channels", channel, ..] if *channel != "getallmessages" => {
            Some(format!("{team}/{channel}"))
        }
        _ => None,
    };
    let team = match path {
        ["teams", team, ..] => Some((*team).to_owned()),
        _ => None,
    };
    let mut all = Vec::new();
    if let (true, Some(channel)) = (is_sent, &channel) {
        let one = Scope::One(channel.clone());
        all.push(Claim::new("messages of a channel and day", one, 3_000, DAY));
    }
    if let Some(one) = channel.clone().or(team) {
        all.push(Claim::new("one channel or team", Scope::One(one), 4, 1));
    }
    let is_of_team = path.first() == Some(&"teams") || has("installedapps") || has("tabs");
    all.extend(match path {
        [.., "getallmessages"] => Claim::both("reading all messages", 200, 1_000),
        [.., "sendactivitynotification"] => Claim::both("activity feed", 5, 50),
        [.., "sendactivitynotificationtorecipients"] => Claim::both("activity feed of many", 2, 20),
        _ if is_sent && channel.is_some() => Claim::both("sending to channels", 50, 500),
        _ if is_sent => Claim::both("sending to chats", 20, 200),
        _ if is_message && is_read => Claim::both("reading messages", 20, 200),
        ["teams"] if is_post => Claim::both("making teams", 10, 100),
        ["teams", _, "clone"] => Claim::both("making teams", 6, 150),
        ["teams", _] if method == Method::PUT => Claim::both("making teams", 6, 150),
        ["teams", _, .., "members" | "channels"] if is_read => {
            Claim::both("members and channels", 60, 1_200)
        }
        _ if is_of_team && is_read => Claim::both("reading teams", 30, 600),
        _ if is_of_team && method == Method::DELETE => Claim::both("removing of teams", 15, 150),
        _ if is_of_team => Claim::both("changing teams", 30, 300),
        _ if is_read => Claim::both("reading teams' other things", 30, 1_500),
        _ => Claim::both("changing teams' other things", 30, 300),
    });
    all
}

/// People and groups: in resource units, of which a tenant of fewer than 50 people has the least.
fn directory(method: &Method, url: &Url) -> Vec<Claim> {
    let mut units: i32 = 2;
    for (name, value) in url.query_pairs() {
        match name.to_ascii_lowercase().as_str() {
            "$select" => units -= 1,
            "$expand" => units += 1,
            "$top" if value.parse().is_ok_and(|top: u32| top < 20) => units -= 1,
            _ => {}
        }
    }
    let units = u32::try_from(units).unwrap_or(1).max(1);
    let mut all = vec![Claim { units, ..Claim::new("directory", Scope::Tenant, 3_500, 10) }];
    if method != Method::GET {
        all.insert(0, Claim::new("writing the directory", Scope::Tenant, 3_000, 150));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, scope, requests and seconds of each limit but the one of everything.
    fn limits(method: &Method, path: &str) -> Vec<(&'static str, Scope, u32, u64)> {
        let url = format!("https://graph.example{path}").parse().unwrap();
        let mut all = claims(method, &url);
        let everything = all.pop().unwrap();
        assert_eq!((everything.scope, everything.limit.requests), (Scope::App, 2_000), "{path}");
        let row = |claim: Claim| {
            let Limit { requests, window } = claim.limit;
            (claim.name, claim.scope, requests, window.as_secs())
        };
        all.into_iter().map(row).collect()
    }

    #[test]
    fn graph_1_4_each_family_has_the_limits_of_the_table() {
        use Scope::{App, Tenant};
        let one = |id: &str| Scope::One(id.to_owned());
        let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
        let presence = [("presence", Tenant, 1_500, 30)];
        for path in [
            "/v1.0/communications/getPresencesByUserId",
            "/beta/communications/presences/x",
            "/v1.0/users/x/presence/setPresence",
            "/v1.0/me/presence",
        ] {
            assert_eq!(limits(&post, path), presence, "{path}");
        }
        let calling = [("calling", App, 5_000, 10)];
        for path in ["/v1.0/communications/calls/x/answer", "/v1.0/users/x/onlineMeetings"] {
            assert_eq!(limits(&post, path), calling, "{path}");
        }
        let records = ("call records", Tenant, 1_500, 20);
        let path = "/v1.0/communications/callRecords/R?$expand=sessions";
        let first = ("one call record", one("r"), 10, 20);
        assert_eq!(limits(&get, path), [first, records.clone()]);
        let path = "/v1.0/communications/callRecords/R/sessions?$skiptoken=x";
        let further = ("pages of a call record", one("r"), 50, 300);
        assert_eq!(limits(&get, path), [further, records.clone()]);
        let path = "/v1.0/communications/callRecords/getPstnCalls(fromDateTime=a,toDateTime=b)";
        assert_eq!(limits(&get, path), [records]);
        let subscriptions = [("subscriptions", Tenant, 5_000, 20)];
        assert_eq!(limits(&Method::PATCH, "/v1.0/subscriptions/x"), subscriptions);

        let both = |name, tenant, app| vec![(name, Tenant, tenant, 1), (name, App, app, 1)];
        for (method, path, expected) in [
            (&post, "/chats/c/messages", both("sending to chats", 20, 200)),
            (&get, "/chats/c/messages", both("reading messages", 20, 200)),
            (&get, "/users/u/chats/getAllMessages", both("reading all messages", 200, 1_000)),
            (&post, "/users/u/teamwork/sendActivityNotification", both("activity feed", 5, 50)),
            (
                &post,
                "/teamwork/sendActivityNotificationToRecipients",
                both("activity feed of many", 2, 20),
            ),
            (&get, "/users/u/teamwork/installedApps", both("reading teams", 30, 600)),
            (&get, "/chats/c", both("reading teams' other things", 30, 1_500)),
            (&post, "/chats", both("changing teams' other things", 30, 300)),
            (&post, "/teams", both("making teams", 10, 100)),
            (&put, "/groups/g/team", both("making teams", 6, 150)),
        ] {
            assert_eq!(limits(method, &format!("/v1.0{path}")), expected, "{path}");
        }
        let team = ("one channel or team", one("t"), 4, 1);
        let channel = ("one channel or team", one("t/c"), 4, 1);
        let day = ("messages of a channel and day", one("t/c"), 3_000, 86_400);
        let with = |mut ones: Vec<_>, both: Vec<_>| {
            ones.extend(both);
            ones
        };
        for (method, path, expected) in [
            (&get, "/teams/t", with(vec![team.clone()], both("reading teams", 30, 600))),
            (&post, "/teams/t/clone", with(vec![team.clone()], both("making teams", 6, 150))),
            (
                &get,
                "/teams/t/channels",
                with(vec![team.clone()], both("members and channels", 60, 1_200)),
            ),
            (
                &delete,
                "/teams/t/installedApps/a",
                with(vec![team.clone()], both("removing of teams", 15, 150)),
            ),
            (
                &post,
                "/teams/t/channels/c/tabs",
                with(vec![channel.clone()], both("changing teams", 30, 300)),
            ),
            (
                &post,
                "/teams/t/channels/c/messages/m/replies",
                with(vec![day, channel.clone()], both("sending to channels", 50, 500)),
            ),
            (
                &get,
                "/teams/t/channels/c/messages",
                with(vec![channel], both("reading messages", 20, 200)),
            ),
        ] {
            assert_eq!(limits(method, &format!("/v1.0{path}")), expected, "{path}");
        }
        assert_eq!(limits(&get, "/v1.0/sites/root"), []);
    }

    #[test]
    fn graph_1_4_the_directory_counts_resource_units() {
        let units = |method: &Method, path: &str| -> Vec<u32> {
            let url = format!("https://graph.example/v1.0{path}").parse().unwrap();
            claims(method, &url).iter().map(|claim| claim.units).collect()
        };
        assert_eq!(units(&Method::GET, "/users"), [2, 1]);
        assert_eq!(units(&Method::GET, "/users?$select=id"), [1, 1]);
        assert_eq!(units(&Method::GET, "/users?$expand=manager"), [3, 1]);
        assert_eq!(units(&Method::GET, "/users?$select=id&$top=5"), [1, 1], "never below one");
        assert_eq!(units(&Method::GET, "/users?$top=999"), [2, 1]);
        assert_eq!(units(&Method::PATCH, "/users/u"), [1, 2, 1], "writes count twice");
    }
}
