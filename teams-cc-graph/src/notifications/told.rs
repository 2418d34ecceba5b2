//! The few members of a notification's data that order and routing need, read in the one pass over the
//! item: the data itself is read when somebody asks for it.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// What is said about the thing.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told<'a> {
    #[serde(borrow, rename = "@odata.type", default)]
    pub(super) kind: Text<'a>,
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(borrow, default)]
    pub(super) state: Text<'a>,
    #[serde(borrow)]
    pub(super) tone_info: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) call: Option<&'a RawValue>,
}

/// A text, if it is one: whatever else is there is nobody's name.
#[derive(Default)]
pub(super) struct Text<'a>(pub(super) Option<Cow<'a, str>>);

/// The data of an item: an object says something, a list is for the caller.
pub(super) struct Resource<'a>(pub(super) Option<Told<'a>>);

/// Takes any JSON, and keeps the one kind that it is asked for.
macro_rules! any_json {
    ($($rest:item)*) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any JSON")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Self::nothing())
        }
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Self::nothing())
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Self::nothing())
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Self::nothing())
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Self::nothing())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Self::nothing())
        }
        $($rest)*
    };
}

struct AnyText;

impl AnyText {
    fn nothing<'a>() -> Text<'a> {
        Text(None)
    }
}

impl<'de> Visitor<'de> for AnyText {
    type Value = Text<'de>;
    any_json! {
        fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
            Ok(Text(Some(Cow::Borrowed(text))))
        }
        fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
            Ok(Text(Some(Cow::Owned(text.to_owned()))))
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text<'de>, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Text(None))
        }
    }
}

struct AnyThing;

impl AnyThing {
    fn nothing<'a>() -> Resource<'a> {
        Resource(None)
    }
}

impl<'de> Visitor<'de> for AnyThing {
    type Value = Resource<'de>;
    any_json! {
        fn visit_str<E>(self, _: &str) -> Result<Resource<'de>, E> {
            Ok(Resource(None))
        }
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Resource<'de>, A::Error> {
            Told::deserialize(MapAccessDeserializer::new(map)).map(|told| Resource(Some(told)))
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyText)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Resource<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyThing)
    }
}

#[cfg(test)]
mod tests {
    use super::Resource;

    #[test]
    fn what_is_no_text_is_no_name_and_what_is_no_object_says_nothing() {
        let told = |json| serde_json::from_str::<Resource<'_>>(json).map(|data| data.0);
        let call = told(r#"{"id": "a\u0062", "state": {"x": [1]}, "@odata.type": 7}"#);
        let call = call.unwrap().unwrap();
        assert_eq!(call.id.0.as_deref(), Some("ab"));
        assert!(call.state.0.is_none() && call.kind.0.is_none() && call.call.is_none());
        for other in ["[{}, 1]", "\"text\"", "1", "-1", "1.5", "true", "null"] {
            assert!(told(other).unwrap().is_none(), "{other}");
        }
        assert!(told(r#"{"id": "1", "id": "2"}"#).is_err(), "a member twice is one too many");
    }
}
