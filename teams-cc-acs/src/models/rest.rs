//! What models keep beside their fields, so that nothing is lost on the way through.

use std::fmt;
use std::ops::Deref;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a model keeps beside its fields: unknown fields, nulls, unexpected types and spellings.
///
/// `Debug` shows names only: what a field of tomorrow holds may be personal.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rest(Map<String, Value>);

impl Rest {
    /// One of them, by the name it has in JSON.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Adds or replaces one, for fields that this version has no name for.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// Takes one out: a `null` or a spelling that shall not be written back.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a field, if it fits. What would be written differently than it came stays.
    pub(crate) fn take<T: Serialize + DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let came = self.0.get(name).filter(|value| !value.is_null())?;
        let value: T = serde_json::from_value(came.clone()).ok()?;
        if serde_json::to_value(&value).is_ok_and(|written| written == *came) {
            self.0.remove(name);
        }
        Some(value)
    }

    /// Adds a field as it came, while it still means the same.
    pub(crate) fn write<T>(&mut self, name: &str, field: Option<&T>)
    where
        T: Serialize + DeserializeOwned + PartialEq,
    {
        let came = self.0.get(name).filter(|value| !value.is_null());
        let came = came.and_then(|value| serde_json::from_value::<T>(value.clone()).ok());
        match field {
            // A null, or something that never fitted, goes back as it came.
            None if came.is_none() => {}
            None => drop(self.0.remove(name)),
            Some(field) if came.as_ref() == Some(field) => {}
            Some(field) => {
                // A model is always JSON: its keys are texts.
                let value = serde_json::to_value(field).unwrap_or(Value::Null);
                self.0.insert(name.to_owned(), value);
            }
        }
    }
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A text that may be personal or secret: `Debug` prints `***`, everything else sees a text.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Hidden {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl Deref for Hidden {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
