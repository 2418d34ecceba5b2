//! Where Graph is: the national clouds as data.

use url::Url;

use teams_cc_core::Error;
use teams_cc_http::is_loopback;

use crate::error;

/// A cloud: where Graph and its sign-in are, and what it lacks.
///
/// A tenant lives in exactly one cloud; the worldwide one also serves GCC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cloud {
    name: &'static str,
    graph: &'static str,
    sign_in: &'static str,
    communications: bool,
}

impl Cloud {
    /// Worldwide, also GCC.
    pub const WORLDWIDE: Self = Self {
        name: "worldwide",
        graph: "https://graph.microsoft.com",
        sign_in: "https://login.microsoftonline.com",
        communications: true,
    };
    /// US Government L4 (GCC High).
    pub const US_GOV_HIGH: Self = Self {
        name: "us-gov-high",
        graph: "https://graph.microsoft.us",
        sign_in: "https://login.microsoftonline.us",
        communications: true,
    };
    /// US Government L5 (DoD).
    pub const US_GOV_DOD: Self = Self {
        name: "us-gov-dod",
        graph: "https://dod-graph.microsoft.us",
        sign_in: "https://login.microsoftonline.us",
        communications: true,
    };
    /// China, operated by 21Vianet: no calls, presence, call records or online meetings.
    pub const CHINA: Self = Self {
        name: "china",
        graph: "https://microsoftgraph.chinacloudapi.cn",
        sign_in: "https://login.chinacloudapi.cn",
        communications: false,
    };
    /// All of them.
    pub const ALL: [Self; 4] = [Self::WORLDWIDE, Self::US_GOV_HIGH, Self::US_GOV_DOD, Self::CHINA];

    /// The cloud of this name: `worldwide`, `us-gov-high`, `us-gov-dod`, `china`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cloud| cloud.name.eq_ignore_ascii_case(name))
    }

    /// Its name in configurations.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Where Graph is, without a version.
    pub fn graph(&self) -> &'static str {
        self.graph
    }

    /// Where tokens come from.
    pub fn sign_in(&self) -> &'static str {
        self.sign_in
    }

    /// Whether calls, presence and call records exist there.
    pub fn has_communications(&self) -> bool {
        self.communications
    }
}

/// The root of Graph: scheme, host and port, nothing else. Everything we send goes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root(Url);

impl Root {
    /// Accepts https anywhere, and http on loopback only: a bearer token is never sent in clear
    /// text over a network.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let url = Url::parse(text.trim_end_matches('/'))
            .map_err(|source| error::endpoint("it is not a URL").with_source(source))?;
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
            return Err(error::endpoint("it carries a user name or a query"));
        }
        if url.path() != "/" {
            return Err(error::endpoint("it has a path; the version is added by itself"));
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_loopback(&url) => Ok(Self(url)),
            _ => Err(error::endpoint("only https is accepted, and http on loopback")),
        }
    }

    /// The scope of app-only tokens.
    pub(crate) fn scope(&self) -> String {
        format!("{}/.default", self.0.as_str().trim_end_matches('/'))
    }

    /// Whether it is on this machine: no proxy stands before it.
    pub(crate) fn is_on_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Host and port, for logs.
    pub(crate) fn host(&self) -> String {
        match (self.0.host_str(), self.0.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        }
    }

    /// The address of `path`: `/me` is below `/v1.0`; `/beta/me` and `/v1.0/me` are taken as
    /// written; a whole link (of a next page) must lead to this very host (RS-78).
    pub(crate) fn join(&self, path: &str) -> Result<Url, Error> {
        if let Ok(link) = Url::parse(path) {
            let same = link.origin() == self.0.origin()
                && link.username().is_empty()
                && link.password().is_none();
            return if same { Ok(link) } else { Err(error::foreign_link()) };
        }
        let path = path.trim_start_matches('/');
        let versioned = ["v1.0", "beta"].into_iter().any(|version| {
            path.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let version = if versioned { "" } else { "v1.0/" };
        let root = self.0.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{root}/{version}{path}"))
            .map_err(|source| error::bad_path().with_source(source))?;
        // Dots may not climb out of the version.
        let below = url.path().starts_with("/v1.0") || url.path().starts_with("/beta");
        if below && url.origin() == self.0.origin() { Ok(url) } else { Err(error::bad_path()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_of_the_national_clouds() {
        let hosts = Cloud::ALL.map(|cloud| (cloud.graph, cloud.sign_in));
        assert_eq!(hosts[0].0, "https://graph.microsoft.com");
        assert_eq!(
            hosts[2],
            ("https://dod-graph.microsoft.us", "https://login.microsoftonline.us")
        );
        for cloud in Cloud::ALL {
            assert_eq!(Cloud::named(cloud.name()), Some(cloud.clone()));
            let root = Root::parse(cloud.graph()).unwrap();
            assert_eq!(root.scope(), format!("{}/.default", cloud.graph()));
        }
        assert!(!Cloud::CHINA.has_communications());
        assert_eq!(Cloud::named("germany"), None);
    }

    #[test]
    fn tokens_never_travel_in_clear_text_but_on_loopback() {
        for good in ["https://graph.microsoft.com/", "http://127.0.0.1:8080", "http://[::1]:1"] {
            assert!(Root::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://graph.microsoft.com",
            "http://127.0.0.1.evil.example",
            "ftp://graph.microsoft.com",
            "https://me:secret@graph.microsoft.com",
            "https://graph.microsoft.com/v1.0",
            "graph",
        ] {
            assert_eq!(Root::parse(bad).unwrap_err().code(), "TCC-GRAPH-0102", "{bad}");
        }
    }

    #[test]
    fn paths_stay_below_a_version_of_the_root() {
        let root = Root::parse("https://graph.microsoft.com").unwrap();
        let join = |path: &str| root.join(path).map(|url| url.as_str().to_owned());
        let base = "https://graph.microsoft.com";
        assert_eq!(join("/me").unwrap(), format!("{base}/v1.0/me"));
        assert_eq!(join("beta/me").unwrap(), format!("{base}/beta/me"));
        assert_eq!(join("/v1.0/me").unwrap(), format!("{base}/v1.0/me"));
        assert_eq!(join("//evil.example/x").unwrap(), format!("{base}/v1.0/evil.example/x"));
        let filter = join("/me/calendars?$filter=name eq 'Holidays'").unwrap();
        assert_eq!(filter, format!("{base}/v1.0/me/calendars?$filter=name%20eq%20%27Holidays%27"));
        assert!(join("/../../admin").is_err());
    }

    #[test]
    fn rs_78_links_to_other_hosts_are_refused() {
        let root = Root::parse("https://graph.microsoft.com").unwrap();
        assert!(root.join("https://graph.microsoft.com/v1.0/users?$skiptoken=x").is_ok());
        for trap in [
            "https://graph.microsoft.com.evil.example/v1.0/users",
            "http://graph.microsoft.com/v1.0/users",
            "https://graph.microsoft.com:8443/v1.0/users",
            "https://user@graph.microsoft.com/v1.0/users",
            "file:///etc/passwd",
        ] {
            assert_eq!(root.join(trap).unwrap_err().code(), "TCC-GRAPH-0401", "{trap}");
        }
    }
}
