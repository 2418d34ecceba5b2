//! The golden messages M01 to M36 of the Direct Routing specification, section 28.

/// One message with the line ends of the wire; `name` is `M01` to `M36`.
pub(crate) fn text(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpus/direct-routing");
    let path = format!("{folder}/{name}.sip");
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    String::from_utf8(bytes).expect("golden messages are ASCII")
}
