use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use reqwest::header::{HeaderMap, HeaderValue};
use teams_cc_core::Secret;
use teams_cc_http::send::{Incoming, Loss, Opened, Outgoing, Pieces, Wire};

use super::*;

#[test]
fn acs_3_recordings_are_asked_of_known_hosts_over_https_only() {
    for good in [
        "https://us-prod.asm.skype.com/v1/objects/0-eus/content/video",
        "https://a.asyncgw.teams.microsoft.com/v1/x",
        "https://A.AMS.gov.teams.microsoft.us/x",
    ] {
        assert!(allowed(good, false).is_some(), "{good}");
    }
    for bad in [
        "http://us-prod.asm.skype.com/x",
        "https://asm.skype.com.evil.example/x",
        "https://evilasm.skype.com/x",
        "https://.asm.skype.com/x",
        "https://user@us.asm.skype.com/x",
        "https://us.asm.skype.com:8443/x",
        "https://127.0.0.1/x",
        "file:///etc/passwd",
        "",
    ] {
        assert!(allowed(bad, false).is_none(), "{bad}");
    }
    assert!(allowed("http://127.0.0.1:1/x", true).is_some());
    assert!(allowed("http://10.0.0.1:1/x", true).is_none());
}

const WHERE: &str = "https://us-prod.asm.skype.com/v1/objects/1/content/audio";

/// A file whose connections break after so many octets each; the last one holds.
struct Breaking {
    file: Vec<u8>,
    breaks: Mutex<VecDeque<usize>>,
    knows_ranges: bool,
    asked: Arc<Mutex<Vec<Option<String>>>>,
}

struct Rest(VecDeque<Bytes>, bool);

#[async_trait]
impl Pieces for Rest {
    async fn next(&mut self) -> Result<Option<Bytes>, Loss> {
        match self.0.pop_front() {
            None if self.1 => Err(Loss::Broken("reset".into())),
            piece => Ok(piece),
        }
    }
}

#[async_trait]
impl Wire for Breaking {
    async fn carry(&self, outgoing: Outgoing) -> Result<Incoming, Loss> {
        self.open(outgoing).await?.collect(1 << 20).await
    }

    async fn open(&self, outgoing: Outgoing) -> Result<Opened, Loss> {
        let range = outgoing.headers.get("range").map(|range| range.to_str().unwrap().to_owned());
        let from = range.as_deref().and_then(|range| range.split(['=', '-']).nth(1)?.parse().ok());
        self.asked.lock().push(range.clone());
        let from: usize = from.filter(|_| self.knows_ranges).unwrap_or(0);
        let mut headers = HeaderMap::new();
        headers.insert("etag", HeaderValue::from_static("\"v1\""));
        if range.is_some() && from >= self.file.len() {
            return Ok(Opened { status: 416, headers, pieces: Box::new(None) });
        }
        let rest = &self.file[from..];
        let mut status = 200;
        if range.is_some() && self.knows_ranges {
            status = 206;
            let text = format!("bytes {from}-{}/{}", self.file.len() - 1, self.file.len());
            headers.insert("content-range", HeaderValue::from_str(&text).unwrap());
        }
        headers.insert("content-length", HeaderValue::from(rest.len()));
        let until = self.breaks.lock().pop_front();
        let rest = &rest[..until.unwrap_or(rest.len()).min(rest.len())];
        let pieces = rest.chunks(100).map(Bytes::copy_from_slice).collect();
        Ok(Opened { status, headers, pieces: Box::new(Rest(pieces, until.is_some())) })
    }
}

type Asked = Arc<Mutex<Vec<Option<String>>>>;

fn download(breaks: &[usize], knows_ranges: bool) -> (Download, Vec<u8>, Asked) {
    let file: Vec<u8> = (0..1_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let breaks = Mutex::new(breaks.iter().copied().collect());
    let asked = Asked::default();
    let wire = Breaking { file: file.clone(), breaks, knows_ranges, asked: Arc::clone(&asked) };
    let acs = CallAutomation::builder()
        .endpoint("https://contoso.communication.azure.com")
        .access_key(Secret::new("aGVsbG8="))
        .scripted(Arc::new(wire), 1)
        .build()
        .unwrap();
    (acs.api().recordings().download(WHERE), file, asked)
}

#[tokio::test(start_paused = true)]
async fn a_broken_download_goes_on_where_it_broke() {
    for knows_ranges in [true, false] {
        let (download, file, asked) = download(&[250, 0, 300], knows_ranges);
        assert_eq!(download.await.unwrap(), file, "{knows_ranges}");
        let asked = asked.lock();
        assert_eq!(asked[..3], [None, Some("bytes=250-".into()), Some("bytes=250-".into())]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_only_breaks_ends_in_an_error() {
    let (download, ..) = download(&[0; 20], true);
    assert_eq!(download.await.unwrap_err().code(), "TCC-ACS-0306");
}

#[tokio::test(start_paused = true)]
async fn more_than_was_allowed_is_refused_before_anything_is_read() {
    let (download, ..) = download(&[], true);
    let refused = download.at_most(999).open().await.unwrap_err();
    assert_eq!(refused.code(), "TCC-ACS-0309");
}

#[tokio::test]
async fn a_file_is_gone_on_with_by_the_next_process_and_appears_when_it_is_whole() {
    let folder = std::env::temp_dir().join(format!("teams-cc-download-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (path, part) = (folder.join("call.wav"), folder.join("call.wav.part"));
    let (first, file, _) = download(&[300, 0, 0, 0, 0, 0, 0, 0], true);
    assert_eq!(first.to_file(&path).await.unwrap_err().code(), "TCC-ACS-0306");
    assert!(!path.exists());
    assert_eq!(std::fs::read(&part).unwrap(), file[..300]);
    let (second, _, asked) = download(&[], true);
    assert_eq!(second.to_file(&path).await.unwrap(), 1_000);
    assert_eq!(asked.lock()[0].as_deref(), Some("bytes=300-"));
    assert_eq!(std::fs::read(&path).unwrap(), file);
    // A part that is longer than the file is of something else.
    std::fs::write(&part, [7; 2_000]).unwrap();
    let (third, ..) = download(&[], true);
    assert_eq!(third.to_file(&path).await.unwrap(), 1_000);
    assert_eq!(std::fs::read(&path).unwrap(), file);
    let nowhere = folder.join("no/such/folder.wav");
    let (fourth, ..) = download(&[], true);
    assert_eq!(fourth.to_file(nowhere).await.unwrap_err().code(), "TCC-ACS-0314");
    std::fs::remove_dir_all(folder).unwrap();
}
