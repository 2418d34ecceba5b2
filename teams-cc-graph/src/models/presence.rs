//! What Teams shows for a person.

use teams_cc_core as core;
use teams_cc_core::{Activity, Availability};

use super::model::{model, open_enum, open_enum_field};

open_enum_field!(Availability, Activity);

model! {
    /// What Teams shows for one person (`presence`).
    ///
    /// `availability` and `activity` are plain text in Graph's metadata, not enums; the known
    /// values of all its documents are members here, others are kept.
    Presence = "microsoft.graph.presence" {
        /// The person's Entra object id.
        id: String = "id",
        /// How reachable.
        availability: Availability = "availability",
        /// Doing what.
        activity: Activity = "activity",
        /// What the person wrote.
        status_message: PresenceStatusMessage = "statusMessage",
        /// Whether automatic replies are on.
        out_of_office_settings: OutOfOfficeSettings = "outOfOfficeSettings",
        /// Where the person works today.
        work_location: UserWorkLocation = "workLocation",
        /// Orders the versions of one person's presence, as text.
        sequence_number: String = "sequenceNumber",
    }
}

impl Presence {
    /// The two halves that routing looks at; what is missing reads as `PresenceUnknown`.
    pub fn shown(&self) -> core::Presence {
        core::Presence::new(
            self.availability.clone().unwrap_or(Availability::PresenceUnknown),
            self.activity.clone().unwrap_or(Activity::PresenceUnknown),
        )
    }
}

model! {
    /// A status message: its text, and until when it stands.
    PresenceStatusMessage = "microsoft.graph.presenceStatusMessage" {
        /// The text.
        message: ItemBody = "message",
        /// Until when; not returned for other people.
        expiry_date_time: DateTimeTimeZone = "expiryDateTime",
        /// Since when, in UTC (RFC 3339); not returned for other people.
        published_date_time: String = "publishedDateTime",
    }
}

model! {
    /// Automatic replies.
    OutOfOfficeSettings = "microsoft.graph.outOfOfficeSettings" {
        /// What the person wrote.
        message: String = "message",
        /// Whether they are on.
        is_out_of_office: bool = "isOutOfOffice",
    }
}

open_enum! {
    /// Who set a work location.
    WorkLocationSource = "microsoft.graph.workLocationSource" {
        /// Nobody.
        None = "none",
        /// The person.
        Manual = "manual",
        /// The calendar.
        Scheduled = "scheduled",
        /// A network or a docking station.
        Automatic = "automatic",
    }
}

open_enum! {
    /// A kind of place to work at.
    WorkLocationType = "microsoft.graph.workLocationType" {
        /// Not said.
        Unspecified = "unspecified",
        /// In the office.
        Office = "office",
        /// Elsewhere.
        Remote = "remote",
        /// Not at work.
        TimeOff = "timeOff",
    }
}

model! {
    /// Where a person works today.
    UserWorkLocation = "microsoft.graph.userWorkLocation" {
        /// A place of the directory.
        place_id: String = "placeId",
        /// Who said so.
        source: WorkLocationSource = "source",
        /// What kind of place.
        work_location_type: WorkLocationType = "workLocationType",
    }
}

open_enum! {
    /// The format of a text.
    BodyType = "microsoft.graph.bodyType" {
        /// Plain text.
        Text = "text",
        /// HTML.
        Html = "html",
    }
}

model! {
    /// A text and its format.
    ItemBody = "microsoft.graph.itemBody" {
        /// The text.
        content: String = "content",
        /// Its format.
        content_type: BodyType = "contentType",
    }
}

model! {
    /// A local time with its zone.
    DateTimeTimeZone = "microsoft.graph.dateTimeTimeZone" {
        /// `2026-11-22T17:05:33.2079781`, without offset.
        date_time: String = "dateTime",
        /// A Windows or IANA zone name.
        time_zone: String = "timeZone",
    }
}
