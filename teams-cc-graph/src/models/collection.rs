//! A page of a list.

use std::fmt;

use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

/// One page of a list: `value` and, if there is more, the link to the next page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Collection<T> {
    /// The items; a list that is `null` or missing counts as empty (RS-79).
    #[serde(default = "Vec::new", deserialize_with = "list_or_null")]
    pub value: Vec<T>,
    /// Where the next page is; opaque, used whole. Some resources write `@odata.NextLink`.
    #[serde(
        default,
        rename = "@odata.nextLink",
        alias = "@odata.NextLink",
        skip_serializing_if = "Option::is_none"
    )]
    pub next_link: Option<String>,
    /// On the last page of a delta query: where to ask for what changes from now on.
    #[serde(default, rename = "@odata.deltaLink", skip_serializing_if = "Option::is_none")]
    pub delta_link: Option<String>,
    /// How many there are in all, if that was asked for.
    #[serde(default, rename = "@odata.count", skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

fn list_or_null<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Read<T>(std::marker::PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Read<T> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list or null")
        }
        fn visit_unit<E: de::Error>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut all = Vec::new();
            while let Some(item) = list.next_element::<Option<T>>()? {
                all.extend(item);
            }
            Ok(all)
        }
    }
    deserializer.deserialize_any(Read(std::marker::PhantomData))
}
