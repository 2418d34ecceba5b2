//! A menu: a prompt, keys, silence and barge-in, as data and as a machine.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::{Instant, Key, Machine, Prompt};

/// How long to wait for a key after the prompt has ended.
pub const DEFAULT_PATIENCE: Duration = Duration::from_secs(5);
/// How often the prompt is played before the menu gives up.
pub const DEFAULT_ROUNDS: u32 = 3;

/// A question to a caller: a prompt and what each key means.
///
/// A caller never hears silence without an end: after the last round the menu answers
/// [`otherwise`](Menu::otherwise), or says that nothing was chosen.
///
/// ```
/// use teams_cc_core::{Key, Menu, Prompt, Skill};
///
/// let menu = Menu::new(Prompt::file("welcome.wav"))
///     .on(Key::D1, Skill::new("billing").at_least(3))
///     .on(Key::D2, Skill::new("support").at_least(1))
///     .otherwise(Skill::new("general").at_least(1));
/// assert_eq!(menu.keys().collect::<String>(), "12");
/// ```
#[derive(Clone, Debug)]
pub struct Menu<T> {
    prompt: Prompt,
    choices: Vec<(Key, T)>,
    otherwise: Option<T>,
    patience: Duration,
    rounds: u32,
    barge_in: bool,
}

impl<T> Menu<T> {
    /// A menu without choices yet.
    pub fn new(prompt: Prompt) -> Self {
        Self {
            prompt,
            choices: Vec::new(),
            otherwise: None,
            patience: DEFAULT_PATIENCE,
            rounds: DEFAULT_ROUNDS,
            barge_in: true,
        }
    }

    /// What `key` means. Saying it again replaces the first meaning.
    #[must_use]
    pub fn on(mut self, key: Key, means: T) -> Self {
        self.choices.retain(|(other, _)| *other != key);
        self.choices.push((key, means));
        self
    }

    /// What it means if the caller chooses nothing in all rounds.
    #[must_use]
    pub fn otherwise(mut self, means: T) -> Self {
        self.otherwise = Some(means);
        self
    }

    /// How long to wait for a key after the prompt has ended ([`DEFAULT_PATIENCE`]).
    #[must_use]
    pub fn patience(mut self, wait: Duration) -> Self {
        self.patience = wait;
        self
    }

    /// How often the prompt is played at most ([`DEFAULT_ROUNDS`], at least 1). Silence and a key
    /// without meaning each end a round.
    #[must_use]
    pub fn rounds(mut self, rounds: u32) -> Self {
        self.rounds = rounds.max(1);
        self
    }

    /// Plays the prompt to its end whatever is pressed; keys pressed meanwhile do not count.
    #[must_use]
    pub fn no_barge_in(mut self) -> Self {
        self.barge_in = false;
        self
    }

    /// How long it waits for a key after the prompt has ended.
    pub fn waits_for(&self) -> Duration {
        self.patience
    }

    /// Whether a key stops the prompt.
    pub fn is_interruptible(&self) -> bool {
        self.barge_in
    }

    /// The keys that mean something, as printed on a phone.
    pub fn keys(&self) -> impl Iterator<Item = char> {
        self.choices.iter().map(|(key, _)| char::from(b"0123456789*#ABCD"[usize::from(key.code())]))
    }
}

/// What a caller made of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen<T> {
    /// Pressed a key that means this.
    Key(Key, T),
    /// Nothing in all rounds; the menu's [`otherwise`](Menu::otherwise).
    Otherwise(T),
    /// Nothing in all rounds, and the menu has no `otherwise`.
    Nothing,
}

/// What happens to a running menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuInput {
    /// Begin.
    Start,
    /// The prompt was heard to its end.
    PromptEnded,
    /// A key was pressed.
    Pressed(Key),
    /// Time passed.
    Tick,
}

/// What a running menu wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuOutput<T> {
    /// Play the prompt from its beginning.
    Play(Prompt),
    /// Stop the prompt.
    Stop,
    /// The answer; nothing follows it.
    Done(Chosen<T>),
}

/// A [`Menu`] being asked: a [`Machine`] fed by keys and prompt ends, the same on every wire.
#[derive(Debug)]
pub struct Asking<T> {
    menu: Arc<Menu<T>>,
    state: State,
    outputs: VecDeque<MenuOutput<T>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Playing { round: u32 },
    Waiting { round: u32, until: Instant },
    Over,
}

impl<T: Clone> Asking<T> {
    /// Asks `menu`, once [`MenuInput::Start`] comes.
    pub fn new(menu: Arc<Menu<T>>) -> Self {
        Self { menu, state: State::Idle, outputs: VecDeque::new() }
    }

    fn play(&mut self, round: u32) {
        self.outputs.push_back(MenuOutput::Play(self.menu.prompt.clone()));
        self.state = State::Playing { round };
    }

    fn end(&mut self, chosen: Chosen<T>) {
        self.outputs.push_back(MenuOutput::Done(chosen));
        self.state = State::Over;
    }

    /// A round without a choice: again, or enough.
    fn end_round(&mut self, round: u32) {
        if round + 1 < self.menu.rounds {
            return self.play(round + 1);
        }
        let otherwise = self.menu.otherwise.clone();
        self.end(otherwise.map_or(Chosen::Nothing, Chosen::Otherwise));
    }

