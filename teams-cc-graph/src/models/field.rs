//! The types that a field of a model can have, behind one door each way.
//!
//! Reading and writing are compiled once, not once for each model: a model only tells which
//! field lies where ([`Object`]), and everything else works on [`Door`] and [`Shape`]. With a
//! derived implementation for each of some hundred models, their crate took a third of the time in
//! which the main job is built.

use serde_json::Value;

use super::object::Object;

/// A field on its way in.
pub(crate) enum Door<'a> {
    Text(&'a mut Option<String>),
    Whole(&'a mut Option<i64>),
    Float(&'a mut Option<f64>),
    Truth(&'a mut Option<bool>),
    /// Text with a type of its own.
    Word(&'a mut dyn Words),
    Object(&'a mut dyn Fresh),
    List(&'a mut dyn List),
    /// A resource that these models do not describe.
    Json(&'a mut Option<Value>),
}

/// A field on its way out.
pub(crate) enum Shape<'a> {
    Nothing,
    Text(&'a str),
    Whole(i64),
    Float(f64),
    Truth(bool),
    Object(&'a dyn Object),
    List(&'a dyn Items),
    Json(&'a Value),
}

/// How well a JSON value fits a field.
#[derive(Debug)]
pub(crate) enum Fit {
    /// It is written back as it came.
    Exact,
    /// The meaning fits, the spelling does not.
    Loose(Value),
    /// Something else; the field is empty now.
    No(Value),
}

/// A type that a field of a model can have.
pub(crate) trait Field: Sized {
    fn door(slot: &mut Option<Self>) -> Door<'_>;
    fn shape(&self) -> Shape<'_>;
}

/// A place for text with a type of its own.
pub(crate) trait Words {
    /// Takes any text; says whether it would be written back as it came.
    fn take(&mut self, text: &str) -> bool;
    fn clear(&mut self);
}

/// A place for another model.
pub(crate) trait Fresh {
    /// An empty one, in place of what was there.
    fn fresh(&mut self) -> &mut dyn Object;
    fn clear(&mut self);
}

/// A place for a list.
pub(crate) trait List {
    /// An empty one, in place of what was there.
    fn start(&mut self);
    /// Adds the element that `fill` puts through the door, if it does.
    fn add(&mut self, fill: &mut dyn FnMut(Door<'_>));
    fn items(&self) -> Option<&dyn Items>;
    fn clear(&mut self);
}

/// The elements of a list.
pub(crate) trait Items {
    fn len(&self) -> usize;
    fn at(&self, place: usize) -> Shape<'_>;
}

macro_rules! plain_fields {
    ($($type:ty = $door:ident($value:ident => $shape:expr);)*) => {$(
        impl Field for $type {
            fn door(slot: &mut Option<Self>) -> Door<'_> {
                Door::$door(slot)
            }

            fn shape(&self) -> Shape<'_> {
                let $value = self;
                $shape
            }
        }
    )*};
}

plain_fields! {
    String = Text(text => Shape::Text(text));
    i64 = Whole(number => Shape::Whole(*number));
    f64 = Float(number => Shape::Float(*number));
    bool = Truth(truth => Shape::Truth(*truth));
    Value = Json(json => Shape::Json(json));
}

impl<M: Object + Default> Field for Box<M> {
    fn door(slot: &mut Option<Self>) -> Door<'_> {
        Door::Object(slot)
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Object(&**self)
    }
}

impl<M: Object + Default> Fresh for Option<Box<M>> {
    fn fresh(&mut self) -> &mut dyn Object {
        &mut **self.insert(Box::default())
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Field> Field for Vec<T> {
    fn door(slot: &mut Option<Self>) -> Door<'_> {
        Door::List(slot)
    }

    fn shape(&self) -> Shape<'_> {
        Shape::List(self)
    }
}

impl<T: Field> List for Option<Vec<T>> {
    fn start(&mut self) {
        *self = Some(Vec::new());
    }

    fn add(&mut self, fill: &mut dyn FnMut(Door<'_>)) {
        let mut element = None;
        fill(T::door(&mut element));
        if let Some(list) = self {
            list.extend(element);
        }
    }

    fn items(&self) -> Option<&dyn Items> {
        self.as_ref().map(|list| list as &dyn Items)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Field> Items for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn at(&self, place: usize) -> Shape<'_> {
        self.get(place).map_or(Shape::Nothing, Field::shape)
    }
}

/// Text with a type of its own.
pub(crate) trait Word: Sized {
    fn read(text: &str) -> Self;
    fn text(&self) -> &str;
}

impl<T: Word> Words for Option<T> {
    fn take(&mut self, text: &str) -> bool {
        self.insert(T::read(text)).text() == text
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// Lets a type with `From<&str>` and `as_str` be a field of a model.
macro_rules! word_fields {
    ($($name:ty),* $(,)?) => {$(
        impl crate::models::field::Word for $name {
            fn read(text: &str) -> Self {
                Self::from(text)
            }

            fn text(&self) -> &str {
                self.as_str()
            }
        }

        impl crate::models::field::Field for $name {
            fn door(slot: &mut Option<Self>) -> crate::models::field::Door<'_> {
                crate::models::field::Door::Word(slot)
            }

            fn shape(&self) -> crate::models::field::Shape<'_> {
                crate::models::field::Shape::Text(self.as_str())
            }
        }
    )*};
}
pub(crate) use word_fields;

impl Door<'_> {
    /// What came does not fit.
    pub(super) fn refuse(self, value: Value) -> Fit {
        match self {
            Self::Text(slot) => *slot = None,
            Self::Whole(slot) => *slot = None,
            Self::Float(slot) => *slot = None,
            Self::Truth(slot) => *slot = None,
            Self::Json(slot) => *slot = None,
            Self::Word(slot) => slot.clear(),
            Self::Object(slot) => slot.clear(),
            Self::List(slot) => slot.clear(),
        }
        Fit::No(value)
    }
}

impl Shape<'_> {
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// Models hold only text, numbers and other models, which all become JSON.
    pub(super) fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
