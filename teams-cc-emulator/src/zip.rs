//! One file out of a zip package: an app's manifest. Stored and deflated entries, sizes limited.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

/// Largest file taken out.
const MOST: u64 = 1024 * 1024;
/// Most entries looked at.
const MOST_ENTRIES: usize = 1000;

/// The content of a file of a package; `None` if there is none of that name, or what there is
/// cannot be read.
pub(crate) fn file(package: &[u8], name: &str) -> Option<Vec<u8>> {
    // The end of the central directory: searched from behind, as its comment may be long.
    let end = package.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let count = usize::from(u16_at(package, end + 10)?).min(MOST_ENTRIES);
    let mut at = usize::try_from(u32_at(package, end + 16)?).ok()?;
    for _ in 0..count {
        if package.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let method = u16_at(package, at + 10)?;
        let packed = usize::try_from(u32_at(package, at + 20)?).ok()?;
        let lengths = [28, 30, 32].map(|offset| u16_at(package, at + offset).map(usize::from));
        let [Some(named), Some(extra), Some(comment)] = lengths else { return None };
        let local = usize::try_from(u32_at(package, at + 42)?).ok()?;
        if package.get(at + 46..at + 46 + named)? == name.as_bytes() {
            // The local header has lengths of its own.
            let skip = 30
                + usize::from(u16_at(package, local + 26)?)
                + usize::from(u16_at(package, local + 28)?);
            let data = package.get(local + skip..local + skip + packed)?;
            return match method {
                0 => Some(data.to_vec()),
                8 => {
                    let mut out = Vec::new();
                    DeflateDecoder::new(data).take(MOST).read_to_end(&mut out).ok()?;
                    Some(out)
                }
                _ => None,
            };
        }
        at += 46 + named + extra + comment;
    }
    None
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
pub(crate) fn package(name: &str, content: &[u8]) -> Vec<u8> {
    let (named, long) = (name.len() as u16, content.len() as u32);
    let mut out = b"PK\x03\x04".to_vec();
    out.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    out.extend(long.to_le_bytes());
    out.extend(long.to_le_bytes());
    out.extend(named.to_le_bytes());
    out.extend([0, 0]);
    out.extend(name.as_bytes());
    out.extend(content);
    let directory = out.len() as u32;
    out.extend(b"PK\x01\x02");
    out.extend([20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    out.extend(long.to_le_bytes());
    out.extend(long.to_le_bytes());
    out.extend(named.to_le_bytes());
    out.extend([0; 12]);
    out.extend(0_u32.to_le_bytes());
    out.extend(name.as_bytes());
    let size = out.len() as u32 - directory;
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(size.to_le_bytes());
    out.extend(directory.to_le_bytes());
    out.extend([0, 0]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_out_of_its_package_and_nonsense_gives_nothing() {
        let whole = package("manifest.json", b"{\"id\":1}");
        assert_eq!(file(&whole, "manifest.json").as_deref(), Some(&b"{\"id\":1}"[..]));
        assert_eq!(file(&whole, "other.json"), None);
        for cut in 0..whole.len() {
            // Nothing panics, whatever is missing.
            let _ = file(&whole[..cut], "manifest.json");
        }
    }
}
