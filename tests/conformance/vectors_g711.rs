//! G.711: all codes of both laws, and an encoder that always takes the nearest value.

use serde_json::Value;
use teams_cc_sip::media::g711::{G711, decode, encode};
use teams_cc_tests::vectors::{files, json};

fn table(value: &Value) -> Vec<i16> {
    let numbers = value.as_array().expect("a table").iter();
    numbers.map(|n| i16::try_from(n.as_i64().expect("a number")).expect("16 bits")).collect()
}

#[test]
fn vectors_g711_every_code_and_every_sample() {
    let Some(files) = files("g711", ".json") else { return };
    for file in files {
        let tables = json(&file);
        for (law, name, limit) in [(G711::Pcmu, "ulaw", 32_124), (G711::Pcma, "alaw", 32_256)] {
            let right = table(&tables[name]);
            let codes: Vec<u8> = (0..=255).collect();
            let mut samples = vec![0; 256];
            decode(law, &codes, &mut samples);
            assert_eq!(samples, right, "{name}");
            let mut back = vec![0; 256];
            encode(law, &samples, &mut back);
            for code in 0..=255_u8 {
                let given = back[usize::from(code)];
                assert!(given == code || (name == "ulaw" && code == 0x7f && given == 0xff));
            }
            let all: Vec<i16> = (-limit..=limit).collect();
            let mut encoded = vec![0; all.len()];
            encode(law, &all, &mut encoded);
            for (sample, code) in all.iter().zip(encoded) {
                let distance =
                    |code: u8| (i32::from(right[usize::from(code)]) - i32::from(*sample)).abs();
                let nearest = codes.iter().map(|code| distance(*code)).min();
                assert_eq!(Some(distance(code)), nearest, "{name}: sample {sample}");
            }
        }
    }
}
