//! Reads any model from anything that serde reads: nothing that Graph sends is an error or a loss.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor, value};
use serde::{Deserialize, de};
use serde_json::{Number, Value};

use super::field::{Door, Fit, List};
use super::object::{Object, each};

/// Reads an object into an empty model.
pub(crate) fn into<'de, D: Deserializer<'de>>(
    deserializer: D,
    object: &mut dyn Object,
) -> Result<(), D::Error> {
    deserializer.deserialize_map(Into(object))
}

struct Into<'a>(&'a mut dyn Object);

impl<'de> Visitor<'de> for Into<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of type {}", self.0.graph_type())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        read_object(map, self.0)
    }
}

fn read_object<'de, A: MapAccess<'de>>(
    mut map: A,
    object: &mut dyn Object,
) -> Result<(), A::Error> {
    let names = object.names();
    let mut expected = 0;
    while let Some(Name(name)) = map.next_key()? {
        if let Some((field, name)) = find(names, expected, &name) {
            expected = field + 1;
            read_field(&mut map, object, field, name)?;
        } else {
            object.read_unknown(&name, map.next_value()?);
        }
    }
    Ok(())
}

/// A field by its name. Fields mostly come in the order in which Graph documents them, so the
/// search begins behind the last one.
fn find(
    names: &'static [&'static str],
    expected: usize,
    came: &str,
) -> Option<(usize, &'static str)> {
    let (before, after) = names.split_at_checked(expected)?;
    let among = |names: &'static [&'static str]| names.iter().position(|name| *name == came);
    let field = among(after).map(|place| place + expected).or_else(|| among(before))?;
    Some((field, names.get(field)?))
}

/// Reads a field that came under its own name.
fn read_field<'de, A: MapAccess<'de>>(
    map: &mut A,
    object: &mut dyn Object,
    field: usize,
    name: &'static str,
) -> Result<(), A::Error> {
    if let Some(came) = object.rest_mut().forget_name(name) {
        // Its own name has come after all: the one in another case was just a field of that name.
        let json = object.shape(field).to_json();
        if !json.is_null() {
            object.rest_mut().insert_new(came, json);
        }
    }
    let Some(door) = object.door(field) else { return Ok(()) };
    if let Fit::Loose(came) | Fit::No(came) = map.next_value_seed(door)? {
        object.rest_mut().insert(name, came);
    }
    Ok(())
}

impl dyn Object + '_ {
    /// A field in another case, or one that this version does not know.
    fn read_unknown(&mut self, came: &str, value: Value) {
        let names = self.names().iter().enumerate();
        let known = names.clone().find(|(_, name)| name.eq_ignore_ascii_case(came));
        let free = known.filter(|(field, name)| {
            self.shape(*field).is_nothing() && self.rest().get(name).is_none()
        });
        let door = free.and_then(|(field, name)| Some((*name, self.door(field)?)));
        let Some((name, door)) = door else {
            self.rest_mut().insert(came, value);
            return;
        };
        let fit = fit(value, door);
        if !matches!(fit, Fit::No(_)) {
            self.rest_mut().rename(name, came);
        }
        if let Fit::Loose(value) | Fit::No(value) = fit {
            self.rest_mut().insert(came, value);
        }
    }
}

/// Puts a value through a door.
pub(crate) fn fit(value: Value, door: Door<'_>) -> Fit {
    // A value that is in memory can always be read.
    door.deserialize(value).unwrap_or(Fit::No(Value::Null))
}

