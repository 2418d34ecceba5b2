//! What holds for every message, on generated ones.

use proptest::prelude::*;

use super::*;

/// A header line of any shape that RFC 3261 allows: odd case, compact forms, folding, white space
/// before the colon, octets that are not UTF-8.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let name = prop_oneof![
        Just("Subject".to_owned()),
        Just("k".to_owned()),
        Just("ALLOW".to_owned()),
        Just("Route".to_owned()),
        Just("record-route".to_owned()),
        Just("P-Asserted-Identity".to_owned()),
        "[A-Za-z][A-Za-z0-9!%*_+`'~.-]{1,20}",
    ];
    // Single-value names must not come twice.
    let name = name.prop_filter("may stand several times", |name| {
        !crate::message::name::Known::of(name.as_bytes()).is_single()
            && !name.eq_ignore_ascii_case("via")
            && !name.eq_ignore_ascii_case("v")
    });
    let octet = prop_oneof![8 => 0x20u8..0x7f, 1 => 0x80u8.., 1 => Just(b'\t')];
    let value = prop::collection::vec(prop::collection::vec(octet, 0..30), 1..4);
    (name, "[ \t]{0,2}", "[ \t]{0,2}", value).prop_map(|(name, before, after, lines)| {
        let mut line = format!("{name}{before}:{after}").into_bytes();
        line.extend(lines.join(&b"\r\n "[..]));
        line.extend(b"\r\n");
        line
    })
}

fn message() -> impl Strategy<Value = Vec<u8>> {
    (prop::collection::vec(line(), 0..12), prop::collection::vec(any::<u8>(), 0..200)).prop_map(
        |(lines, body)| {
            let five = with("OPTIONS", "");
            let head = five.strip_suffix("Content-Length: 0\r\n\r\n").unwrap();
            let mut text = head.as_bytes().to_vec();
            text.extend(lines.concat());
            text.extend(format!("l: {}\r\n\r\n", body.len()).bytes());
            text.extend(body);
            text
        },
    )
}

#[derive(Clone, Debug)]
enum Edit {
    Set(usize, String),
    Push(usize, String),
    Top(usize, String),
    Remove(usize),
    Body(Vec<u8>),
}

const NAMES: [&str; 4] = ["Subject", "X-One", "Supported", "X-Two"];

fn edit() -> impl Strategy<Value = Edit> {
    let value = "[a-z]{0,8}";
    prop_oneof![
        (0..4usize, value).prop_map(|(name, value)| Edit::Set(name, value)),
        (1..4usize, value).prop_map(|(name, value)| Edit::Push(name, value)),
        (1..4usize, value).prop_map(|(name, value)| Edit::Top(name, value)),
        (0..4usize).prop_map(Edit::Remove),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(Edit::Body),
    ]
}

/// What the edits should do, on a list of names and values.
fn apply(fields: &mut Vec<(String, String)>, edit: &Edit) {
    let at = |fields: &[(String, String)], name: &str| {
        fields.iter().position(|(found, _)| found == name)
    };
    match edit {
        Edit::Set(name, value) => {
            let name = NAMES[*name];
            let place = at(fields, name).unwrap_or(fields.len());
            fields.retain(|(found, _)| found != name);
            fields.insert(place.min(fields.len()), (name.to_owned(), value.clone()));
        }
        Edit::Push(name, value) => fields.push((NAMES[*name].to_owned(), value.clone())),
        Edit::Top(name, value) => {
            let place = at(fields, NAMES[*name]).unwrap_or(0);
            fields.insert(place, (NAMES[*name].to_owned(), value.clone()));
        }
        Edit::Remove(name) => fields.retain(|(found, _)| found != NAMES[*name]),
        Edit::Body(body) => {
            for (name, value) in
                [("Content-Type", "x/y".to_owned()), ("Content-Length", body.len().to_string())]
            {
                match fields.iter_mut().find(|(found, _)| found == name) {
                    Some(field) => field.1 = value,
                    None => fields.push((name.to_owned(), value)),
                }
            }
        }
    }
}

fn plain(head: &Head) -> Vec<(String, String)> {
    head.fields().map(|(name, value)| (name.as_str().to_owned(), value.to_string())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn rs_12_reading_and_writing_is_the_identity(text in message()) {
        let read = Message::parse(text.clone()).unwrap();
        prop_assert_eq!(&read.to_bytes()[..], &text[..]);
        // Writing it out of the index, line by line, gives the same octets.
        let mut edited = read.clone();
        edited.push("X-Added", "1").unwrap();
        edited.remove("X-Added");
        prop_assert_eq!(&edited.to_bytes()[..], &text[..]);
    }

    #[test]
    fn s18_3_any_cuts_give_the_same_messages(
        texts in prop::collection::vec(message(), 1..5),
        cuts in prop::collection::vec(1..300usize, 1..40),
    ) {
        let stream = texts.concat();
        let mut framer = Framer::new(65_536);
        let (mut rest, mut found) = (&stream[..], Vec::new());
        for cut in cuts.into_iter().cycle() {
            let (piece, behind) = rest.split_at(cut.min(rest.len()));
            framer.push(piece);
            while let Some(message) = framer.next() {
                found.push(message.unwrap().to_bytes());
            }
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(found, texts);
        prop_assert!(!framer.is_mid_message());
    }

    #[test]
    fn edits_do_what_they_say_and_the_octets_follow(edits in prop::collection::vec(edit(), 0..20)) {
        let mut message = Message::parse(with("OPTIONS", "Supported: timer\r\nX-One: a\r\nX-One: b\r\n")).unwrap();
        let mut model = plain(&message);
        for edit in &edits {
            match edit {
                Edit::Set(name, value) => message.set(NAMES[*name], value).unwrap(),
                Edit::Push(name, value) => message.push(NAMES[*name], value).unwrap(),
                Edit::Top(name, value) => message.insert_top(NAMES[*name], value).unwrap(),
                Edit::Remove(name) => drop(message.remove(NAMES[*name])),
                Edit::Body(body) => message.set_body("x/y", body.clone()).unwrap(),
            }
            apply(&mut model, edit);
            prop_assert_eq!(&plain(&message), &model);
        }
        let again = Message::parse(message.to_bytes()).unwrap();
        prop_assert_eq!(plain(&again), model);
        prop_assert_eq!(again.body(), message.body());
    }

    #[test]
    fn s19_1_4_comparison_knows_itself_and_has_no_sides(
        a in "sips?:([a-c%4]{1,3}@)?[A-Ca-c]{1,3}(:50(60|61))?(;[a-c]{1,2}=[A-Ca-c]{1,2}){0,2}",
        b in "sips?:([a-c%4]{1,3}@)?[A-Ca-c]{1,3}(:50(60|61))?(;[a-c]{1,2}=[A-Ca-c]{1,2}){0,2}",
    ) {
        if let (Ok(a), Ok(b)) = (a.parse::<Uri>(), b.parse::<Uri>()) {
            prop_assert!(a.equivalent(&a.compact()));
            prop_assert_eq!(a.equivalent(&b), b.equivalent(&a));
        }
    }
}
