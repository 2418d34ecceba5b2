//! Plans from text, right and wrong.

use super::*;

fn wrong(text: &str) -> String {
    parse("queues.toml", text).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn an_error_in_a_plan_names_file_line_and_key() {
    let cases = [
        ("[[queue]]\nname = \"a\"\noffer_fro = \"20s\"\n", "line 3", "offer_fro"),
        ("[[queue]]\nname = \"a\"\noffer_for = 20\n", "line 3", "offer_for"),
        ("[[queue]]\nname = \"a\"\noffer_for = \"20\"\n", "line 3", "offer_for"),
        ("[[queue]]\nname = \"a\"\n[[queue]]\nname = \"a\"\n", "line 4", "name"),
        ("[[queue]]\nname = \"a\"\n[[agent]]\nid = \"x\"\nqueues = [\"b\"]\n", "line 5", "b"),
        ("[[queue]]\nname = \"a\"\n[[queue.rule]]\nthen = \"overflow\"\n", "line 3", "exactly one"),
        (
            "[[queue]]\nname = \"a\"\n[[agent]]\nid = \"x\"\nskills = { b = 101 }\n",
            "line 5",
            "0 to 100",
        ),
        ("overflow = \"nobody at all\"\n[[queue]]\nname = \"a\"\n", "line 1", "overflow"),
        ("", "line 1", "queue"),
    ];
    for (text, line, key) in cases {
        let error = wrong(text);
        assert!(
            error.contains("queues.toml") && error.contains(line) && error.contains(key),
            "{text:?} gave: {error}"
        );
    }
}

#[test]
fn a_plan_file_says_everything_that_code_can_say() {
    let plan = parse(
        "queues.toml",
        r#"
        order = "best_match"
        overflow = "+14255550199"
        [presence]
        calendar_blocks = false
        [back_off]
        no_answer = "45s"
        [capacity]
        total = 100
        chat = { cost = 50, most = 2 }
        voice = { cost = 100, most = 1, interrupts = ["chat"] }
        [[queue]]
        name = "billing"
        answer_within = "15s"
        [[queue.ring]]
        after = "30s"
        lower_by = 2
        also_from = ["general"]
        [[queue.rule]]
        waited = "5m"
        then = { move = "general" }
        [[queue.rule]]
        length = 50
        then = "overflow"
        [[queue]]
        name = "general"
        [[agent]]
        id = "adele"
        address = "8:orgid:4b444206-207c-42f8-92a6-e332b41c88a2"
        skills = { billing = 5 }
        queues = ["billing"]
        [[agent]]
        id = "diego"
        address = "+14255550111"
        teams_user = "4b444206-207c-42f8-92a6-e332b41c88a3"
        "#,
    )
    .expect("a plan");
    let number: Address = "+14255550111".parse().expect("a number");
    let diego = Agent::new("diego")
        .at(number)
        .in_teams("4b444206-207c-42f8-92a6-e332b41c88a3".parse().expect("a GUID"));
    let s = Duration::from_secs;
    let expected = Plan::new([
        Queue::new("billing")
            .answer_within(s(15))
            .ring(Ring::after(s(30)).lower_by(2).also_from("general"))
            .rule(Rule::new(When::Waited(s(300)), Then::Move("general".into())))
            .rule(Rule::new(When::Length(50), Then::Overflow)),
        Queue::new("general"),
    ])
    .order(Order::BestMatch)
    .overflow("+14255550199".parse::<Address>().expect("a number"))
    .presence(PresenceGate { calendar_blocks: false, ..PresenceGate::default() })
    .back_off(BackOff { no_answer: s(45), ..BackOff::default() })
    .capacity(
        Capacity::default().channel(Channel::Chat, 50, 2).interrupts(Channel::Voice, Channel::Chat),
    )
    .agents([
        Agent::new("adele")
            .with("billing", 5)
            .serving("billing")
            .at(Address::teams_user("4b444206-207c-42f8-92a6-e332b41c88a2").expect("a GUID")),
        diego,
    ]);
    assert_eq!(plan, expected);
}

#[test]
fn the_sample_plan_is_a_plan() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/queues.toml");
    // A packaged crate is tested without the examples.
    if Path::new(path).exists() {
        let plan = Plan::from_file(path).expect("a plan");
        assert_eq!((plan.queues.len(), plan.agents.len(), plan.experts.len()), (3, 3, 1));
    }
}

#[test]
fn a_missing_plan_says_what_to_give() {
    let error = Plan::from_file("no/such/queues.toml").expect_err("there is none");
    assert_eq!(error.code(), "TCC-ROUTING-0001");
}
