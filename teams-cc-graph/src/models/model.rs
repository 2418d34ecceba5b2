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
//! Reading is one pass over the bytes; only what lands in `Rest` becomes a [`Value`]. What is made
//! here for each model is a table of its fields; the rest of the work is done once for all, in
//! `read`, `write` and `object`.
//!
//! [`Rest`]: crate::models::Rest
//! [`Value`]: serde_json::Value

/// Declares a model: its Graph type, and per field its name here, its type and its name in JSON.
/// `=>` leads to another model, which lies in a box.
macro_rules! model {
    ($(#[$meta:meta])* $name:ident = $graph_type:literal {
        $($(#[$fmeta:meta])* $field:ident $(: $type:ty)? $(=> $boxed:ty)? = $json:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Default)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$fmeta])* pub $field: Option<$($type)? $(Box<$boxed>)?>,)*
            /// What this version has no field for, nulls, and unexpected types: kept and written
            /// back.
            pub rest: crate::models::Rest,
        }

        impl $name {
            $(
                $(#[$fmeta])*
                #[must_use]
                pub fn $field(mut self, value: impl Into<$($type)? $($boxed)?>) -> Self {
                    self.$field = Some($(Box::<$boxed>::new)? (value.into()));
                    self
                }
            )*
        }

        impl crate::models::Model for $name {
            const GRAPH_TYPE: &'static str = $graph_type;
        }

        const _: () = {
            use crate::models::Rest;
            use crate::models::field::{Door, Field, Fresh, Shape};
            use crate::models::object::{self, Object};
            use crate::models::print::print;

            /// The fields, numbered.
            #[allow(non_camel_case_types, reason = "they are called as the fields are")]
            enum At {
                $($field,)*
            }

            const ALL: &[At] = &[$(At::$field,)*];

            impl Object for $name {
                fn graph_type(&self) -> &'static str {
                    $graph_type
                }

                fn names(&self) -> &'static [&'static str] {
                    &[$($json,)*]
                }

                fn shape(&self, field: usize) -> Shape<'_> {
                    let Some(field) = ALL.get(field) else { return Shape::Nothing };
                    match *field {
                        $(At::$field => self.$field.as_ref().map_or(Shape::Nothing, Field::shape),)*
                    }
                }

                fn door(&mut self, field: usize) -> Option<Door<'_>> {
                    match *ALL.get(field)? {
                        $(At::$field => Some(Field::door(&mut self.$field)),)*
                    }
                }

                fn rest(&self) -> &Rest {
                    &self.rest
                }

                fn rest_mut(&mut self) -> &mut Rest {
                    &mut self.rest
                }

                fn blank(&self) -> Box<dyn Object> {
                    Box::new(Self::default())
                }
            }

            impl Fresh for Option<$name> {
                fn fresh(&mut self) -> &mut dyn Object {
                    self.insert($name::default())
                }

                fn clear(&mut self) {
                    *self = None;
                }
            }

            impl Field for $name {
                fn door(slot: &mut Option<Self>) -> Door<'_> {
                    Door::Object(slot)
                }

                fn shape(&self) -> Shape<'_> {
                    Shape::Object(self)
                }
            }

            impl PartialEq for $name {
                fn eq(&self, other: &Self) -> bool {
                    object::is_same(self, other)
                }
            }

            impl std::fmt::Debug for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    print(self, f)
                }
            }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    let mut model = Self::default();
                    crate::models::read::into(from, &mut model).map(|()| model)
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    crate::models::write::write(self, to)
                }
            }
        };
    };
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

        crate::models::field::word_fields!($name);
    };
}

pub(crate) use {model, open_enum};
