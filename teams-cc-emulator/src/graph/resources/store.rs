//! What the tenants hold: resources on shelves, each with the version at which it last changed.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::TenantId;

use super::super::answer::Answer;

/// Resources of one shelf; beyond it new ones are refused.
const MOST_ON_SHELF: usize = 100_000;

/// All shelves. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store(Arc<Mutex<Shelves>>);

#[derive(Debug, Default)]
struct Shelves {
    version: u64,
    shelves: HashMap<(TenantId, String), Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    places: HashMap<String, usize>,
    items: Vec<Item>,
}

#[derive(Clone, Debug)]
struct Item {
    value: Value,
    /// When it came, and when it last changed.
    version: u64,
    is_removed: bool,
}

impl Store {
    /// Everything on a shelf, in the order it came.
    pub(crate) fn list(&self, tenant: TenantId, shelf: &str) -> Vec<Value> {
        let all = self.0.lock();
        let shelf = all.shelves.get(&(tenant, shelf.to_owned()));
        let items = shelf.into_iter().flat_map(|shelf| &shelf.items);
        items.filter(|item| !item.is_removed).map(|item| item.value.clone()).collect()
    }

    /// One resource.
    pub(crate) fn get(&self, tenant: TenantId, shelf: &str, id: &str) -> Option<Value> {
        let all = self.0.lock();
        let shelf = all.shelves.get(&(tenant, shelf.to_owned()))?;
        let item = shelf.items.get(*shelf.places.get(id)?)?;
        (!item.is_removed).then(|| item.value.clone())
    }

    /// Puts a resource there, by its `id`, in place of one with the same.
    pub(crate) fn put(&self, tenant: TenantId, shelf: &str, value: Value) -> Result<(), Answer> {
        let id = value["id"].as_str().unwrap_or_default().to_owned();
        let mut all = self.0.lock();
        all.version += 1;
        let version = all.version;
        let shelf = all.shelves.entry((tenant, shelf.to_owned())).or_default();
        let item = Item { value, version, is_removed: false };
        match shelf.places.get(&id).copied() {
            Some(place) => {
                if let Some(slot) = shelf.items.get_mut(place) {
                    *slot = item;
                }
            }
            None if shelf.items.len() >= MOST_ON_SHELF => {
                let text = "The emulator keeps no more than 100000 resources of a kind.";
                return Err(Answer::error(507, "insufficientStorage", text));
            }
            None => {
                shelf.places.insert(id, shelf.items.len());
                shelf.items.push(item);
            }
        }
        Ok(())
    }

    /// Changes a resource and gives what it is now.
    pub(crate) fn change(
        &self,
        tenant: TenantId,
        shelf: &str,
        id: &str,
        change: impl FnOnce(&mut Value),
    ) -> Option<Value> {
        let mut all = self.0.lock();
        let version = all.version + 1;
        let shelf = all.shelves.get_mut(&(tenant, shelf.to_owned()))?;
        let place = *shelf.places.get(id)?;
        let item = shelf.items.get_mut(place).filter(|item| !item.is_removed)?;
        change(&mut item.value);
        item.version = version;
        let now = item.value.clone();
        all.version = version;
        Some(now)
    }

    /// Takes a resource away and gives what it was.
    pub(crate) fn remove(&self, tenant: TenantId, shelf: &str, id: &str) -> Option<Value> {
        let mut all = self.0.lock();
        let version = all.version + 1;
        let shelf = all.shelves.get_mut(&(tenant, shelf.to_owned()))?;
        let place = *shelf.places.get(id)?;
        let item = shelf.items.get_mut(place).filter(|item| !item.is_removed)?;
        item.is_removed = true;
        item.version = version;
        let was = item.value.clone();
        all.version = version;
        Some(was)
    }

    /// Takes away whole shelves: those of a chat that is gone.
    pub(crate) fn remove_below(&self, tenant: TenantId, prefix: &str) {
        let mut all = self.0.lock();
        all.shelves.retain(|(whose, name), _| *whose != tenant || !name.starts_with(prefix));
    }

    /// What changed on a shelf after a version, oldest change first, with each change's version;
    /// what is gone as `@removed`.
    pub(crate) fn since(&self, tenant: TenantId, shelf: &str, version: u64) -> Vec<(u64, Value)> {
        let all = self.0.lock();
        let shelf = all.shelves.get(&(tenant, shelf.to_owned()));
        let items = shelf.into_iter().flat_map(|shelf| &shelf.items);
        let mut changed: Vec<(u64, Value)> = items
            .filter(|item| item.version > version)
            .map(|item| {
                if item.is_removed {
                    let id = &item.value["id"];
                    (item.version, json!({"id": id, "@removed": {"reason": "deleted"}}))
                } else {
                    (item.version, item.value.clone())
                }
            })
            .collect();
        changed.sort_by_key(|(version, _)| *version);
        changed
    }

    /// The version now: nothing that is here is newer.
    pub(crate) fn version(&self) -> u64 {
        self.0.lock().version
    }

    /// Names of shelves that begin so.
    pub(crate) fn shelves(&self, tenant: TenantId, prefix: &str) -> Vec<String> {
        let all = self.0.lock();
        let names =
            all.shelves.keys().filter(|(whose, name)| *whose == tenant && name.starts_with(prefix));
        let mut names: Vec<String> = names.map(|(_, name)| name.clone()).collect();
        names.sort();
        names
    }
}

#[cfg(test)]
mod tests {
    use teams_cc_core::Guid;

    use super::*;

    #[test]
    fn graph_1_5_what_changed_since_a_version_comes_once_and_removals_say_so() {
        let store = Store::default();
        let tenant = TenantId(Guid::from_u128(1));
        for id in ["a", "b"] {
            store.put(tenant, "s", json!({"id": id})).expect("room");
        }
        let then = store.version();
        store.change(tenant, "s", "b", |b| b["x"] = 1.into());
        store.remove(tenant, "s", "a");
        let changed: Vec<Value> =
            store.since(tenant, "s", then).into_iter().map(|(_, v)| v).collect();
        let gone = json!({"id": "a", "@removed": {"reason": "deleted"}});
        assert_eq!(changed, [json!({"id": "b", "x": 1}), gone]);
        assert_eq!(store.list(tenant, "s").len(), 1);
        let other = TenantId(Guid::from_u128(2));
        assert!(store.list(other, "s").is_empty(), "tenants share nothing");
    }
}
