//! `microsoft.graph.mailboxSettings` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{
    AutomaticRepliesSetting, DelegateMeetingMessageDeliveryOptions, LocaleInfo, UserPurpose,
    WorkingHours,
};

model! {
    /// `microsoft.graph.mailboxSettings`: complex type.
    MailboxSettings = "microsoft.graph.mailboxSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `archiveFolder`: text.
        archive_folder: String = "archiveFolder",
        /// `automaticRepliesSetting`: `automaticRepliesSetting`.
        automatic_replies_setting => AutomaticRepliesSetting = "automaticRepliesSetting",
        /// `dateFormat`: text.
        date_format: String = "dateFormat",
        /// `delegateMeetingMessageDeliveryOptions`: `delegateMeetingMessageDeliveryOptions`.
        delegate_meeting_message_delivery_options: DelegateMeetingMessageDeliveryOptions = "delegateMeetingMessageDeliveryOptions",
        /// `language`: `localeInfo`.
        language => LocaleInfo = "language",
        /// `timeFormat`: text.
        time_format: String = "timeFormat",
        /// `timeZone`: text.
        time_zone: String = "timeZone",
        /// `userPurpose`: `userPurpose`.
        user_purpose: UserPurpose = "userPurpose",
        /// `workingHours`: `workingHours`.
        working_hours => WorkingHours = "workingHours",
    }
}
