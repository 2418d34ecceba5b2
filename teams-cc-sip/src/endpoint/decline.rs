//! A session description that takes no media: every stream of the offer declined (RFC 3264 §6).

use std::fmt::Write as _;

use bytes::Bytes;
use teams_cc_core::Rng;

/// The answer to `offer` with all ports zero; an offer without streams if `offer` is empty.
pub(super) fn decline(offer: &[u8], rng: &mut Rng) -> Bytes {
    let mut answer = String::with_capacity(128);
    // RFC 4566 §5.2: numbers without meaning; below 2^62, so that they can be counted up.
    let session = rng.next_u64() >> 2;
    let _ = write!(
        answer,
        "v=0\r\no=- {session} 0 IN IP4 0.0.0.0\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
    );
    for line in offer.split(|b| *b == b'\n') {
        let Ok(line) = std::str::from_utf8(line) else { continue };
        let Some(media) = line.trim_end().strip_prefix("m=") else { continue };
        let mut words = media.split_whitespace();
        let (Some(kind), Some(_), Some(profile)) = (words.next(), words.next(), words.next())
        else {
            continue;
        };
        let _ = write!(answer, "m={kind} 0 {profile}");
        for format in words.take(1) {
            let _ = write!(answer, " {format}");
        }
        answer.push_str("\r\n");
    }
    answer.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_3264_s6_each_stream_of_the_offer_is_declined_in_its_place() {
        let offer = b"v=0\r\no=a 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\n\
            m=audio 4000 RTP/SAVP 0 8\r\na=x\r\nm=video 4002 RTP/AVP 96\r\n";
        let answer = decline(offer, &mut Rng::from_seed(1));
        let text = String::from_utf8_lossy(&answer);
        let media: Vec<_> = text.lines().filter(|line| line.starts_with("m=")).collect();
        assert_eq!(media, ["m=audio 0 RTP/SAVP 0", "m=video 0 RTP/AVP 96"]);
    }
}
