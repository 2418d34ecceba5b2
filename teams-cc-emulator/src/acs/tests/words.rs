//! What a softphone really says, with the ear's answers made by hand.

use super::*;
use crate::acs::ear::Ear;
use crate::speech::Phrases;

const CHOICES: &str = r#"[{"label": "sales", "phrases": ["Sales, please"], "tone": "one"},
    {"label": "card", "phrases": ["I lost my card", "lost card"]}]"#;

impl World {
    /// Up, with an ear.
    fn listening() -> (Self, String) {
        let mut world = Self::new(1);
        world.book.ear = Some(Ear::from(Phrases::new()));
        let id = world.up();
        (world, id)
    }

    /// The caller sends sound, or silence, for so long.
    fn sends(&mut self, ms: u64, is_loud: bool) {
        let (room, who) = self.book.place_of(CALLER).expect("there");
        let level = if is_loud { 6_000 } else { 0 };
        let said: Vec<i16> = (0..160).map(|n| if n % 16 < 8 { level } else { -level }).collect();
        for _ in 0..ms / 20 {
            self.wait(20);
            self.book.listens_to(self.now, room, who, &said);
        }
        self.wait(0);
    }

    fn asks(&mut self, id: &str, kind: &str, prompt: Option<&str>) {
        let mut ask = json!({"recognizeInputType": kind, "recognizeOptions": {
            "targetParticipant": {"phoneNumber": {"value": CALLER}}, "interruptPrompt": true,
            "choices": serde_json::from_str::<Value>(CHOICES).expect("JSON"),
            "speechOptions": {"endSilenceTimeoutInMs": 600}}});
        if let Some(words) = prompt {
            ask["playPrompt"] = json!({"kind": "text", "text": {"text": words}});
        }
        self.book.recognize(self.now, id, &object(&ask)).expect("accepted");
        self.wait(100);
    }

    /// The ear answers.
    fn understands(&mut self, found: Option<(&str, f64)>) {
        let unheard = self.unheard.remove(0);
        let found = found.map(|(words, sure)| (words.to_owned(), sure));
        self.book.understood(self.now, &unheard, found);
        self.wait(0);
    }

    /// The one event that was told.
    fn told(&mut self) -> (&'static str, Value) {
        let mut told = std::mem::take(&mut self.told);
        let one = told.pop().expect("an event");
        assert!(told.is_empty(), "{told:?}");
        (one.name, one.data)
    }
}

#[test]
fn cc_65_what_a_softphone_says_is_weighed_when_its_silence_is_over() {
    let (mut world, id) = World::listening();
    world.asks(&id, "choices", None);
    // The first silence of 5 s ends while the caller speaks: that is none.
    world.sends(4_400, false);
    world.sends(1_000, true);
    world.sends(580, false);
    assert!(world.names().is_empty() && world.unheard.is_empty(), "it could go on");
    world.sends(40, false);
    assert_eq!(world.unheard[0].phrases, ["sales please", "i lost my card", "lost card"]);
    // However long understanding takes.
    world.sends(9_000, false);
    assert!(world.names().is_empty());
    world.understands(Some(("Sales please", 0.8)));
    let (name, data) = world.told();
    assert_eq!((name, &data["resultInformation"]["subCode"]), ("RecognizeCompleted", &json!(8545)));
    let choice = json!({"label": "sales", "recognizedPhrase": "sales please", "confidence": 0.8});
    assert_eq!(data["choiceResult"], choice);
}

#[test]
fn cc_65_silence_noise_and_other_words_fail_each_in_its_own_way() {
    let heard = |kind: &str, found: Option<(&str, f64)>| {
        let (mut world, id) = World::listening();
        world.asks(&id, kind, None);
        world.sends(500, true);
        world.sends(700, false);
        world.understands(found);
        let (name, data) = world.told();
        (name, data["resultInformation"]["subCode"].as_u64())
    };
    assert_eq!(heard("choices", None), ("RecognizeFailed", Some(8547)));
    assert_eq!(heard("choices", Some(("a pizza", 0.9))), ("RecognizeFailed", Some(8547)));
    assert_eq!(heard("speech", None), ("RecognizeFailed", Some(8563)));
    assert_eq!(heard("speechOrDtmf", Some(("a pizza", 0.9))), ("RecognizeCompleted", Some(0)));

    let (mut world, id) = World::listening();
    world.asks(&id, "speech", None);
    world.sends(40, true);
    world.sends(4_840, false);
    assert!(world.names().is_empty());
    world.sends(200, false);
    assert_eq!(world.told().1["resultInformation"]["subCode"], 8510, "a click is silence");
}

#[test]
fn cc_65_speech_interrupts_the_prompt_and_what_was_over_before_is_no_answer() {
    let (mut world, id) = World::listening();
    let words = "a prompt that is long enough to be interrupted by somebody";
    world.asks(&id, "speech", Some(words));
    world.sends(300, true);
    world.sends(700, false);
    assert_eq!(world.unheard.len(), 1, "the prompt has three seconds to go");
    world.understands(Some(("hello", 0.7)));
    let (_, data) = world.told();
    assert_eq!(data["speechResult"], json!({"speech": "hello", "confidence": 0.7}));

    // Still being understood when the next question is asked.
    world.asks(&id, "choices", None);
    world.sends(300, true);
    world.sends(700, false);
    let body = object(&json!({}));
    world.book.cancel_media(world.now, &id, &body).expect("there");
    world.wait(0);
    world.told.clear();
    world.asks(&id, "choices", None);
    world.understands(Some(("lost card", 0.9)));
    assert!(world.names().is_empty(), "it was said to another question");
    world.sends(5_000, false);
    assert_eq!(world.told().1["resultInformation"]["subCode"], 8510);
}

#[test]
fn cc_65_a_question_ends_also_when_its_speaker_is_muted_or_the_ear_is_taken_away() {
    for is_mute in [true, false] {
        let (mut world, id) = World::listening();
        world.asks(&id, "choices", None);
        world.sends(400, true);
        let (room, who) = world.book.place_of(CALLER).expect("there");
        if is_mute {
            let there = world.book.rooms.get_mut(&room).and_then(|room| room.of_id_mut(who));
            there.expect("there").is_muted = true;
        } else {
            world.book.ear = None;
        }
        world.sends(700, false);
        world.understands(Some(("lost card", 0.9)));
        assert_eq!(world.told().1["choiceResult"]["label"], "card");
    }
    let (mut world, _) = World::listening();
    world.sends(400, true);
    world.sends(700, false);
    assert!(world.unheard.is_empty(), "nobody wants to know");
}

#[test]
fn cc_65_utterances_of_one_person_are_understood_in_their_order_and_not_without_end() {
    let (mut world, id) = World::listening();
    world.asks(&id, "speech", None);
    for _ in 0..20 {
        world.sends(300, true);
        world.sends(700, false);
    }
    assert_eq!(world.unheard.len(), 1, "one at a time");
    assert_eq!(world.told().1["resultInformation"]["subCode"], 8563, "too many wait");
    let first = world.unheard[0].utterance.began;
    world.understands(Some(("one", 0.9)));
    assert!(world.unheard[0].utterance.began > first);
}
