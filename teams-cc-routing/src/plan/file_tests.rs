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
        Capacity::default().medium(Medium::Chat, 50, 2).interrupts(Medium::Voice, Medium::Chat),
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

#[test]
fn rt_2_10_the_newer_settings_are_read_and_their_mistakes_named() {
    let text = r#"
        order = "least_occupied"
        shows_presence = true
        expert_cap = 5
        occupancy_half_life = "15m"
        fallback = "general"
        [[group]]
        name = "vip"
        agents = ["adele"]
        [[agent]]
        id = "adele"
        labels = { site = "berlin" }
        [[queue]]
        name = "billing"
        warn_after = "15s"
        presence = { busy_by_hand_blocks = false }
        callbacks = { attempts = 2, spacing = "10m" }
        telling = { first = "20s", every = "1m" }
        [queue.hours]
        zone = "Europe/Berlin"
        week = { mon = ["08:00-12:00", "13:00-18:00"], fri = ["08:00-14:00"] }
        dates = { "2026-12-24" = ["08:00-12:00"] }
        holidays = ["2026-12-25"]
        closing = "overflow"
        [[queue.ring]]
        after = "30s"
        also_group = ["vip"]
        [[queue]]
        name = "general"
    "#;
    let plan = parse("queues.toml", text).expect("a plan");
    let hours = crate::Hours::weekly(
        "Europe/Berlin",
        [
            (crate::Day::Mon, "08:00-12:00"),
            (crate::Day::Mon, "13:00-18:00"),
            (crate::Day::Fri, "08:00-14:00"),
        ],
    );
    let hours = hours.and_then(|hours| hours.on("2026-12-24", &["08:00-12:00"]));
    let hours = hours.and_then(|hours| hours.holiday("2026-12-25")).expect("hours");
    let spacing = Duration::from_secs(600);
    let in_code = Plan::new([
        Queue::new("billing")
            .warn_after(Duration::from_secs(15))
            .presence(PresenceGate { busy_by_hand_blocks: false, ..PresenceGate::default() })
            .callbacks(Callbacks { attempts: 2, spacing })
            .telling(Telling { first: Duration::from_secs(20), ..Telling::default() })
            .hours(hours.closing(crate::Closing::Overflow))
            .ring(Ring::after(Duration::from_secs(30)).also_group("vip")),
        Queue::new("general"),
    ])
    .agents([Agent::new("adele").labelled("site", "berlin")])
    .order(Order::LeastOccupied)
    .shows_presence()
    .expert_cap(5)
    .occupancy_half_life(Duration::from_secs(900))
    .fallback("general")
    .group("vip", [AgentId::new("adele")]);
    assert_eq!(plan, in_code);
    let json = serde_json::to_string(&plan).expect("a plan is data");
    assert_eq!(serde_json::from_str::<Plan>(&json).expect("the same"), plan);

    let cases = [
        ("zone = \"Europe/Berlin\"", "zone = \"Atlantis\"", "no time zone `Atlantis`"),
        ("08:00-14:00", "08:00-14", "no span of a day"),
        ("2026-12-25", "2026-13-25", "no date"),
        ("fallback = \"general\"", "fallback = \"nowhere\"", "no queue `nowhere`"),
        ("agents = [\"adele\"]", "agents = [\"nobody\"]", "no agent `nobody`"),
        ("attempts = 2", "attempt = 2", "attempt"),
        ("fri =", "day =", "day"),
    ];
    for (right, wrong_text, what) in cases {
        let error = wrong(&text.replacen(right, wrong_text, 1));
        assert!(error.contains("line") && error.contains(what), "{wrong_text}: {error}");
    }
}
