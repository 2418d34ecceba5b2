//! How every model reads and writes JSON: nothing that Graph sends is ever an error or a loss.
//!
//! A model is a struct of optional fields declared with [`model!`]. Four rules, the same for all
//! (RS-79):
//!
//! - a field this version does not know goes to [`Rest`] and is written back;
//! - a `null` goes there too: absent and `null` stay different;
//! - a value of another type than expected goes there as well, and the field stays `None`;
//! - a value in another spelling (a number as text, an enum in lower case) fills the field *and*
//!   keeps its spelling, which is written back while the field still means the same.
//!
//! Reading is one pass over the bytes; only what lands in `Rest` becomes a [`Value`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// What a model keeps beside its fields: unknown fields, nulls, unexpected types and spellings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rest(BTreeMap<Box<str>, Value>);

impl Rest {
    /// One of them, by the name it has in JSON.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Adds or replaces one, for fields that this version has no name for.
    pub fn insert(&mut self, name: impl Into<Box<str>>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How well a JSON value fits a type.
#[derive(Debug)]
pub(crate) enum Fit<T> {
    /// It is written back as it came.
    Exact(T),
    /// The meaning fits, the spelling does not.
    Loose(T, Value),
    /// Something else.
    No(Value),
}

/// A type that a field of a model can have. Each method takes one kind of JSON value; the default
/// says that it does not fit.
pub(crate) trait Field: Sized + Serialize {
    fn text(text: &str) -> Fit<Self> {
        Fit::No(Value::from(text))
    }

    fn number(number: Number) -> Fit<Self> {
        Fit::No(Value::Number(number))
    }

    fn boolean(value: bool) -> Fit<Self> {
        Fit::No(Value::Bool(value))
    }

    fn object<'de, A: MapAccess<'de>>(map: A) -> Result<Fit<Self>, A::Error> {
        Value::deserialize(de::value::MapAccessDeserializer::new(map)).map(Fit::No)
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Fit<Self>, A::Error> {
        Value::deserialize(de::value::SeqAccessDeserializer::new(list)).map(Fit::No)
    }
}

impl Field for String {
    fn text(text: &str) -> Fit<Self> {
        Fit::Exact(text.into())
    }
}

impl Field for bool {
    fn boolean(value: bool) -> Fit<Self> {
        Fit::Exact(value)
    }
}

impl Field for i64 {
    fn number(number: Number) -> Fit<Self> {
        number.as_i64().map_or(Fit::No(Value::Number(number)), Fit::Exact)
    }

    /// Graph's calling service writes some numbers as text.
    fn text(text: &str) -> Fit<Self> {
        text.parse().map_or_else(|_| Fit::No(text.into()), |value| Fit::Loose(value, text.into()))
    }
}

impl<T: Field> Field for Vec<T> {
    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Fit<Self>, A::Error> {
        let mut all = Vec::with_capacity(list.size_hint().unwrap_or(0).min(1_024));
        let mut spelt = None;
        while let Some(fit) = list.next_element_seed(Seed::<T>(PhantomData))? {
            let (element, spelling) = match fit {
                Fit::Exact(element) => (Some(element), None),
                Fit::Loose(element, spelling) => (Some(element), Some(spelling)),
                Fit::No(value) => (None, Some(value)),
            };
            if let Some(spelling) = spelling {
                // From the first odd element on the whole list is kept as it came.
                let list = match &mut spelt {
                    Some(list) => list,
                    None => spelt.insert(all.iter().map(as_json).collect::<Vec<_>>()),
                };
                list.push(spelling);
            } else if let (Some(list), Some(element)) = (&mut spelt, &element) {
                list.push(as_json(element));
            }
            all.extend(element);
        }
        Ok(match spelt {
            None => Fit::Exact(all),
            Some(list) => Fit::Loose(all, Value::Array(list)),
        })
    }
}

/// Models hold only text, numbers and other models, which all become JSON.
pub(crate) fn as_json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Whether a kept spelling still means what the field says.
pub(crate) fn still_means<T: Field + PartialEq>(spelling: &Value, field: &T) -> bool {
    match Seed::<T>(PhantomData).deserialize(spelling.clone()) {
        Ok(Fit::Exact(value) | Fit::Loose(value, _)) => value == *field,
        Ok(Fit::No(_)) | Err(_) => false,
    }
}

/// Reads one field.
pub(crate) struct Seed<T>(pub(crate) PhantomData<T>);

impl<'de, T: Field> DeserializeSeed<'de> for Seed<T> {
    type Value = Fit<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Field> Visitor<'de> for Seed<T> {
    type Value = Fit<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Fit<T>, E> {
        Ok(Fit::No(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Fit<T>, E> {
        Ok(Fit::No(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Fit<T>, E> {
        Ok(T::boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Fit<T>, E> {
        Ok(T::number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Fit<T>, E> {
        Ok(T::number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Fit<T>, E> {
        Ok(Number::from_f64(value).map_or(Fit::No(Value::Null), T::number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Fit<T>, E> {
        Ok(T::text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Fit<T>, A::Error> {
        T::object(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Fit<T>, A::Error> {
        T::list(list)
    }
}

/// The name of a field, borrowed from the bytes where it holds no escape.
pub(crate) struct Name<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }
            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Read)
    }
}

/// Declares a model: its Graph type, and per field its name here, its type and its name in JSON.
macro_rules! model {
    ($(#[$meta:meta])* $name:ident = $graph_type:literal {
        $($(#[$fmeta:meta])* $field:ident: $type:ty = $json:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$fmeta])* pub $field: Option<$type>,)*
            /// What this version has no field for, nulls, and unexpected types: kept and written
            /// back.
            pub rest: crate::models::Rest,
        }

        impl $name {
            /// The type's name in Graph's metadata.
            #[allow(dead_code, reason = "for whoever writes or matches `@odata.type`")]
            pub const GRAPH_TYPE: &'static str = $graph_type;

            fn read<'de, A: serde::de::MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
                use crate::models::model::{Fit, Name, Seed};
                let mut model = Self::default();
                while let Some(Name(name)) = map.next_key()? {
                    let odd = match &*name {
                        $($json => match map.next_value_seed(Seed(std::marker::PhantomData))? {
                            Fit::Exact(value) => {
                                model.$field = Some(value);
                                None
                            }
                            Fit::Loose(value, spelling) => {
                                model.$field = Some(value);
                                Some(spelling)
                            }
                            Fit::No(value) => Some(value),
                        },)*
                        _ => Some(map.next_value::<serde_json::Value>()?),
                    };
                    if let Some(value) = odd {
                        model.rest.insert(name.into_owned(), value);
                    }
                }
                Ok(model)
            }
        }

        impl crate::models::model::Field for $name {
            fn object<'de, A: serde::de::MapAccess<'de>>(
                map: A,
            ) -> Result<crate::models::model::Fit<Self>, A::Error> {
                Self::read(map).map(crate::models::model::Fit::Exact)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Read;
                impl<'de> serde::de::Visitor<'de> for Read {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("an object of type ", $graph_type))
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        map: A,
                    ) -> Result<$name, A::Error> {
                        $name::read(map)
                    }
                }
                deserializer.deserialize_map(Read)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                $(if let Some(field) = &self.$field {
                    match self.rest.get($json) {
                        Some(spelt) if crate::models::model::still_means(spelt, field) => {
                            map.serialize_entry($json, spelt)?;
                        }
                        _ => map.serialize_entry($json, field)?,
                    }
                })*
                for (name, value) in self.rest.iter() {
                    let written = match name {
                        $($json => self.$field.is_some(),)*
                        _ => false,
                    };
                    if !written {
                        map.serialize_entry(name, value)?;
                    }
                }
                map.end()
            }
        }
    };
}

/// Lets an enum that keeps unknown values be a field of a model.
macro_rules! open_enum_field {
    ($($name:ty),* $(,)?) => {$(
        impl crate::models::model::Field for $name {
            fn text(text: &str) -> crate::models::model::Fit<Self> {
                let value = Self::from(text);
                if value.as_str() == text {
                    crate::models::model::Fit::Exact(value)
                } else {
                    crate::models::model::Fit::Loose(value, text.into())
                }
            }
        }
    )*};
}

/// Declares an enum of Graph: its type there, and per member its name here and on the wire. Values
/// this version does not know, `unknownFutureValue` among them, are kept as they came.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident = $graph_type:literal {
        $($(#[$vmeta:meta])* $variant:ident = $wire:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vmeta])* $variant,)*
            /// A value this version does not know, kept as it came.
            Unknown(Box<str>),
        }

        impl $name {
            /// The type's name in Graph's metadata.
            pub const GRAPH_TYPE: &'static str = $graph_type;

            /// As Graph writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            /// Known values match whatever their case: documents and services differ there.
            fn from(text: &str) -> Self {
                $(if text.eq_ignore_ascii_case($wire) {
                    return Self::$variant;
                })*
                Self::Unknown(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        crate::models::model::open_enum_field!($name);
    };
}

pub(crate) use {model, open_enum, open_enum_field};
