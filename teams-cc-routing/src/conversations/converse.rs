//! An assistant that answers first: the same one that speaks in calls.

use std::pin::pin;

use teams_cc_core::assistant::{Conversing, Limits, TalkInput, TalkOutput};
use teams_cc_core::conversation::Input;
use teams_cc_core::{Assistant, Closing, Error, Heard as Said, Machine};

use super::error;
use super::story::{Conversation, ConversationEvent};

impl Conversation {
    /// Lets an assistant answer until it closes or hands over. It is asked with the customer's
    /// first words, not with nothing: in writing the customer begins. The end is
    /// [`Closing::Handover`] also when a limit is reached, so that nobody waits for a machine
    /// that hangs.
    ///
    /// # Errors
    /// `Ended` if the customer leaves or falls silent.
    ///
    /// # Cancel safety
    /// Dropping the future leaves the conversation waiting.
    pub async fn converse(
        &mut self,
        assistant: impl Assistant,
        limits: Limits,
    ) -> Result<Closing, Error> {
        self.all.input_of(&self.key, &self.story, Input::Assisted);
        let closing = self.conversing(assistant, limits).await;
        self.all.input_of(&self.key, &self.story, Input::Released);
        closing
    }

    async fn conversing(
        &mut self,
        mut assistant: impl Assistant,
        limits: Limits,
    ) -> Result<Closing, Error> {
        // The first words take the place of the silence with which calls begin.
        let mut first = Some(self.words().await?);
        let mut talk = Conversing::new(limits);
        talk.handle(self.all.now(), TalkInput::Start);
        loop {
            let input = match talk.poll() {
                Some(TalkOutput::Done(closing)) => return Ok(closing),
                Some(TalkOutput::Say(words)) => {
                    self.say(words).await?;
                    TalkInput::Spoken
                }
                Some(TalkOutput::Ask(words)) => {
                    self.say(words).await?;
                    TalkInput::Answered(Said::Words(self.words().await?))
                }
                Some(TalkOutput::Think(heard)) => {
                    let heard = first.take().map_or(heard, Said::Words);
                    if let Some(closing) = self.think(&mut talk, &mut assistant, heard).await? {
                        return Ok(closing);
                    }
                    continue;
                }
                // Writing takes whole turns: nothing comes sentence by sentence.
                Some(TalkOutput::Speak(_)) | None => TalkInput::Broken,
            };
            talk.handle(self.all.now(), input);
        }
    }

    /// Lets it think; a filler is said when that takes long, and an end made when it hangs.
    async fn think(
        &self,
        talk: &mut Conversing,
        assistant: &mut impl Assistant,
        heard: Said,
    ) -> Result<Option<Closing>, Error> {
        let mut turn = pin!(assistant.turn(heard));
        loop {
            while let Some(output) = talk.poll() {
                match output {
                    TalkOutput::Done(closing) => return Ok(Some(closing)),
                    TalkOutput::Say(words) => {
                        self.say(words).await?;
                        talk.handle(self.all.now(), TalkInput::Spoken);
                    }
                    TalkOutput::Speak(_) | TalkOutput::Ask(_) | TalkOutput::Think(_) => {
                        return Ok(None);
                    }
                }
            }
            let late = async {
                match talk.deadline() {
                    Some(at) => {
                        let wait = at.since(self.all.now());
                        tokio::time::sleep(wait).await;
                    }
                    None => std::future::pending().await,
                }
            };
            let input = tokio::select! {
                biased;
                _ = self.ended() => return Err(error::over()),
                turn = &mut turn => {
                    talk.handle(self.all.now(), TalkInput::Thought(turn));
                    return Ok(None);
                }
                () = late => TalkInput::Tick,
            };
            talk.handle(self.all.now(), input);
        }
    }

    /// The next words of the customer.
    async fn words(&mut self) -> Result<String, Error> {
        loop {
            match self.heard().await {
                Some(ConversationEvent::Wrote(received)) => return Ok(received.text),
                Some(_) => {}
                None => return Err(error::over()),
            }
        }
    }
}
