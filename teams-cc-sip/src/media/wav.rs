//! WAV files: prompts in, recordings out.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use teams_cc_core::{Error, ErrorKind};

/// Longest prompt that is read: an hour at 16 kHz.
pub const MAX_SAMPLES: usize = 3600 * 16_000;

/// What a WAV file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wav {
    /// 8000 or 16000.
    pub rate: u32,
    /// Mono, 16 bit.
    pub samples: Vec<i16>,
}

/// Why a file is no prompt. The file's name stands in the error that [`read`] gives.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum NotAPrompt {
    #[error("is not a WAV file")]
    NoWav,
    #[error("is cut off")]
    CutOff,
    #[error("holds {0}, not 16 bit PCM")]
    Encoding(String),
    #[error("has {0} channels, not one")]
    Channels(u16),
    #[error("has {0} samples a second, not 8000 or 16000")]
    Rate(u32),
    #[error("is longer than an hour")]
    TooLong,
}

/// Reads a prompt: 8 or 16 kHz, mono, 16 bit.
pub fn read(path: &Path) -> Result<Wav, Error> {
    let refuse = |message: String| {
        Error::new("TCC-SIP-0620", ErrorKind::Config, message)
            .fix("prompts are WAV files with 8 or 16 kHz, mono, 16 bit")
    };
    // Twice the longest prompt: a file may hold other chunks, but memory has an end.
    let limit = 4 * MAX_SAMPLES as u64;
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limit).read_to_end(&mut bytes))
        .map_err(|e| refuse(format!("prompt {} cannot be read", path.display())).with_source(e))?;
    parse(&bytes).map_err(|why| refuse(format!("prompt {} {why}", path.display())))
}

fn parse(bytes: &[u8]) -> Result<Wav, NotAPrompt> {
    let word = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let long = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WAVE") {
        return Err(NotAPrompt::NoWav);
    }
    let (mut at, mut rate) = (12, None);
    while let (Some(id), Some(length)) = (bytes.get(at..at + 4), long(at + 4)) {
        let start = at + 8;
        match id {
            b"fmt " => {
                let (Some(mut tag), Some(channels), Some(hertz), Some(bits)) =
                    (word(start), word(start + 2), long(start + 4), word(start + 14))
                else {
                    return Err(NotAPrompt::CutOff);
                };
                // The extensible form has the real tag at the start of a GUID.
                if tag == 0xfffe {
                    tag = word(start + 24).ok_or(NotAPrompt::CutOff)?;
                }
                if tag != 1 || bits != 16 {
                    let kind = match tag {
                        1 => format!("{bits} bit PCM"),
                        3 => "floating point".to_owned(),
                        6 => "A-law".to_owned(),
                        7 => "µ-law".to_owned(),
                        other => format!("encoding {other}"),
                    };
                    return Err(NotAPrompt::Encoding(kind));
                }
                if channels != 1 {
                    return Err(NotAPrompt::Channels(channels));
                }
                if hertz != 8000 && hertz != 16_000 {
                    return Err(NotAPrompt::Rate(hertz));
                }
                rate = Some(hertz);
            }
            b"data" => {
                let rate = rate.ok_or(NotAPrompt::NoWav)?;
                // Streamed files say 0 or 0xffffffff: take what is there.
                let rest = &bytes[start.min(bytes.len())..];
                let data = match length {
                    0 | u32::MAX => rest,
                    length => rest.get(..length as usize).ok_or(NotAPrompt::CutOff)?,
                };
                if data.len() / 2 > MAX_SAMPLES {
                    return Err(NotAPrompt::TooLong);
                }
                let (pairs, _) = data.as_chunks::<2>();
                let samples = pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
                return Ok(Wav { rate, samples });
            }
            _ => {}
        }
        at = start.saturating_add(length as usize).saturating_add(length as usize & 1);
    }
    Err(NotAPrompt::CutOff)
}

/// Writes a WAV file of 16 bit PCM as samples come.
///
/// The header is brought up to date by [`finish`](Writer::finish) and now and then before, so that
/// a crash leaves a file that plays.
#[derive(Debug)]
pub struct Writer {
    file: BufWriter<File>,
    path: PathBuf,
    octets: u32,
    since_header: u32,
    channels: u16,
    rate: u32,
}

const HEADER: u32 = 44;

impl Writer {
    /// Creates or replaces the file.
    pub fn create(path: &Path, channels: u16, rate: u32) -> Result<Self, Error> {
        let file = File::create(path).map_err(|e| failed(path, e))?;
        let file = BufWriter::new(file);
        let mut writer =
            Self { file, path: path.to_owned(), octets: 0, since_header: 0, channels, rate };
        writer.header().map_err(|e| failed(path, e))?;
        Ok(writer)
    }

