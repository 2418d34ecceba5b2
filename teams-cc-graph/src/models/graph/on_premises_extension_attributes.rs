//! `microsoft.graph.onPremisesExtensionAttributes` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.onPremisesExtensionAttributes`: complex type.
    OnPremisesExtensionAttributes = "microsoft.graph.onPremisesExtensionAttributes" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `extensionAttribute1`: text.
        extension_attribute1: String = "extensionAttribute1",
        /// `extensionAttribute10`: text.
        extension_attribute10: String = "extensionAttribute10",
        /// `extensionAttribute11`: text.
        extension_attribute11: String = "extensionAttribute11",
        /// `extensionAttribute12`: text.
        extension_attribute12: String = "extensionAttribute12",
        /// `extensionAttribute13`: text.
        extension_attribute13: String = "extensionAttribute13",
        /// `extensionAttribute14`: text.
        extension_attribute14: String = "extensionAttribute14",
        /// `extensionAttribute15`: text.
        extension_attribute15: String = "extensionAttribute15",
        /// `extensionAttribute2`: text.
        extension_attribute2: String = "extensionAttribute2",
        /// `extensionAttribute3`: text.
        extension_attribute3: String = "extensionAttribute3",
        /// `extensionAttribute4`: text.
        extension_attribute4: String = "extensionAttribute4",
        /// `extensionAttribute5`: text.
        extension_attribute5: String = "extensionAttribute5",
        /// `extensionAttribute6`: text.
        extension_attribute6: String = "extensionAttribute6",
        /// `extensionAttribute7`: text.
        extension_attribute7: String = "extensionAttribute7",
        /// `extensionAttribute8`: text.
        extension_attribute8: String = "extensionAttribute8",
        /// `extensionAttribute9`: text.
        extension_attribute9: String = "extensionAttribute9",
    }
}
