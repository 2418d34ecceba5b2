# One line each; CONTRIBUTING.md prints the same lines. `just` is a comfort, not a need.

check:
    cargo clippy --workspace --all-targets --all-features

test:
    cargo xtask test

unit CRATE:
    cargo test --package {{CRATE}}

worlds-of-calls COUNT:
    TEAMS_CC_WORLDS={{COUNT}} cargo test --package teams-cc-graph --lib calls::leg

interop:
    cargo test --package teams-cc-tests --test interop -- --nocapture

conformance:
    cargo test --package teams-cc-tests --test conformance

tidy:
    cargo test --package teams-cc-tests --test tidy

doc:
    cargo doc --workspace --no-deps --all-features --open

demo:
    cargo run --release --example contact-center

emulator:
    cargo run --package teams-cc-emulator

release-check:
    cargo xtask release-check
