//! G.722: coder and decoder, octet by octet, against what libg722 and FFmpeg agree on.

use teams_cc_sip::media::g722::{Decoder, Encoder};
use teams_cc_tests::vectors::files;

fn samples(bytes: &[u8]) -> Vec<i16> {
    bytes.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
}

#[test]
fn vectors_g722_coder_and_decoder_are_bit_exact() {
    let Some(files) = files("g722", ".in.pcm") else { return };
    for file in files {
        let name = file.display().to_string();
        let read = |ending: &str| {
            let path = name.replace(".in.pcm", ending);
            std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
        };
        let (input, right) = (samples(&read(".in.pcm")), read(".g722"));
        let mut codes = vec![0; input.len() / 2];
        Encoder::default().encode(&input, &mut codes);
        let wrong = codes.iter().zip(&right).position(|(ours, right)| ours != right);
        assert_eq!((codes.len(), wrong), (right.len(), None), "{name}: coder");
        let mut output = vec![0; right.len() * 2];
        Decoder::default().decode(&right, &mut output);
        let right = samples(&read(".out.pcm"));
        let wrong = output.iter().zip(&right).position(|(ours, right)| ours != right);
        assert_eq!((output.len(), wrong), (right.len(), None), "{name}: decoder");
    }
}
