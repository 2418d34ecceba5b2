//! Steps of the machine as requests, answers as its inputs.

use std::sync::Arc;

use teams_cc_core::{Error, Retry};

use super::hub::context;
use super::leg::{Answer, Miss, Step, Wish, WishId};
use super::life::Life;
use crate::models::{
    Accepted, AddParticipant, AnswerCall, AudioChannels, CallProperties, CancelAdd,
    ContinuousTones, Hold, Identifier, Intelligence, MoveParticipants, MuteParticipants, Play,
    PlayOptions, RedirectCall, RejectCall, RejectReason, RemoveParticipant, SendTones,
    StreamChange, StreamContent, StreamingOptions, TranscriptionChange, TranscriptionOptions,
    TransferCall, Transport,
};
use crate::{Failure, Request};

/// Where the service posts events of calls.
pub(super) fn callback(life: &Life) -> String {
    format!("{}/callbacks", life.hub.base)
}

/// Carries a step out.
pub(super) async fn carry(life: &Arc<Life>, step: Step) -> Answer {
    let asked = ask(life, step).await;
    match asked {
        Ok(answer) => answer,
        Err(error) => Answer::Missed(miss(error)),
    }
}

fn miss(error: Error) -> Miss {
    if Failure::of(&error).is_some_and(|failure| failure.status() == 404) {
        return Miss::NotFound;
    }
    let refused = Failure::of(&error).is_some_and(|failure| (400..500).contains(&failure.status()));
    match error.retry() {
        // What was repeated under one id may have been done all the same.
        Retry::Check | Retry::After(_) if !refused => Miss::Lost,
        _ => Miss::Refused(Arc::new(error)),
    }
}

/// Options that let a call be streamed and transcribed later, as far as this program wants it.
pub(super) fn options(
    life: &Life,
) -> (Option<Intelligence>, Option<StreamingOptions>, Option<TranscriptionOptions>) {
    let settings = life.hub.acs.settings();
    let socket = || {
        let base = &life.hub.base;
        let base = base.strip_prefix("http").map_or_else(|| base.to_string(), |b| format!("ws{b}"));
        format!("{base}/media")
    };
    let intelligence = settings
        .intelligence
        .clone()
        .map(|endpoint| Intelligence::default().cognitive_services_endpoint(endpoint));
    let streaming = settings.streaming.clone().map(|format| {
        let channels = if settings.unmixed { AudioChannels::Unmixed } else { AudioChannels::Mixed };
        StreamingOptions::default()
            .transport_type(Transport::WebSocket)
            .transport_url(socket())
            .content_type(StreamContent::Audio)
            .audio_channels(channels)
            .audio_format(format)
            .enable_bidirectional(true)
            .enable_dtmf_tones(true)
            .start(false)
    });
    let wanted = settings.intelligence.is_some() && cfg!(feature = "server");
    let transcription = settings.locale.clone().filter(|_| wanted).map(|locale| {
        TranscriptionOptions::default()
            .transport_type(Transport::WebSocket)
            .transport_url(socket())
            .locale(locale)
            .start(false)
    });
    (intelligence, streaming, transcription)
}

