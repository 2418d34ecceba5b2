//! Writes any model as it came, for whatever serde writes.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::field::Shape;
use super::object::{Object, each, still_means};

/// Writes a model with what it keeps.
pub(crate) fn write<S: Serializer>(object: &dyn Object, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let rest = object.rest();
    for (field, name) in object.names().iter().enumerate() {
        let shape = object.shape(field);
        if shape.is_nothing() {
            continue;
        }
        if rest.is_empty() {
            map.serialize_entry(name, &shape)?;
            continue;
        }
        let came = rest.name_of(name);
        match rest.get(came) {
            // As it came, while it still means the same.
            Some(spelling) if still_means(spelling, object, field) => {
                map.serialize_entry(came, spelling)?;
            }
            _ => map.serialize_entry(came, &shape)?,
        }
    }
    for (name, value) in rest.iter() {
        if !is_written(object, name) {
            map.serialize_entry(name, value)?;
        }
    }
    map.end()
}

/// Whether a name that `rest` keeps was written with its field.
fn is_written(object: &dyn Object, kept: &str) -> bool {
    let name = object.rest().field_of(kept).unwrap_or(kept);
    let field = object.names().iter().position(|known| *known == name);
    field.is_some_and(|field| !object.shape(field).is_nothing())
}

impl Serialize for Shape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            Self::Object(object) => write(*object, serializer),
            Self::List(list) => serializer.collect_seq(each(*list)),
            Self::Json(json) => json.serialize(serializer),
        }
    }
}
