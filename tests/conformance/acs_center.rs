//! A contact centre on an emulated Communication Services resource.

use std::time::Duration;

use teams_cc_acs::calls::{Call, Calls, IncomingCall};
use teams_cc_acs::models::{AudioFormat, Identifier};
use teams_cc_acs::{CallAutomation, CallAutomationBuilder, router};
use teams_cc_core::{Address, Guid, TenantId};
use teams_cc_emulator::Emulator;
use teams_cc_emulator::acs::{Acs, AcsPhone, CallerStep, EventGridSettings};
use tokio::net::TcpListener;

/// Longest wait for anything here.
const PATIENCE: Duration = Duration::from_secs(30);
pub(crate) const CALLER: &str = "+14255550101";
pub(crate) const NUMBER: &str = "+18005550100";
pub(crate) const ACCOUNT: &str = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111";
pub(crate) const AGENT: &str = "4b444206-207c-42f8-92a6-e332b41c88a2";

/// A contact centre on an emulated resource.
pub(crate) struct Center {
    pub(crate) teams: Emulator,
    pub(crate) acs: CallAutomation,
    pub(crate) calls: Calls,
}

pub(crate) fn tenant() -> TenantId {
    "87d349ed-44d7-43e1-9a83-5f2406dee5bd".parse().unwrap()
}

impl Center {
    pub(crate) async fn open() -> Self {
        Self::open_with(|builder| builder.streaming(AudioFormat::Pcm16KMono)).await
    }

    /// Wired in another way.
    pub(crate) async fn open_with(
        wiring: impl FnOnce(CallAutomationBuilder) -> CallAutomationBuilder,
    ) -> Self {
        let account: Guid = ACCOUNT.parse().unwrap();
        Self::open_for(|here| drop(here.teams_number(NUMBER, tenant(), account)), wiring).await
    }

    /// For another number.
    pub(crate) async fn open_for(
        number: impl FnOnce(&Acs),
        wiring: impl FnOnce(CallAutomationBuilder) -> CallAutomationBuilder,
    ) -> Self {
        Self::open_told_by(number, wiring, |to| to).await
    }

    /// With another subscription at Event Grid.
    pub(crate) async fn open_told_by(
        number: impl FnOnce(&Acs),
        wiring: impl FnOnce(CallAutomationBuilder) -> CallAutomationBuilder,
        grid: impl FnOnce(EventGridSettings) -> EventGridSettings,
    ) -> Self {
        let speaks = |builder: CallAutomationBuilder| {
            wiring(builder.intelligence("https://ai.contoso.example").locale("en-US"))
        };
        Self::open_bare(number, speaks, grid).await
    }

    /// Without a voice, an ear and a stream unless it is wired so.
    pub(crate) async fn open_bare(
        number: impl FnOnce(&Acs),
        wiring: impl FnOnce(CallAutomationBuilder) -> CallAutomationBuilder,
        grid: impl FnOnce(EventGridSettings) -> EventGridSettings,
    ) -> Self {
        let teams = Emulator::start().await;
        let here = teams.acs();
        number(&here);
        // Where time is virtual, dates are of that time on both sides.
        let clock = teams.clock().clone();
        let acs = CallAutomation::builder()
            .wall_clock(move || i64::try_from(clock.unix()).unwrap_or(i64::MAX))
            .connection_string(here.connection_string())
            .resource_id(here.resource_id().to_string())
            .openid_document(format!(
                "{}/calling/.well-known/acsopenidconfiguration",
                here.endpoint()
            ));
        let acs = wiring(acs).build().unwrap();
        // In somebody's own web server, below a path of its own.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/acs", listener.local_addr().unwrap());
        let (calls, webhook) = acs.listen(&address);
        let app = axum::Router::new().nest("/acs", router(webhook));
        tokio::spawn(async move { axum::serve(listener, app).await });
        let to = grid(EventGridSettings::new(format!("{address}/events")));
        here.subscribe_with(to).await.expect("we shake hands");
        Self { teams, acs, calls }
    }

    /// A caller rings.
    pub(crate) async fn ring(
        &self,
        steps: impl IntoIterator<Item = CallerStep>,
    ) -> (AcsPhone, IncomingCall) {
        let phone = self.teams.acs().calls_from(CALLER).then(steps).to(NUMBER).expect("it rings");
        (phone, soon(self.calls.next_call()).await)
    }

    /// A caller rings and is answered.
    pub(crate) async fn answered(
        &self,
        steps: impl IntoIterator<Item = CallerStep>,
    ) -> (AcsPhone, Call) {
        let (phone, ring) = self.ring(steps).await;
        let call = soon(ring.answer()).await.unwrap();
        (phone, call)
    }

    /// An agent at a seat of the vendor's desktop.
    pub(crate) fn agent(&self) -> (teams_cc_emulator::acs::AcsAgent, Address) {
        let user: Guid = AGENT.parse().unwrap();
        let agent = self.teams.acs().agent(tenant(), user);
        let resource = self.teams.acs().resource_id();
        self.acs.seat("adele", Identifier::agent(user, tenant(), resource));
        (agent, "seat:adele".parse().unwrap())
    }
}

pub(crate) async fn soon<F: IntoFuture>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future.into_future()).await.expect("it takes too long")
}