async fn ask(life: &Arc<Life>, step: Step) -> Result<Answer, Error> {
    let api = life.hub.acs.api();
    let call = api.call(life.connection().unwrap_or_default());
    let (id, wish) = match step {
        Step::Look => return Ok(called(life, call.get().await?)),
        Step::HangUp => return done(call.hang_up()).await,
        Step::Terminate => return done(call.terminate()).await,
        Step::Withdraw(id, invitation) => {
            let cancel = CancelAdd::default().invitation_id(invitation);
            let cancel = cancel.operation_context(context(life.key, id));
            return told(call.cancel_add(&cancel)).await;
        }
        Step::Do(id, wish) => (id, wish),
    };
    let operation = context(life.key, id);
    let only = |who: Identifier| vec![who];
    match wish {
        Wish::Answer => answer(life, id).await,
        Wish::Reject(reason) => {
            let reason = match reason {
                teams_cc_core::Reason::Busy | teams_cc_core::Reason::Overloaded => {
                    RejectReason::Busy
                }
                teams_cc_core::Reason::Forbidden => RejectReason::Forbidden,
                _ => RejectReason::None,
            };
            let ring = life.ring();
            done(api.reject(&RejectCall::default().incoming_call_context(ring).reason(reason)))
                .await
        }
        Wish::Redirect(to) => {
            let ring = life.ring();
            let to = RedirectCall::default().incoming_call_context(ring).target(to.who);
            done(api.redirect(&to)).await
        }
        Wish::Transfer { to, who, context } => {
            let mut transfer =
                TransferCall::default().target_participant(to.who).operation_context(operation);
            transfer.transferee = who;
            transfer.context = context.map(|context| *context);
            told(call.transfer(&transfer)).await
        }
        Wish::Invite { who, within, context } => {
            let rings = i64::try_from(within.as_secs()).unwrap_or(180).clamp(1, 180);
            let mut add = AddParticipant::default()
                .participant(who.who)
                .invitation_timeout_s(rings)
                .operation_context(operation);
            add.context = context.map(|context| *context);
            Ok(Answer::Invited(call.add(&add).await?.invitation_id))
        }
        Wish::Remove(who) => {
            let remove = RemoveParticipant::default().participant(who).operation_context(operation);
            told(call.remove(&remove)).await
        }
        Wish::MoveHere { who, from } => {
            let from = MoveParticipants::default().participants(only(who)).from_call(from);
            told(call.move_here(&from.operation_context(operation))).await
        }
        Wish::Mute(who) => {
            let mute = MuteParticipants::default().participants(only(who));
            told(call.mute(&mute.operation_context(operation))).await
        }
        Wish::Play { sources, to, repeats, interrupts, .. } => {
            let mut play = Play::default().sources(sources).play_to(to);
            play = play.options(PlayOptions::default().repeats(repeats));
            if interrupts {
                play = play.interrupt(true);
            }
            done(call.play(&play.operation_context(operation))).await
        }
        Wish::Recognize { ask, .. } => {
            done(call.recognize(&ask.operation_context(operation))).await
        }
        Wish::Cancel => done(call.cancel_media()).await,
        Wish::Tones(who, on) => {
            let tones = ContinuousTones::default().participant(who).operation_context(operation);
            done(if on { call.start_tones(&tones) } else { call.stop_tones(&tones) }).await
        }
        Wish::Press(who, keys) => {
            let tones = keys.into_iter().map(Into::into).collect::<Vec<_>>();
            let press = SendTones::default().tones(tones).participant(who);
            told(call.send_tones(&press.operation_context(operation))).await
        }
        Wish::Hold(who, music) => {
            let mut hold = Hold::default().participant(who).operation_context(operation);
            hold.source = music.map(|music| *music);
            done(call.hold(&hold)).await
        }
        Wish::Resume(who) => {
            let hold = Hold::default().participant(who).operation_context(operation);
            done(call.unhold(&hold)).await
        }
        Wish::Streaming(on) => {
            let change = StreamChange::default().operation_context(operation);
            done(if on { call.start_streaming(&change) } else { call.stop_streaming(&change) })
                .await
        }
        Wish::Transcribe(locale) => {
            let mut change = TranscriptionChange::default().operation_context(operation);
            change.locale = locale;
            done(call.start_transcription(&change)).await
        }
        Wish::ChangeLanguage(locale) => {
            let change = TranscriptionChange::default().locale(locale);
            done(call.update_transcription(&change.operation_context(operation))).await
        }
        Wish::StopTranscript => {
            let change = TranscriptionChange::default().operation_context(operation);
            done(call.stop_transcription(&change)).await
        }
        Wish::Record(mut start) => {
            start.call_connection_id = life.connection().map(str::to_owned);
            start.state_callback_uri = Some(callback(life));
            let status = api.recordings().start(&start).await?;
            Ok(Answer::Recording(status.recording_id.unwrap_or_default()))
        }
        Wish::HangUp => done(call.hang_up()).await,
        Wish::Terminate => done(call.terminate()).await,
        Wish::Established | Wish::Withdraw(_) => Ok(Answer::Accepted),
    }
}

async fn answer(life: &Arc<Life>, id: WishId) -> Result<Answer, Error> {
    let (intelligence, streaming, transcription) = options(life);
    let mut answer = AnswerCall::default()
        .incoming_call_context(life.ring())
        .callback_uri(callback(life))
        .operation_context(context(life.key, id));
    (answer.intelligence, answer.streaming, answer.transcription) =
        (intelligence, streaming, transcription);
    Ok(called(life, life.hub.acs.api().answer(&answer).await?))
}

fn called(life: &Arc<Life>, call: CallProperties) -> Answer {
    if let Some(connection) = &call.call_connection_id {
        life.hub.bind(life.key, connection);
    }
    Answer::Call(Box::new(call))
}

async fn done(request: Request<()>) -> Result<Answer, Error> {
    request.await?;
    Ok(Answer::Accepted)
}

async fn told(request: Request<Accepted>) -> Result<Answer, Error> {
    request.await?;
    Ok(Answer::Accepted)
}
