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
            $(
                $(#[$fmeta])*
                #[must_use]
                pub fn $field(mut self, value: impl Into<$type>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )*

            fn read_object<'de, A: serde::de::MapAccess<'de>>(
                mut map: A,
            ) -> Result<Self, A::Error> {
                use crate::models::field::Name;
                let mut model = Self::default();
                while let Some(Name(name)) = map.next_key()? {
                    match &*name {
                        $($json => {
                            let field = &mut model.$field;
                            crate::models::rest::read_field(&mut map, field, $json, &mut model.rest)?;
                        })*
                        _ => model.read_unknown(&name, map.next_value()?),
                    }
                }
                Ok(model)
            }

            /// A field in another case, or one that this version does not know.
            fn read_unknown(&mut self, came: &str, value: serde_json::Value) {
                $(if came.eq_ignore_ascii_case($json) {
                    let field = &mut self.$field;
                    crate::models::rest::read_other_case(field, $json, came, value, &mut self.rest);
                    return;
                })*
                self.rest.insert(came, value);
            }

            /// Whether a name that `rest` keeps was written with its field.
            fn is_written(&self, name: &str) -> bool {
                match self.rest.field_of(name).unwrap_or(name) {
                    $($json => self.$field.is_some(),)*
                    _ => false,
                }
            }
        }

        impl crate::models::Model for $name {
            const GRAPH_TYPE: &'static str = $graph_type;
        }

        impl crate::models::field::Field for $name {
            fn object<'de, A: serde::de::MapAccess<'de>>(
                map: A,
            ) -> Result<crate::models::field::Fit<Self>, A::Error> {
                Self::read_object(map).map(crate::models::field::Fit::Exact)
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
                        $name::read_object(map)
                    }
                }
                deserializer.deserialize_map(Read)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                let mut map = serializer.serialize_map(None)?;
                $(crate::models::rest::write_field(&mut map, self.$field.as_ref(), $json, &self.rest)?;)*
                for (name, value) in self.rest.iter() {
                    if !self.is_written(name) {
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
        impl crate::models::field::Field for $name {
            fn text(text: &str) -> crate::models::field::Fit<Self> {
                let value = Self::from(text);
                if value.as_str() == text {
                    crate::models::field::Fit::Exact(value)
                } else {
                    crate::models::field::Fit::Loose(value, text.into())
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
