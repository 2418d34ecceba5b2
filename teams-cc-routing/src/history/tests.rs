use std::collections::BTreeMap;

use teams_cc_core::Rng;

use super::*;
use crate::store::frail::Frail;

fn who(n: u64) -> Identity {
    Identity::account("web", format!("customer-{n}"))
}

fn small() -> History {
    History::new(Kept { customers: 3, contacts: 3, identities: 3, summary_bytes: 10 })
}

#[test]
fn a_number_that_calls_and_writes_is_one_customer_and_names_join_nobody() {
    let history = History::default();
    let number: Identity = "+14255550100".parse::<teams_cc_core::E164>().unwrap().into();
    let call = history.began(&number, Medium::Voice, "carrier", 1);
    let text = history.began(&number, Medium::Sms, "sms", 2);
    let ids: Vec<_> = history.of(&number).iter().map(|contact| contact.id).collect();
    assert_eq!(ids, [text, call], "newest first");
    let mail = Identity::mail("nora@contoso.example").unwrap();
    history.began(&mail, Medium::Email, "mail", 3);
    assert_eq!(history.of(&mail).len(), 1);
    history.join(&mail, &number).unwrap();
    assert_eq!(history.of(&number), history.of(&mail));
    assert_eq!(history.of(&number).len(), 3);
    assert_eq!(history.identities(&number).len(), 2);
}

#[test]
fn what_the_router_says_belongs_to_the_contact() {
    let history = History::default();
    let chat = history.began(&who(1), Medium::Chat, "web", 1_000);
    history.queued(chat, WorkId(7));
    history.heed(&Happened::Queued { work: 7, call: None, queue: "care".into() });
    history.heed(&Happened::Assigned { work: 7, agent: "adele".into(), waited_ms: 300 });
    let call = history.continued(chat, Medium::Voice, "teams", 2_000).unwrap();
    history.heed(&Happened::Closed { work: 7, agent: None });
    history.heed(&Happened::Assigned { work: 7, agent: "diego".into(), waited_ms: 1 });
    history.summarise(chat, "Where is my parcel?");
    history.ended(chat, 9_000, "done");
    let all = history.of(&who(1));
    assert_eq!(all[0].id, call);
    assert_eq!((all[0].from, all[0].agent.clone()), (Some(chat), Some("adele".into())));
    assert_eq!((all[1].queue.as_deref(), all[1].waited_ms), (Some("care"), Some(300)));
    assert_eq!((all[1].outcome.as_str(), all[1].ended_ms), ("done", Some(9_000)));
}

#[test]
fn everything_has_a_limit() {
    let history = small();
    for n in 0..5 {
        history.began(&who(1), Medium::Chat, "web", n);
    }
    assert_eq!(history.of(&who(1)).len(), 3);
    history.summarise(history.of(&who(1))[0].id, "ööööööööö");
    assert_eq!(history.of(&who(1))[0].summary, "ööööö");
    history.join(&who(1), &who(2)).unwrap();
    history.join(&who(1), &who(3)).unwrap();
    assert_eq!(history.join(&who(4), &who(3)), Err(NotJoined::TooMany));
    for n in 5..9 {
        history.began(&who(n), Medium::Chat, "web", 100 + n as i64);
    }
    assert_eq!(history.of(&who(1)).len(), 0, "who was not there for longest is forgotten");
    assert_eq!(history.of(&who(8)).len(), 1);
}

#[test]
fn an_erased_customer_leaves_nothing() {
    let history = History::default();
    let mail = Identity::mail("nora@contoso.example").unwrap();
    let chat = history.began(&who(1), Medium::Chat, "web", 1);
    history.queued(chat, WorkId(7));
    history.join(&who(1), &mail).unwrap();
    history.began(&who(2), Medium::Chat, "web", 2);
    assert_eq!(history.erase(&mail).unwrap(), 1);
    history.heed(&Happened::Assigned { work: 7, agent: "adele".into(), waited_ms: 1 });
    history.summarise(chat, "nora");
    let written = serde_json::to_string(&history.snapshot()).unwrap();
    assert!(!written.contains("nora") && !written.contains("customer-1\""), "{written}");
    assert_eq!((history.of(&who(1)).len(), history.of(&who(2)).len()), (0, 1));
    assert_eq!(history.forget_before(2).unwrap(), 0);
    assert_eq!(history.forget_before(3).unwrap(), 1);
    assert_eq!(serde_json::to_string(&history.snapshot()).unwrap(), r#"{"next":4,"customers":[]}"#);
}

#[test]
fn nothing_prints_who_it_was() {
    let history = History::default();
    let mail = Identity::mail("nora@contoso.example").unwrap();
    let id = history.began(&mail, Medium::Email, "mail", 1);
    history.summarise(id, "my account 4711");
    let shown = format!("{history:?} {:?} {:?}", history.of(&mail), history.snapshot());
    assert!(!shown.contains("nora") && !shown.contains("4711"), "{shown}");
}

/// Against lists without any index.
#[test]
fn the_history_equals_a_naive_one_and_survives_a_restart() {
    for seed in 0..300 {
        let mut rng = Rng::from_seed(seed);
        // Half of them are written down whole, the others change by change.
        let store = Frail::default();
        let stored = || History::stored(Kept::default(), store.clone()).unwrap();
        let mut history = if seed % 2 == 0 { History::default() } else { stored() };
        // Customer by identity, contacts by customer.
        let mut label: BTreeMap<u64, u64> = (0..8).map(|n| (n, n)).collect();
        let mut naive: Vec<(u64, ContactId)> = Vec::new();
        for step in 0..120 {
            let (a, b) = (rng.below(8), rng.below(8));
            match rng.below(10) {
                0 => {
                    history.join(&who(a), &who(b)).unwrap();
                    let (into, from) = (label[&a], label[&b]);
                    label.values_mut().filter(|l| **l == from).for_each(|l| *l = into);
                }
                1 => {
                    let gone = label[&a];
                    let before = naive.len();
                    let of = |n: u64, label: &BTreeMap<u64, u64>| label[&n] == gone;
                    naive.retain(|(n, _)| !of(*n, &label));
                    assert_eq!(
                        history.erase(&who(a)).unwrap(),
                        before - naive.len(),
                        "seed {seed}"
                    );
                    // Everybody of that customer is a stranger again.
                    let strangers: Vec<u64> = (0..8).filter(|n| of(*n, &label)).collect();
                    for n in strangers {
                        label.insert(n, 100 + step * 8 + n);
                    }
                }
                2 if seed % 2 == 1 => history = stored(),
                2 => {
                    let text = serde_json::to_string(&history.snapshot()).unwrap();
                    let snapshot = serde_json::from_str(&text).unwrap();
                    history = History::restored(Kept::default(), snapshot);
                }
                _ => {
                    let id = history.began(&who(a), Medium::Chat, "web", step as i64);
                    naive.push((a, id));
                }
            }
            let ids: Vec<_> = history.of(&who(b)).iter().map(|contact| contact.id).collect();
            let mut wanted: Vec<_> =
                naive.iter().filter(|(n, _)| label[n] == label[&b]).map(|(_, id)| *id).collect();
            wanted.reverse();
            assert_eq!(ids, wanted, "seed {seed}, step {step}");
        }
    }
}
