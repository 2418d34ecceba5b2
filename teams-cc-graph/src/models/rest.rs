//! What models keep beside their fields, and how a field is read and written.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde_json::Value;

use super::field::{Field, Fit, Seed, as_json, fit, still_means};

/// What a model keeps beside its fields: unknown fields, nulls, unexpected types and spellings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rest {
    kept: BTreeMap<Box<str>, Value>,
    /// Fields that came under a name of another case: the field's name, and the one that came.
    names: Vec<(&'static str, Box<str>)>,
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
    fn name_of(&self, field: &'static str) -> &str {
        let other = self.names.iter().find(|(known, _)| *known == field);
        other.map_or(field, |(_, came)| came)
    }

    /// The field that came under this name of another case.
    pub(crate) fn field_of(&self, came: &str) -> Option<&'static str> {
        self.names.iter().find(|(_, name)| **name == *came).map(|(field, _)| *field)
    }
}

/// Reads a field that came under its own name.
pub(crate) fn read_field<'de, A: MapAccess<'de>, T: Field>(
    map: &mut A,
    field: &mut Option<T>,
    name: &'static str,
    rest: &mut Rest,
) -> Result<(), A::Error> {
    let fit = map.next_value_seed(Seed::<T>(PhantomData))?;
    if !rest.names.is_empty() {
        give_way(field.as_ref(), name, rest);
    }
    settle(fit, field, name, rest);
    Ok(())
}

/// Its own name has come after all: the one in another case was just a field of that name.
fn give_way<T: Field>(field: Option<&T>, name: &'static str, rest: &mut Rest) {
    if let Some(place) = rest.names.iter().position(|(known, _)| *known == name) {
        let (_, came) = rest.names.swap_remove(place);
        if let Some(field) = field {
            rest.kept.entry(came).or_insert_with(|| as_json(field));
        }
    }
}

fn settle<T>(fit: Fit<T>, field: &mut Option<T>, name: &str, rest: &mut Rest) {
    match fit {
        Fit::Exact(value) => *field = Some(value),
        Fit::Loose(value, spelling) => {
            *field = Some(value);
            rest.insert(name, spelling);
        }
        Fit::No(value) => {
            *field = None;
            rest.insert(name, value);
        }
    }
}

/// Reads a field that came under a name of another case.
pub(crate) fn read_other_case<T: Field>(
    field: &mut Option<T>,
    name: &'static str,
    came: &str,
    value: Value,
    rest: &mut Rest,
) {
    if field.is_some() || rest.kept.contains_key(name) {
        rest.insert(came, value);
        return;
    }
    match fit::<T>(value) {
        Fit::No(value) => rest.insert(came, value),
        fit => {
            settle(fit, field, came, rest);
            rest.names.push((name, came.into()));
        }
    }
}

/// Writes a field as it came, while it still means the same.
pub(crate) fn write_field<M: SerializeMap, T: Field + PartialEq>(
    map: &mut M,
    field: Option<&T>,
    name: &'static str,
    rest: &Rest,
) -> Result<(), M::Error> {
    let Some(field) = field else { return Ok(()) };
    if rest.is_empty() {
        return map.serialize_entry(name, field);
    }
    let came = rest.name_of(name);
    match rest.get(came) {
        Some(spelling) if still_means(spelling, field) => map.serialize_entry(came, spelling),
        _ => map.serialize_entry(came, field),
    }
}
