//! One conversation, three back ends: the same verbs, the same ends, the same errors.
//!
//! The cases are written once, against `impl Voice`, and run over each wire: SIP with an emulated
//! carrier and Direct Routing, Graph with emulated calls of a bot, Call Automation with and without
//! Teams Phone. Where a back end says that it cannot do a verb, the same case proves that it
//! refuses early: with a typed error, and without a request.

mod acs;
mod cases;
mod graph;
mod own;
mod sip;
mod table;
mod together;

use std::time::Duration;

use teams_cc_core::{Address, Error, ErrorKind, Key, Prompt, Reason, Unsupported, Verb, Voice};

/// Longest wait for anything here.
const PATIENCE: Duration = Duration::from_secs(20);

/// What somebody does whose phone rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    Answers,
    Declines,
    Ignores,
}

/// A back end, and the people at the other end of it.
trait World: Sized {
    /// A call that rings at us.
    type Ring;
    /// A call that is up.
    type Call: Voice;
    /// The caller, as somebody who watches them sees it.
    type Far: Far;

    /// The module of this wire, as the table names its tests.
    const NAME: &'static str;

    async fn open() -> Self;

    /// The query before there is a call.
    fn can(&self, verb: Verb) -> Result<(), Unsupported>;

    /// Requests that we have sent so far.
    fn requests(&self) -> usize;

    /// What was said, for a person who looks why.
    fn ladder(&self) -> String;

    /// Somebody calls us.
    async fn rings(&self) -> (Self::Far, Self::Ring);

    async fn answer(&self, ring: Self::Ring) -> Result<Self::Call, Error>;
    async fn reject(&self, ring: Self::Ring, why: Reason) -> Result<(), Error>;
    async fn redirect(&self, ring: Self::Ring, to: Address) -> Result<(), Error>;
    async fn create(&self, to: Address) -> Result<Self::Call, Error>;

    /// Somebody else who can be called, of this number among them, and what they do.
    fn somebody(&self, number: u32, manner: Manner) -> Address;
    /// Waits until their phone rings.
    async fn is_ringing(&self, who: &Address) -> bool;
    /// Waits until their phone rings no more, or their call is over.
    async fn is_free(&self, who: &Address) -> bool;
    /// Waits until the caller and they hear each other.
    async fn talk(&self, far: &Self::Far, who: &Address) -> bool;
    /// Whether what the caller says from now on reaches `who`.
    async fn hears(&self, who: &Address, far: &Self::Far) -> bool;

    /// Waits until the back end hears keys for `next_key`.
    async fn listens(&self);
    /// How many questions have been asked so far.
    fn questions(&self) -> usize;
    /// Waits until one more question than these is asked, and an answer of the caller counts.
    async fn is_asked(&self, far: &Self::Far, before: usize);

    /// A verb for which wires have no common form: does it and proves it, or tries it. `None`
    /// where the wire has no such method at all: it does not compile.
    async fn own(&self, verb: Verb) -> Option<Result<(), Error>>;

    /// Waits, and shows what was said if nothing comes.
    async fn within<F: IntoFuture>(&self, what: F) -> F::Output {
        let done = tokio::time::timeout(PATIENCE, what.into_future()).await;
        done.unwrap_or_else(|_| panic!("it did not come\n{}", self.ladder()))
    }

    /// Waits until it is so.
    async fn until(&self, mut is_so: impl FnMut() -> bool) {
        let looking = async {
            while !is_so() {
                tokio::task::yield_now().await;
            }
        };
        self.within(looking).await;
    }

    /// Somebody calls and is answered.
    async fn answered(&self) -> (Self::Far, Self::Call) {
        let (far, ring) = self.rings().await;
        let call = self.within(self.answer(ring)).await;
        (far, call.unwrap_or_else(|error| panic!("{error:?}\n{}", self.ladder())))
    }
}

/// The caller's phone.
trait Far {
    async fn press(&self, key: Key);
    async fn hang_up(&self);
    /// Keys that were pressed towards it.
    fn keys(&self) -> String;
    /// Whether it has been let wait.
    fn is_held(&self) -> bool;
    /// Waits until its call is over.
    async fn has_ended(&self) -> bool;
}

/// Silence that nobody can miss, so long in ms.
fn prompt(ms: usize) -> Prompt {
    Prompt::samples(vec![3_000i16; ms * 8])
}

/// Whether a back end that cannot do `verb` said so, and nothing else happened.
#[track_caller]
fn is_refused<T: std::fmt::Debug>(verb: Verb, done: Result<T, Error>) {
    let error = done.expect_err("the query said that it is not possible");
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{verb:?}: {error:?}");
}

/// Names each case, the verbs that it proves, and runs all of them over a wire: first those that
/// are written once, then those for which each wire has a form of its own.
macro_rules! suite {
    (
        common { $($test:ident: $($verb:ident)*;)+ }
        own { $($form:ident: $($formed:ident)+;)+ }
    ) => {
        /// Which case proves a verb.
        const PROVEN: &[(Verb, &str)] = &[
            $($((Verb::$verb, stringify!($test)),)*)+
            $($((Verb::$formed, stringify!($form)),)+)+
        ];

        macro_rules! over {
            ($world:ty) => {
                $(
                    #[tokio::test(flavor = "multi_thread")]
                    async fn $test() {
                        Box::pin($crate::verbs::cases::$test::<$world>()).await;
                    }
                )+
                $(
                    #[tokio::test(flavor = "multi_thread")]
                    async fn $form() {
                        $(
                            let verb = teams_cc_core::Verb::$formed;
                            Box::pin($crate::verbs::own::own::<$world>(verb)).await;
                        )+
                    }
                )+
            };
        }
        use over;
    };
}

suite! {
    common {
        answer: Answer;
        reject: Reject;
        redirect: Redirect;
        create: Create;
        hang_up: HangUp;
        play: Play PlayWhileWaiting;
        ask: Ask;
        next_key: NextKey;
        press: Press;
        hold: Hold;
        invite: Invite CancelInvite;
        remove: Remove;
        mute: Mute Unmute;
        transfer: Transfer;
        cc_51_a_call_enters_the_history_by_itself:;
    }
    own {
        say: Say;
        whisper: Whisper;
        supervise: Supervise;
        ask_choice: AskChoice;
        ask_words: AskWords;
        connect: Connect;
        reach_teams_user: ReachTeamsUser;
        show_number: ShowNumber;
        end_for_all: EndForAll;
        take_over: TakeOver;
        consult: Consult;
        transfer_out: TransferOut;
        park: Park;
        record: Record PauseRecording;
        stream: Stream;
        transcribe: Transcribe;
    }
}
