//! Records in a file: each with its length and a sum, so that one that was cut is known.

/// Length and sum.
const HEAD: usize = 8;

/// Appends a frame: length (4 octets), CRC-32C (4), then the parts one after the other; numbers
/// little endian.
pub fn frame(out: &mut Vec<u8>, parts: &[&[u8]]) {
    let start = out.len();
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    parts.iter().for_each(|part| out.extend_from_slice(part));
    let sum = out.get(start + HEAD..).map_or(0, crc32c).to_le_bytes();
    if let Some(place) = out.get_mut(start + 4..start + HEAD) {
        place.copy_from_slice(&sum);
    }
}

/// The content of the first frame and what follows it; `None` if it is cut or damaged: then nothing
/// behind it counts.
pub fn unframe(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let (content, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    (crc32c(content) == u32::from_le_bytes(*sum)).then_some((content, rest))
}

/// CRC-32C (Castagnoli), as in RFC 3720 section 12.1.
fn crc32c(bytes: &[u8]) -> u32 {
    #[expect(clippy::indexing_slicing, reason = "computed at compile time, where it cannot panic")]
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut at = 0;
        while at < 256 {
            let (mut value, mut bit) = (at as u32, 0);
            while bit < 8 {
                value = if value & 1 == 1 { value >> 1 ^ 0x82F6_3B78 } else { value >> 1 };
                bit += 1;
            }
            table[at] = value;
            at += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |sum: u32, octet| {
        let at = usize::from((sum as u8) ^ octet);
        TABLE.get(at).copied().unwrap_or(0) ^ (sum >> 8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_rfc_3720_b_4() {
        assert_eq!(crc32c(b"123456789"), 0xE306_9283);
        assert_eq!(crc32c(&[0; 32]), 0x8A91_36AA);
        assert_eq!(crc32c(&[0xFF; 32]), 0x62A8_AB43);
    }

    #[test]
    fn a_frame_is_read_as_it_was_written_and_no_part_of_one_is() {
        let mut whole = Vec::new();
        frame(&mut whole, &[b"fi", b"rst"]);
        assert_eq!(unframe(&whole), Some((&b"first"[..], &b""[..])));
        for cut in 0..whole.len() {
            assert_eq!(unframe(&whole[..cut]), None);
        }
        frame(&mut whole, &[]);
        assert_eq!(
            unframe(&whole).map(|(_, rest)| unframe(rest)),
            Some(Some((&b""[..], &b""[..])))
        );
    }
}
