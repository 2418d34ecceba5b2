//! Many connections, and senders who have all the time in the world.

use std::process::Command;
use std::thread;

use crate::bots::{Bots, program};
use crate::program::Folder;
use crate::sender::{APP, NOW, STATE, Signer, TENANT, key_set, ringing};
use crate::wire::{Line, post};

#[test]
fn rs_71_who_dawdles_over_a_head_is_cut_off_and_others_are_served() {
    let bots = Bots::start("slow-heads");
    let mut silent: Vec<_> = (0..200).map(|_| Line::to(bots.address)).collect();
    let mut slow: Vec<_> = (0..200).map(|_| Line::to(bots.address)).collect();
    for line in &mut slow {
        line.send("POST /calling HTTP/1.1\r\nHost: a\r\nX-");
    }
    bots.had_effects(0);
    let mut endings = 0;
    thread::scope(|scope| {
        // One of them goes on sending, an octet now and then.
        let mut drip = slow.pop().unwrap();
        let dripping = scope.spawn(move || {
            while drip.send("a") {
                thread::sleep(std::time::Duration::from_millis(200));
            }
        });
        for line in slow {
            let answers = line.rest();
            assert!(answers.iter().all(|answer| answer.status == 408), "{answers:?}");
            endings += 1;
        }
        for line in silent.drain(..) {
            assert!(line.rest().is_empty(), "who said nothing hears nothing");
            endings += 1;
        }
        dripping.join().unwrap();
    });
    assert_eq!(endings, 399);
    bots.had_effects(1);
}

#[test]
fn rs_71_who_dawdles_over_a_body_is_cut_off_and_others_are_served() {
    let bots = Bots::start("slow-bodies");
    let bearer = bots.signer.bearer();
    let mut slow: Vec<_> = (0..50).map(|_| Line::to(bots.address)).collect();
    for (number, line) in slow.iter_mut().enumerate() {
        let framing =
            if number % 2 == 0 { "Content-Length: 1000" } else { "Transfer-Encoding: chunked" };
        line.send(format!(
            "POST /calling HTTP/1.1\r\nHost: a\r\nAuthorization: {bearer}\r\n{framing}\r\n\r\n1"
        ));
    }
    bots.had_effects(0);
    for line in slow {
        let answers = line.rest();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].status, 408);
    }
    bots.had_effects(1);
}

#[test]
fn rs_71_more_connections_than_descriptors_keep_nobody_out() {
    let folder = Folder::new("crowd");
    let signer = Signer::genuine();
    folder.write("keys.json", key_set(&[&signer]));
    let bots = program();
    let bots = bots.display();
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -n 100; exec '{bots}' \"$@\""), "bots"]);
    command.args(["--now", &NOW.to_string(), "--app-id", APP, "--tenant", TENANT]);
    command.args(["--jwks", "keys.json", "--client-state", STATE, "--queue", "queue"]);
    let bots = Bots::run(&mut command, folder, signer);
    let mut crowd = Vec::new();
    for _ in 0..300 {
        let mut line = Line::to(bots.address);
        line.send("POST /hook HTTP/1.1\r\nHost: a\r\n");
        crowd.push(line);
    }
    // Nobody has used the key file or the queue so far: both need descriptors.
    bots.had_effects(0);
    for _ in 0..300 {
        crowd.push(Line::to(bots.address));
    }
    bots.had_effects(1);
}

#[test]
fn many_at_once_are_all_answered_and_each_counts_once() {
    let bots = Bots::start("many");
    let bearer = bots.signer.bearer();
    thread::scope(|scope| {
        for lane in 0..16 {
            let (address, bearer) = (bots.address, bearer.as_str());
            scope.spawn(move || {
                for number in 0..40 {
                    // Each twice, from two sides.
                    let call = format!("call-{}-{number}", lane / 2);
                    let answer =
                        post(address, "/calling", &[("Authorization", bearer)], ringing(&call));
                    assert_eq!(answer.status, 202);
                }
            });
        }
    });
    let effects = bots.had_effects(320);
    let mut calls: Vec<_> = effects.iter().map(|effect| effect["call"].to_string()).collect();
    calls.sort();
    calls.dedup();
    assert_eq!(calls.len(), 320);
}

#[test]
fn who_goes_away_in_the_middle_leaves_nothing_behind() {
    let bots = Bots::start("abrupt");
    let bearer = bots.signer.bearer();
    let whole = crate::wire::request(
        "POST",
        "/calling",
        &[("Authorization", &bearer)],
        ringing("abrupt").as_bytes(),
    );
    for cut in (1..whole.len()).step_by(7) {
        Line::to(bots.address).send(&whole[..cut]);
    }
    bots.had_effects(0);
}
