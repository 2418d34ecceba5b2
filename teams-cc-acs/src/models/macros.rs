//! How models are written: fields that keep what they do not understand.

/// A model: every field may be absent, what is unknown is kept in `rest`, and each field has a
/// setter of its own name.
macro_rules! model {
    ($(
        $(#[$meta:meta])*
        $name:ident { $( $(#[$field_meta:meta])* $field:ident: $type:ty = $wire:literal, )* }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[$field_meta])*
                #[doc = concat!("`", $wire, "`.")]
                pub $field: Option<$type>,
            )*
            /// What this version has no field for, and what did not fit its field.
            pub rest: crate::models::Rest,
        }

        impl $name {
            $(
                #[doc = concat!("Sets `", $wire, "`.")]
                pub fn $field(mut self, value: impl Into<$type>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )*
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "a model may have no field")]
                let mut json = self.rest.clone();
                $( json.write($wire, self.$field.as_ref()); )*
                json.serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                #[allow(unused_mut, reason = "a model may have no field")]
                let mut rest = crate::models::Rest::deserialize(from)?;
                Ok(Self { $( $field: rest.take($wire), )* rest })
            }
        }
    )*};
}

/// A closed list of words on the wire that may grow: an unknown word is kept.
macro_rules! words {
    ($(
        $(#[$meta:meta])*
        $name:ident { $( $(#[$word_meta:meta])* $word:ident = $wire:literal, )* }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "words of the wire; acs.md sections 3 to 5 explain them")]
        pub enum $name {
            $( $(#[$word_meta])* $word, )*
            /// A word that is newer than this version.
            Unknown(Box<str>),
        }

        impl $name {
            /// The word on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$word => $wire, )*
                    Self::Unknown(word) => word,
                }
            }

            /// The meaning of a word on the wire, in any case.
            pub fn from_wire(word: &str) -> Self {
                $( if word.eq_ignore_ascii_case($wire) { return Self::$word; } )*
                Self::Unknown(word.into())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from).map(|word| Self::from_wire(&word))
            }
        }
    )*};
}
