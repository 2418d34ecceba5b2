//! Reference programs; each `[[example]]` of this package is one.
