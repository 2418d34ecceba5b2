//! How the resource is set up.

use serde::{Deserialize, Serialize};
use teams_cc_core::{Error, ErrorKind, Guid};

use super::{AcsRules, CallerBehaviour, Ear, EarSettings, Line, Party, softphone};
use crate::Stage;
use crate::outbound::is_reachable;

/// `[acs]` in the settings.
///
/// ```toml
/// [acs]
/// key = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"
///
/// [[acs.number]]
/// number = "+18005550100"
///
/// [[acs.number]]
/// number = "+18005550199"
/// account = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111"
///
/// [[acs.event-grid]]
/// url = "http://127.0.0.1:8080/events"
///
/// [[acs.person]]
/// id = "+14255550142"
/// behaviour = { ringing = { do = "decline", after_ms = 200 } }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct AcsSettings {
    /// Port over http; 0 = any free one.
    pub port: u16,
    /// Port over https; 0 = any free one.
    pub tls_port: u16,
    /// The access key in base64; from the seed if absent.
    pub key: Option<String>,
    /// Who signs events and sockets: `iss` of their tokens.
    pub issuer: String,
    /// Numbers that reach the resource.
    #[serde(rename = "number")]
    pub numbers: Vec<Line>,
    /// Subscriptions at Event Grid.
    #[serde(rename = "event-grid")]
    pub event_grid: Vec<EventGridSettings>,
    /// What people at the other end do.
    #[serde(rename = "person")]
    pub people: Vec<PersonSettings>,
    /// What the documents leave open.
    pub rules: AcsRules,
    /// What softphones really say is understood by this; without it by nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ear: Option<EarSettings>,
}

/// A subscription at Event Grid.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EventGridSettings {
    /// Where events go, on loopback.
    pub url: String,
    /// Event types; empty = all.
    #[serde(default)]
    pub types: Vec<String>,
    /// In which schema they come.
    #[serde(default)]
    pub schema: EventSchema,
}

/// In which schema Event Grid delivers, and so by which handshake it begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum EventSchema {
    /// Event Grid's own, in lists; the handshake is an event with a code that is to come back.
    #[default]
    #[serde(rename = "EventGridSchema")]
    EventGrid,
    /// CloudEvents 1.0 in JSON, one in a post; the handshake is an OPTIONS with
    /// `WebHook-Request-Origin`, to be answered with `WebHook-Allowed-Origin`.
    #[serde(rename = "CloudEventSchemaV1_0")]
    CloudEvents,
}

impl EventGridSettings {
    /// All events to this address on loopback, in Event Grid's own schema.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }

    /// These types of events only.
    #[must_use]
    pub fn types<S: Into<String>>(mut self, types: impl IntoIterator<Item = S>) -> Self {
        self.types = types.into_iter().map(Into::into).collect();
        self
    }

    /// As CloudEvents.
    #[must_use]
    pub fn cloud_events(mut self) -> Self {
        self.schema = EventSchema::CloudEvents;
        self
    }
}

/// Somebody at the other end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PersonSettings {
    /// A number with its plus sign, or a raw id.
    pub id: String,
    /// What the phone does.
    #[serde(default)]
    pub behaviour: CallerBehaviour,
}

impl Default for AcsSettings {
    fn default() -> Self {
        Self {
            port: 0,
            tls_port: 0,
            key: None,
            issuer: "https://acscallautomation.communication.azure.com".into(),
            numbers: Vec::new(),
            event_grid: Vec::new(),
            people: Vec::new(),
            rules: AcsRules::default(),
            ear: None,
        }
    }
}

/// The tenant of accounts that name none: the first one.
pub(crate) fn home(stage: &Stage) -> Guid {
    stage.people.tenants().first().map_or(Guid::from_u128(0), |tenant| tenant.id.0)
}

impl AcsSettings {
    pub(crate) fn settle(&self, stage: &Stage) -> Result<(), Error> {
        if let Some(key) = &self.key {
            use base64::Engine as _;
            let read = base64::engine::general_purpose::STANDARD.decode(key);
            if read.is_err() {
                let what = "acs.key is not base64";
                return Err(Error::new("TCC-EMU-0114", ErrorKind::Config, what));
            }
        }
        let home = home(stage);
        for person in &self.people {
            let address = person.behaviour.sip.as_ref();
            if let Some(address) = address.filter(|one| softphone(one).is_none()) {
                let what = format!("the softphone {address} is no SIP address on loopback");
                return Err(Error::new("TCC-EMU-0117", ErrorKind::Config, what)
                    .fix("write for example \"sip:adele@127.0.0.1:5062\""));
            }
        }
        let ear = self.ear.clone().map(Ear::new).transpose()?;
        stage.acs.with(|book, _| {
            book.ear = ear;
            book.rules.clone_from(&self.rules);
            for line in &self.numbers {
                book.add_line(line.clone(), home);
            }
            for person in &self.people {
                book.behaviours.insert(Party::from_raw(&person.id), person.behaviour.clone());
            }
        });
        for subscription in &self.event_grid {
            if !is_reachable(&subscription.url) {
                let what =
                    format!("the event subscription {} is not on loopback", subscription.url);
                return Err(Error::new("TCC-EMU-0115", ErrorKind::Config, what));
            }
            stage.acs.grid().add(subscription);
        }
        Ok(())
    }
}
