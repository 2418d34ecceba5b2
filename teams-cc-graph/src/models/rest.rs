//! What models keep beside their fields.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::print::Kept;

/// What a model keeps beside its fields: unknown fields, nulls, unexpected types and spellings.
#[derive(Clone, Default, PartialEq)]
pub struct Rest {
    kept: BTreeMap<Box<str>, Value>,
    /// Fields that came under a name of another case: the field's name, and the one that came.
    names: Vec<(&'static str, Box<str>)>,
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(name, value)| (name, Kept(name, value)))).finish()
    }
}

impl Rest {
    /// One of them, by the name it has in JSON.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.kept.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.kept.iter().map(|(name, value)| (&**name, value))
    }

    /// Adds or replaces one, for fields that this version has no name for.
    pub fn insert(&mut self, name: impl Into<Box<str>>, value: impl Into<Value>) {
        self.kept.insert(name.into(), value.into());
    }

    /// Takes one out: a `null` or a spelling that shall not be written back.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.kept.remove(name)
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.names.is_empty()
    }

    /// The name under which a field came.
    pub(super) fn name_of(&self, field: &'static str) -> &str {
        let other = self.names.iter().find(|(known, _)| *known == field);
        other.map_or(field, |(_, came)| came)
    }

    /// The field that came under this name of another case.
    pub(super) fn field_of(&self, came: &str) -> Option<&'static str> {
        self.names.iter().find(|(_, name)| **name == *came).map(|(field, _)| *field)
    }

    /// A field came under a name of another case.
    pub(super) fn rename(&mut self, field: &'static str, came: &str) {
        self.names.push((field, came.into()));
    }

    /// The field has its own name again; the one under which it had come.
    pub(super) fn forget_name(&mut self, field: &'static str) -> Option<Box<str>> {
        let place = self.names.iter().position(|(known, _)| *known == field)?;
        Some(self.names.swap_remove(place).1)
    }

    /// Keeps a value unless there is one of that name.
    pub(super) fn insert_new(&mut self, name: Box<str>, value: Value) {
        self.kept.entry(name).or_insert(value);
    }
}
