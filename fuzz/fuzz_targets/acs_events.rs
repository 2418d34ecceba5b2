#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| teams_cc_acs::fuzz::events(octets));
