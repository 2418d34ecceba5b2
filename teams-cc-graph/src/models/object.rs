//! A model as reading, writing and comparing see it: numbered fields, and what it keeps beside.

use super::Rest;
use super::field::{Door, Items, Shape};
use super::read::fit;

/// A model, whichever it is.
pub(crate) trait Object {
    /// The type's name in Graph's metadata.
    fn graph_type(&self) -> &'static str;
    /// The names of the fields in JSON; a field's number is its place among them.
    fn names(&self) -> &'static [&'static str];
    fn shape(&self, field: usize) -> Shape<'_>;
    fn door(&mut self, field: usize) -> Option<Door<'_>>;
    fn rest(&self) -> &Rest;
    fn rest_mut(&mut self) -> &mut Rest;
    /// An empty one of the same type.
    fn blank(&self) -> Box<dyn Object>;
}

/// Whether two of one type are equal.
pub(crate) fn is_same(one: &dyn Object, other: &dyn Object) -> bool {
    let all = 0..one.names().len();
    one.graph_type() == other.graph_type()
        && all.into_iter().all(|field| one.shape(field) == other.shape(field))
        && one.rest() == other.rest()
}

/// Whether a kept spelling still means what the field says.
pub(crate) fn still_means(spelling: &serde_json::Value, object: &dyn Object, field: usize) -> bool {
    let mut probe = object.blank();
    if let Some(door) = probe.door(field) {
        fit(spelling.clone(), door);
    }
    let meant = probe.shape(field);
    !meant.is_nothing() && meant == object.shape(field)
}

impl PartialEq for Shape<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => true,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Whole(one), Self::Whole(other)) => one == other,
            (Self::Float(one), Self::Float(other)) => one == other,
            (Self::Truth(one), Self::Truth(other)) => one == other,
            (Self::Object(one), Self::Object(other)) => is_same(*one, *other),
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len() && each(*one).eq(each(*other))
            }
            (Self::Json(one), Self::Json(other)) => one == other,
            _ => false,
        }
    }
}

pub(super) fn each(list: &dyn Items) -> impl Iterator<Item = Shape<'_>> {
    (0..list.len()).map(|place| list.at(place))
}
