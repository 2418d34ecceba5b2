//! What the actions of `directory_object` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `directoryObject.getByIds`: what the action takes.
    DirectoryObjectGetByIds = "directoryObject.getByIds" {
        /// `ids`: list of text.
        ids: Vec<String> = "ids",
        /// `types`: list of text.
        types: Vec<String> = "types",
    }
}
