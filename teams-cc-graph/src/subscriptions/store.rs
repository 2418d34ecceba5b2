//! What of the subscriptions survives a restart.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind as IoKind, Write};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use teams_cc_core::{Error, Secret, TenantId};

use crate::error;
use crate::notifications::Expected;

/// A file of records that is larger is not ours.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// What is remembered of one subscription: enough to believe its notifications after a restart.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remembered {
    /// The subscription's id.
    pub id: String,
    /// The tenant it is about, if the handle was made with a tenant's id and not its domain name.
    pub tenant: Option<TenantId>,
    /// What it is about, as it was asked for.
    pub resource: String,
    /// The name under which it is wanted.
    pub name: String,
    /// What each of its notifications carries.
    pub client_state: Secret,
}

impl Remembered {
    /// What its notifications must say.
    pub(crate) fn expected(&self) -> Expected {
        let mut expected = Expected::client_state(self.client_state.clone());
        if let Some(tenant) = self.tenant {
            expected = expected.tenant(tenant);
        }
        // Notifications name what changed. A function, a list of lists and `me` are other words
        // for it: there the client state alone must do.
        let resource = self.resource.split('?').next().unwrap_or_default().trim_matches('/');
        let is_plain = !resource.contains('(')
            && !resource.split('/').any(|part| part.starts_with("getAll") || part == "me");
        let resource = resource.strip_prefix("v1.0/").or_else(|| resource.strip_prefix("beta/"));
        match resource {
            _ if !is_plain => expected,
            Some(rest) => expected.resource(rest),
            None => expected.resource(&self.resource),
        }
    }
}

/// Where the subscriptions of one identity in one tenant are remembered. Called from a thread that
/// may block; one call at a time.
pub trait SubscriptionStore: Send + Sync + 'static {
    /// What was saved last; nothing if nothing was.
    ///
    /// # Errors
    /// The place cannot be read. Opening fails then, rather than forgetting.
    fn load(&self) -> Result<Vec<Remembered>, Error>;

    /// Replaces what was saved. Done means: it survives a crash.
    ///
    /// # Errors
    /// The place cannot be written; it is tried again at the next change.
    fn save(&self, all: &[Remembered]) -> Result<(), Error>;
}

/// Remembers nothing beyond this process: after a restart all subscriptions are made anew.
#[derive(Debug, Default)]
pub struct InMemory(Mutex<Vec<Remembered>>);

impl SubscriptionStore for InMemory {
    fn load(&self) -> Result<Vec<Remembered>, Error> {
        Ok(self.0.lock().clone())
    }

    fn save(&self, all: &[Remembered]) -> Result<(), Error> {
        *self.0.lock() = all.to_vec();
        Ok(())
    }
}

/// Remembers in a JSON file that is replaced whole. It holds client states, which are secrets: it
/// is made readable by its owner only.
#[derive(Debug)]
pub struct InFile(PathBuf);

impl InFile {
    /// This file; its folder must exist. One file for each identity and tenant.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The whole file, if there is one.
    pub(crate) fn read(&self) -> Result<Option<Vec<u8>>, Error> {
        match fs::metadata(&self.0) {
            Err(source) if source.kind() == IoKind::NotFound => return Ok(None),
            Err(source) => return Err(error::store().with_source(source)),
            Ok(file) if file.len() > LARGEST_FILE => {
                return Err(error::store().cause("the file is larger than 64 MiB"));
            }
            Ok(_) => {}
        }
        fs::read(&self.0).map(Some).map_err(|source| error::store().with_source(source))
    }

    /// Puts `text` in the place of what the file held.
    pub(crate) fn replace(&self, text: &[u8]) -> Result<(), Error> {
        self.write(text).map_err(|source| error::store().with_source(source))
    }

    fn write(&self, text: &[u8]) -> std::io::Result<()> {
        let beside = self.0.with_extension("new");
        match fs::remove_file(&beside) {
            Err(source) if source.kind() != IoKind::NotFound => return Err(source),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&beside, &self.0)?;
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

/// One record in the file.
#[derive(Serialize, Deserialize)]
struct Line {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<TenantId>,
    resource: String,
    name: String,
    client_state: String,
}

impl SubscriptionStore for InFile {
    fn load(&self) -> Result<Vec<Remembered>, Error> {
        let Some(text) = self.read()? else { return Ok(Vec::new()) };
        let lines: Vec<Line> = serde_json::from_slice(&text)
            .map_err(|_| error::store().cause("the file is not what was written"))?;
        let all = lines.into_iter().map(|line| Remembered {
            id: line.id,
            tenant: line.tenant,
            resource: line.resource,
            name: line.name,
            client_state: Secret::new(line.client_state),
        });
        Ok(all.collect())
    }

    fn save(&self, all: &[Remembered]) -> Result<(), Error> {
        let lines: Vec<Line> = all
            .iter()
            .map(|one| Line {
                id: one.id.clone(),
                tenant: one.tenant,
                resource: one.resource.clone(),
                name: one.name.clone(),
                client_state: one.client_state.expose().to_owned(),
            })
            .collect();
        let text = serde_json::to_vec(&lines).map_err(|_| error::store())?;
        self.replace(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str) -> Remembered {
        Remembered {
            id: id.into(),
            tenant: None,
            resource: "/communications/callRecords".into(),
            name: "records".into(),
            client_state: Secret::new("hush-hush"),
        }
    }

    #[test]
    fn rs_72_a_file_remembers_and_prints_no_secret() {
        let path =
            std::env::temp_dir().join(format!("teams-cc-subs-{}.json", uuid::Uuid::new_v4()));
        let store = InFile::new(&path);
        assert_eq!(store.load().unwrap(), []);
        store.save(&[one("1"), one("2")]).unwrap();
        store.save(&[one("2")]).unwrap();
        assert_eq!(InFile::new(&path).load().unwrap(), [one("2")]);
        assert!(!format!("{:?}", one("1")).contains("hush"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
        }
        fs::write(&path, "[{").unwrap();
        assert_eq!(store.load().unwrap_err().code(), "TCC-GRAPH-0602");
        fs::remove_file(&path).unwrap();
    }
}