impl<'de> DeserializeSeed<'de> for Door<'_> {
    type Value = Fit;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fit, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Door<'_> {
    type Value = Fit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Fit, E> {
        Ok(self.refuse(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Fit, E> {
        Ok(self.refuse(Value::Null))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Fit, E> {
        Ok(match self {
            Self::Truth(slot) => filled(slot, truth),
            Self::Json(slot) => filled(slot, truth.into()),
            other => other.refuse(truth.into()),
        })
    }

    fn visit_i64<E>(self, number: i64) -> Result<Fit, E> {
        Ok(self.take_number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Fit, E> {
        Ok(self.take_number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Fit, E> {
        Ok(match Number::from_f64(number) {
            Some(number) => self.take_number(number),
            None => self.refuse(Value::Null),
        })
    }

    fn visit_str<E>(self, text: &str) -> Result<Fit, E> {
        Ok(match self {
            Self::Text(slot) => filled(slot, text.to_owned()),
            other => other.take_text(text),
        })
    }

    fn visit_string<E>(self, text: String) -> Result<Fit, E> {
        Ok(match self {
            Self::Text(slot) => filled(slot, text),
            other => other.take_text(&text),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Fit, A::Error> {
        match self {
            Self::Object(slot) => read_object(map, slot.fresh()).map(|()| Fit::Exact),
            other => {
                let value = Value::deserialize(value::MapAccessDeserializer::new(map))?;
                Ok(other.take_json(value))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Fit, A::Error> {
        match self {
            Self::List(slot) => read_list(list, slot),
            other => {
                let value = Value::deserialize(value::SeqAccessDeserializer::new(list))?;
                Ok(other.take_json(value))
            }
        }
    }
}

fn filled<T>(slot: &mut Option<T>, value: T) -> Fit {
    *slot = Some(value);
    Fit::Exact
}

impl Door<'_> {
    fn take_number(self, number: Number) -> Fit {
        match self {
            Self::Json(slot) => filled(slot, Value::Number(number)),
            Self::Whole(slot) => match number.as_i64() {
                Some(whole) => filled(slot, whole),
                None => Self::Whole(slot).refuse(number.into()),
            },
            Self::Float(slot) => match number.as_f64() {
                Some(float) if number.is_f64() => filled(slot, float),
                // `5` is not `5.0` to whoever compares the text.
                Some(float) => {
                    *slot = Some(float);
                    Fit::Loose(number.into())
                }
                None => Self::Float(slot).refuse(number.into()),
            },
            other => other.refuse(number.into()),
        }
    }

    /// Graph's calling service writes some numbers as text.
    fn take_text(self, text: &str) -> Fit {
        match self {
            Self::Json(slot) => filled(slot, text.into()),
            Self::Word(slot) => {
                if slot.take(text) {
                    Fit::Exact
                } else {
                    Fit::Loose(text.into())
                }
            }
            Self::Whole(slot) => match text.parse() {
                Ok(whole) => {
                    *slot = Some(whole);
                    Fit::Loose(text.into())
                }
                Err(_) => Self::Whole(slot).refuse(text.into()),
            },
            Self::Float(slot) => match text.parse::<f64>() {
                Ok(float) if float.is_finite() => {
                    *slot = Some(float);
                    Fit::Loose(text.into())
                }
                _ => Self::Float(slot).refuse(text.into()),
            },
            other => other.refuse(text.into()),
        }
    }

    fn take_json(self, value: Value) -> Fit {
        match self {
            Self::Json(slot) => filled(slot, value),
            other => other.refuse(value),
        }
    }
}

fn read_list<'de, A: SeqAccess<'de>>(mut seq: A, list: &mut dyn List) -> Result<Fit, A::Error> {
    list.start();
    let mut spelt: Option<Vec<Value>> = None;
    loop {
        let before = list.items().map_or(0, super::field::Items::len);
        let mut read = Ok(None);
        list.add(&mut |door| read = seq.next_element_seed(door));
        let Some(fit) = read? else { break };
        let items = list.items().map(each).into_iter().flatten();
        match (fit, &mut spelt) {
            (Fit::Exact, None) => {}
            (Fit::Exact, Some(spelt)) => {
                spelt.extend(items.skip(before).map(|last| last.to_json()));
            }
            (Fit::Loose(came) | Fit::No(came), spelt) => {
                // From the first odd element on the whole list is kept as it came.
                let so_far = || items.take(before).map(|item| item.to_json()).collect();
                spelt.get_or_insert_with(so_far).push(came);
            }
        }
    }
    Ok(spelt.map_or(Fit::Exact, |spelt| Fit::Loose(Value::Array(spelt))))
}

/// The name of a field, borrowed from the bytes where it holds no escape.
struct Name<'de>(Cow<'de, str>);

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
            fn visit_string<E: de::Error>(self, name: String) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name)))
            }
        }
        deserializer.deserialize_str(Read)
    }
}
