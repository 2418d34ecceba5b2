//! Types that derive from others, as Graph's metadata says.
//!
//! A slot of a base type may hold a derived one: `targets` of a call are participants of several
//! kinds, a `mediaConfig` is hosted by the service or by the app. A model of the base type keeps
//! what it does not know, so nothing is lost; [`Model::cast`] gives the derived type to whoever
//! asks, and `From` puts a derived one into the slot.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::field::Shape;
use super::object::Object;
use super::read;

/// A resource of Graph as data. All models are.
pub trait Model: Serialize + DeserializeOwned {
    /// The type's name in Graph's metadata: `microsoft.graph.call`.
    const GRAPH_TYPE: &'static str;

    /// The same resource as the derived type that its `@odata.type` names; `None` if it names
    /// none, or another.
    fn cast<D: Derives<Self>>(&self) -> Option<D> {
        let json = serde_json::to_value(self).ok()?;
        let named = json.get("@odata.type")?.as_str()?;
        D::names().iter().any(|name| is_type(named, name)).then(|| parse(json))?
    }

    /// The same resource as another type, whatever its `@odata.type` says: in some slots it is
    /// the place that tells the type (the `user` of an identity set is a `userIdentity`).
    fn read_as<T: Model>(&self) -> Option<T> {
        parse(serde_json::to_value(self).ok()?)
    }
}

/// A type that derives from `B`, directly or not.
pub trait Derives<B: Model>: Model {
    /// Its own name in Graph's metadata, and those of all that derive from it.
    fn names() -> &'static [&'static str];
}

/// Puts a derived type into an empty one of its base type, with its `@odata.type`.
pub(crate) fn widen(derived: &dyn Object, base: &mut dyn Object) {
    let mut json = Shape::Object(derived).to_json();
    if let Value::Object(fields) = &mut json {
        let name = || Value::from(format!("#{}", derived.graph_type()));
        fields.entry("@odata.type").or_insert_with(name);
    }
    // A value that is in memory can always be read.
    let _ = read::into(json, base);
}

/// Declares that a type derives from another, with the names of itself and all that derive from
/// it.
macro_rules! derives {
    ($derived:ident: $base:ident [$($name:literal),* $(,)?]) => {
        impl crate::models::Derives<$base> for $derived {
            fn names() -> &'static [&'static str] {
                &[$($name),*]
            }
        }

        impl From<$derived> for $base {
            #[inline]
            fn from(derived: $derived) -> Self {
                let mut base = Self::default();
                crate::models::family::widen(&derived, &mut base);
                base
            }
        }
    };
}
pub(crate) use derives;

fn parse<T: Model>(json: Value) -> Option<T> {
    serde_json::from_value(json).ok()
}

/// Whether an `@odata.type` as it comes names this type: with or without `#`, in any case
/// (graph.md 9.1, rule 4).
pub(crate) fn is_type(named: &str, graph_type: &str) -> bool {
    named.strip_prefix('#').unwrap_or(named).eq_ignore_ascii_case(graph_type)
}