    /// Adds samples, of all channels in turn. Beyond 4 GiB, which no WAV file can hold, they are
    /// not kept.
    pub fn write(&mut self, samples: &[i16]) -> Result<(), Error> {
        self.put(samples).map_err(|e| failed(&self.path, e))
    }

    fn put(&mut self, samples: &[i16]) -> io::Result<()> {
        let octets = samples.len() as u32 * 2;
        if self.octets.checked_add(octets + HEADER).is_none() {
            return Ok(());
        }
        for sample in samples {
            self.file.write_all(&sample.to_le_bytes())?;
        }
        self.octets += octets;
        self.since_header += octets;
        if self.since_header >= 10 * self.rate * 2 * u32::from(self.channels) {
            self.header()?;
        }
        Ok(())
    }

    /// Completes the file; gives how many samples each channel has.
    pub fn finish(mut self) -> Result<u64, Error> {
        self.header().map_err(|e| failed(&self.path, e))?;
        Ok(u64::from(self.octets) / 2 / u64::from(self.channels))
    }

    fn header(&mut self) -> io::Result<()> {
        let block = self.channels * 2;
        let mut head = Vec::with_capacity(HEADER as usize);
        head.extend_from_slice(b"RIFF");
        head.extend_from_slice(&(self.octets + HEADER - 8).to_le_bytes());
        head.extend_from_slice(b"WAVEfmt ");
        head.extend_from_slice(&16_u32.to_le_bytes());
        head.extend_from_slice(&1_u16.to_le_bytes());
        head.extend_from_slice(&self.channels.to_le_bytes());
        head.extend_from_slice(&self.rate.to_le_bytes());
        head.extend_from_slice(&(self.rate * u32::from(block)).to_le_bytes());
        head.extend_from_slice(&block.to_le_bytes());
        head.extend_from_slice(&16_u16.to_le_bytes());
        head.extend_from_slice(b"data");
        head.extend_from_slice(&self.octets.to_le_bytes());
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&head)?;
        self.file.seek(SeekFrom::End(0))?;
        self.file.flush()?;
        self.since_header = 0;
        Ok(())
    }
}

fn failed(path: &Path, error: io::Error) -> Error {
    Error::new(
        "TCC-SIP-0621",
        ErrorKind::Config,
        format!("recording {} cannot be written", path.display()),
    )
    .fix("name a folder that exists, is writable and has room")
    .with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(tag: u16, channels: u16, rate: u32, bits: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
        bytes.extend_from_slice(&tag.to_le_bytes());
        bytes.extend_from_slice(&channels.to_le_bytes());
        bytes.extend_from_slice(&rate.to_le_bytes());
        bytes.extend_from_slice(&[0; 6]);
        bytes.extend_from_slice(&bits.to_le_bytes());
        bytes.extend_from_slice(b"data");
        bytes.extend_from_slice(&(data.len() as u32).to_le_bytes());
        bytes.extend_from_slice(data);
        bytes
    }

    #[test]
    fn chunks_that_nobody_asked_for_are_passed_over() {
        let read = parse(&wav(1, 1, 16_000, 16, &[1, 0, 0xff, 0xff])).unwrap();
        assert_eq!(read, Wav { rate: 16_000, samples: vec![1, -1] });
    }

    #[test]
    fn what_is_no_prompt_says_why() {
        assert_eq!(parse(b"hello"), Err(NotAPrompt::NoWav));
        assert_eq!(parse(&wav(1, 2, 8000, 16, &[])), Err(NotAPrompt::Channels(2)));
        assert_eq!(parse(&wav(1, 1, 44_100, 16, &[])), Err(NotAPrompt::Rate(44_100)));
        assert_eq!(parse(&wav(7, 1, 8000, 8, &[])), Err(NotAPrompt::Encoding("µ-law".to_owned())));
        let whole = wav(1, 1, 8000, 16, &[0; 100]);
        for length in 12..whole.len() {
            assert_eq!(parse(&whole[..length]), Err(NotAPrompt::CutOff), "{length}");
        }
    }

    #[test]
    fn a_missing_prompt_is_a_config_error_that_names_it() {
        let error = read(Path::new("/nowhere/welcome.wav")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("/nowhere/welcome.wav"), "{error}");
    }

    #[test]
    fn what_was_written_reads_back() {
        let path = std::env::temp_dir().join(format!("teams-cc-wav-{}.wav", std::process::id()));
        let mut writer = Writer::create(&path, 1, 8000).unwrap();
        let samples: Vec<i16> = (0..300_000).map(|n| n as i16).collect();
        for chunk in samples.chunks(777) {
            writer.write(chunk).unwrap();
        }
        assert_eq!(writer.finish().unwrap(), 300_000);
        assert_eq!(read(&path).unwrap(), Wav { rate: 8000, samples });
        std::fs::remove_file(path).unwrap();
    }
}
