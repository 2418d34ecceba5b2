//! `directoryObjects`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `directoryObjects`.
    DirectoryObjects {
        /// `POST /directoryObjects/getByIds`.
        ///
        /// - An application needs `Directory.Read.All`.
        /// - A signed-in user needs `Directory.Read.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get_by_ids(; crate::models::requests::DirectoryObjectGetByIds) => crate::models::Collection<crate::models::DirectoryObject> = POST "/directoryObjects/getByIds";
    }
}
