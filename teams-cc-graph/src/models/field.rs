//! The types that a field of a model can have, and how well a JSON value fits them.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

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

impl<T> Fit<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Fit<U> {
        match self {
            Self::Exact(value) => Fit::Exact(change(value)),
            Self::Loose(value, spelling) => Fit::Loose(change(value), spelling),
            Self::No(value) => Fit::No(value),
        }
    }
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

impl Field for f64 {
    fn number(number: Number) -> Fit<Self> {
        match number.as_f64() {
            Some(value) if number.is_f64() => Fit::Exact(value),
            // `5` is not `5.0` to whoever compares the text.
            Some(value) => Fit::Loose(value, Value::Number(number)),
            None => Fit::No(Value::Number(number)),
        }
    }

    fn text(text: &str) -> Fit<Self> {
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Fit::Loose(value, text.into()),
            _ => Fit::No(text.into()),
        }
    }
}

/// A resource that these models do not describe.
impl Field for Value {
    fn text(text: &str) -> Fit<Self> {
        Fit::Exact(text.into())
    }

    fn number(number: Number) -> Fit<Self> {
        Fit::Exact(Value::Number(number))
    }

    fn boolean(value: bool) -> Fit<Self> {
        Fit::Exact(Value::Bool(value))
    }

    fn object<'de, A: MapAccess<'de>>(map: A) -> Result<Fit<Self>, A::Error> {
        Value::deserialize(de::value::MapAccessDeserializer::new(map)).map(Fit::Exact)
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Fit<Self>, A::Error> {
        Value::deserialize(de::value::SeqAccessDeserializer::new(list)).map(Fit::Exact)
    }
}

impl<T: Field> Field for Box<T> {
    fn text(text: &str) -> Fit<Self> {
        T::text(text).map(Box::new)
    }

    fn number(number: Number) -> Fit<Self> {
        T::number(number).map(Box::new)
    }

    fn boolean(value: bool) -> Fit<Self> {
        T::boolean(value).map(Box::new)
    }

    fn object<'de, A: MapAccess<'de>>(map: A) -> Result<Fit<Self>, A::Error> {
        T::object(map).map(|fit| fit.map(Box::new))
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Fit<Self>, A::Error> {
        T::list(list).map(|fit| fit.map(Box::new))
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
    match fit::<T>(spelling.clone()) {
        Fit::Exact(value) | Fit::Loose(value, _) => value == *field,
        Fit::No(_) => false,
    }
}

/// How well a value fits.
pub(crate) fn fit<T: Field>(value: Value) -> Fit<T> {
    let read = Seed::<T>(PhantomData).deserialize(value);
    // A value that is in memory can always be read.
    read.unwrap_or(Fit::No(Value::Null))
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