    fn pressed(&mut self, key: Key) {
        let (round, playing) = match self.state {
            State::Playing { round } => (round, true),
            State::Waiting { round, .. } => (round, false),
            State::Idle | State::Over => return,
        };
        if playing && !self.menu.barge_in {
            return;
        }
        if playing {
            self.outputs.push_back(MenuOutput::Stop);
        }
        let means = self.menu.choices.iter().find(|(k, _)| *k == key).map(|(_, t)| t.clone());
        match means {
            Some(means) => self.end(Chosen::Key(key, means)),
            None => self.end_round(round),
        }
    }
}

impl<T: Clone> Machine for Asking<T> {
    type Input<'a> = MenuInput;
    type Output = MenuOutput<T>;

    fn handle(&mut self, now: Instant, input: MenuInput) {
        match (input, self.state) {
            (MenuInput::Start, State::Idle) => self.play(0),
            (MenuInput::PromptEnded, State::Playing { round }) => {
                self.state = State::Waiting { round, until: now + self.menu.patience };
            }
            (MenuInput::Pressed(key), _) => self.pressed(key),
            (MenuInput::Tick, State::Waiting { round, until }) if now >= until => {
                self.end_round(round);
            }
            _ => {}
        }
    }

    fn poll(&mut self) -> Option<MenuOutput<T>> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Waiting { until, .. } => Some(until),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn menu() -> Menu<u8> {
        Menu::new(Prompt::text("one or two")).on(Key::D1, 1).on(Key::D2, 2).otherwise(9)
    }

    fn run(menu: Menu<u8>, inputs: &[(u64, MenuInput)]) -> Vec<MenuOutput<u8>> {
        let mut asking = Asking::new(Arc::new(menu));
        for (second, input) in inputs {
            asking.handle(Instant::START + Duration::from_secs(*second), *input);
        }
        std::iter::from_fn(|| asking.poll()).collect()
    }

    fn done(outputs: &[MenuOutput<u8>]) -> Option<&Chosen<u8>> {
        match outputs.last() {
            Some(MenuOutput::Done(chosen)) => Some(chosen),
            _ => None,
        }
    }

    use MenuInput::{Pressed, PromptEnded, Start, Tick};

    #[test]
    fn a_key_during_the_prompt_stops_it_and_chooses() {
        let outputs = run(menu(), &[(0, Start), (1, Pressed(Key::D2))]);
        assert_eq!(outputs[1], MenuOutput::Stop);
        assert_eq!(done(&outputs), Some(&Chosen::Key(Key::D2, 2)));
    }

    #[test]
    fn a_key_after_the_prompt_chooses_without_a_stop() {
        let outputs = run(menu(), &[(0, Start), (3, PromptEnded), (4, Pressed(Key::D1))]);
        assert!(!outputs.contains(&MenuOutput::Stop));
        assert_eq!(done(&outputs), Some(&Chosen::Key(Key::D1, 1)));
    }

    #[test]
    fn without_barge_in_keys_count_only_after_the_prompt() {
        let inputs = [(0, Start), (1, Pressed(Key::D2)), (3, PromptEnded), (4, Pressed(Key::D1))];
        assert_eq!(done(&run(menu().no_barge_in(), &inputs)), Some(&Chosen::Key(Key::D1, 1)));
    }

    #[test]
    fn silence_repeats_the_prompt_and_then_answers_otherwise() {
        let inputs =
            [(0, Start), (3, PromptEnded), (7, Tick), (8, Tick), (11, PromptEnded), (16, Tick)];
        let outputs = run(menu().rounds(2), &inputs);
        let plays = outputs.iter().filter(|o| matches!(o, MenuOutput::Play(_))).count();
        assert_eq!((plays, done(&outputs)), (2, Some(&Chosen::Otherwise(9))));
    }

    #[test]
    fn a_key_without_meaning_ends_the_round() {
        let outputs = run(menu().rounds(1), &[(0, Start), (1, Pressed(Key::Pound))]);
        assert_eq!(done(&outputs), Some(&Chosen::Otherwise(9)));
        let silent = Menu::new(Prompt::text("?")).on(Key::D1, 1).rounds(1);
        let outputs = run(silent, &[(0, Start), (1, Pressed(Key::Pound))]);
        assert_eq!(done(&outputs), Some(&Chosen::Nothing));
    }

    #[test]
    fn no_order_of_inputs_gives_two_answers() {
        let all = [Start, PromptEnded, Pressed(Key::D1), Pressed(Key::Star), Tick];
        let mut rng = crate::Rng::from_seed(7);
        for _ in 0..2_000 {
            let inputs: Vec<_> =
                (0..30).map(|i| (i * 2, all[rng.below(all.len() as u64) as usize])).collect();
            let outputs = run(menu(), &inputs);
            let answers = outputs.iter().filter(|o| matches!(o, MenuOutput::Done(_))).count();
            assert!(answers <= 1);
            if answers == 1 {
                assert!(done(&outputs).is_some(), "nothing follows the answer");
            }
        }
    }
}
