//! Beginning and end of the program.

use std::process::Command;

use crate::bots::{Bots, program};
use crate::program::Folder;
use crate::sender::{APP, NOW, STATE, Signer, TENANT, calling_claims, key_set, ringing};
use crate::wire::post;

fn code(folder: &Folder, args: &[&str]) -> Option<i32> {
    let output = Command::new(program()).current_dir(folder.path()).args(args).output().unwrap();
    assert!(output.stdout.is_empty(), "{args:?}: not ready");
    assert!(!output.stderr.is_empty(), "{args:?}: it says why");
    output.status.code()
}

#[test]
fn a_wrong_command_line_ends_with_2_and_a_wrong_world_with_1() {
    let folder = Folder::new("start");
    folder.write("keys.json", key_set(&[&Signer::genuine()]));
    folder.write("broken.json", "{}");
    folder.write("key.pem", "no key");
    let good = ["--listen", "127.0.0.1:0", "--app-id", APP, "--jwks", "keys.json"];
    assert_eq!(code(&folder, &[]), Some(2));
    assert_eq!(code(&folder, &["--listen"]), Some(2));
    assert_eq!(code(&folder, &good[..4]), Some(2));
    for more in [
        &["--unheard-of", "x"][..],
        &["--now", "tomorrow"],
        &["--leeway-s", "-1"],
        &["--tenant", "no id"],
        &["--queue"],
    ] {
        assert_eq!(code(&folder, &[&good, more].concat()), Some(2), "{more:?}");
    }
    for more in [
        &["--jwks", "nowhere.json"][..],
        &["--jwks", "broken.json"],
        &["--decryption-key", "nowhere.pem"],
        &["--decryption-key", "key.pem"],
        &["--listen", "127.0.0.1:99999"],
        &["--queue", "keys.json"],
    ] {
        assert_eq!(code(&folder, &[&good, more].concat()), Some(1), "{more:?}");
    }
    let held = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap().to_string();
    assert_eq!(code(&folder, &[&good, &["--listen", address.as_str()][..]].concat()), Some(1));
}

#[test]
fn rs_64_at_the_end_refusals_are_counted_by_cause() {
    let bots = Bots::start("end");
    for _ in 0..3 {
        post(bots.address, "/calling", &[], "");
        post(bots.address, "/calling", &[("Authorization", "Bearer x")], "");
    }
    let refused = bots.refused();
    assert_eq!((refused["missing"].as_u64(), refused["malformed"].as_u64()), (Some(3), Some(3)));
}

#[test]
fn the_clock_and_its_leeway_are_those_of_the_command_line() {
    for (leeway, now, status) in [
        ("0", NOW + 3_599, 202),
        ("0", NOW + 3_600, 401),
        ("60", NOW + 3_659, 202),
        ("60", NOW + 3_660, 401),
        ("0", NOW - 61, 401),
        ("0", NOW - 60, 202),
    ] {
        let signer = Signer::genuine();
        let folder = Folder::new("clock");
        folder.write("keys.json", key_set(&[&signer]));
        let mut command = Command::new(program());
        command.args(["--now", &now.to_string(), "--app-id", APP, "--tenant", TENANT]);
        command.args(["--jwks", "keys.json", "--leeway-s", leeway, "--client-state", STATE]);
        let bots = Bots::run(&mut command, folder, signer);
        let bearer = bots.signer.bearer();
        let answer =
            post(bots.address, "/calling", &[("Authorization", &bearer)], ringing("clock"));
        assert_eq!(answer.status, status, "{leeway} {now}");
    }
}

#[test]
fn without_a_clock_of_its_own_it_takes_the_wall_clock() {
    let signer = Signer::genuine();
    let folder = Folder::new("wall");
    folder.write("keys.json", key_set(&[&signer]));
    let mut command = Command::new(program());
    command.args(["--app-id", APP, "--jwks", "keys.json"]);
    let bots = Bots::run(&mut command, folder, signer);
    let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = i64::try_from(wall.as_secs()).unwrap();
    for (exp, status) in [(now + 600, 202), (now - 600, 401)] {
        let mut claims = calling_claims();
        claims["exp"] = exp.into();
        claims["nbf"] = (now - 700).into();
        let token = bots.signer.sign(&bots.signer.header(), &claims.to_string());
        let bearer = format!("Bearer {token}");
        let answer = post(bots.address, "/calling", &[("Authorization", &bearer)], ringing("wall"));
        assert_eq!(answer.status, status);
    }
}
