//! tshark dissects every message that we and the emulator sent.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::program::{program, run};

/// Longest time one dissection may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Wireshark's number for a warning; errors and malformed frames are above it.
const WARNING: &str = "0x600000";

/// What tshark made of a capture.
#[derive(Debug)]
pub(crate) struct Dissected {
    /// Frames in it.
    pub(crate) frames: usize,
    /// Methods and status codes, in order.
    pub(crate) what: Vec<String>,
}

/// Dissects a capture, all ports as SIP; `None` if tshark is not here.
///
/// # Panics
/// When a frame is no SIP, is malformed, or has a warning.
pub(crate) fn dissect(capture: &Path) -> Option<Dissected> {
    let tshark = program("tshark")?;
    let ask = |more: &[&str]| {
        let mut command = Command::new(&tshark);
        command.arg("-r").arg(capture);
        command.args(["-d", "udp.port==1-65535,sip", "-d", "tcp.port==1-65535,sip"]).args(more);
        let output = run(&mut command, b"", PATIENCE);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "tshark: {complaint}");
        said
    };
    let bad = format!("_ws.malformed || _ws.expert.severity >= {WARNING} || !sip");
    let wrong = ask(&["-Y", &bad, "-V"]);
    assert!(wrong.trim().is_empty(), "tshark finds fault:\n{wrong}");
    let fields = ["-T", "fields", "-e", "sip.Method", "-e", "sip.Status-Code"];
    let listed = ask(&fields);
    let what: Vec<String> = listed.lines().map(|line| line.trim().to_owned()).collect();
    Some(Dissected { frames: what.len(), what })
}
