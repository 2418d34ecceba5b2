use teams_cc_core::speech::{Line, Pcm, Recognise, Role, Synthesise};
use teams_cc_core::{ErrorKind, Secret};

use super::azure_openai::{answer, messages};
use super::azure_speech::words;
use super::{AzureOpenAi, AzureSpeech};

fn speech() -> AzureSpeech {
    AzureSpeech::builder().region("westeurope").key(Secret::new("k")).build().unwrap()
}

#[test]
fn each_status_of_a_recognition_has_its_meaning() {
    let best = br#"{"RecognitionStatus":"Success","Offset":1,"Duration":"2","NBest":[
        {"Confidence":0.9,"Display":" My card is lost. ","Lexical":"my card is lost"},
        {"Confidence":0.95,"Display":"my card"}]}"#;
    assert_eq!(words(best).unwrap().as_deref(), Some("My card is lost."));
    let simple = br#"{"RecognitionStatus":"Success","DisplayText":"Yes."}"#;
    assert_eq!(words(simple).unwrap().as_deref(), Some("Yes."));
    for nothing in ["NoMatch", "InitialSilenceTimeout", "BabbleTimeout"] {
        let body = format!("{{\"RecognitionStatus\":\"{nothing}\"}}");
        assert_eq!(words(body.as_bytes()).unwrap(), None, "{nothing}");
    }
    assert_eq!(words(br#"{"RecognitionStatus":"Success"}"#).unwrap(), None);
    let broke = words(br#"{"RecognitionStatus":"Error"}"#).unwrap_err();
    assert_eq!((broke.code(), broke.kind()), ("TCC-ACS-0711", ErrorKind::Unavailable));
    for bad in [&b""[..], b"[]", b"{}", b"{\"RecognitionStatus\":\"New\"}", b"\xff"] {
        assert_eq!(words(bad).unwrap_err().code(), "TCC-ACS-0710", "{bad:?}");
    }
}

#[test]
fn each_end_of_a_completion_has_its_meaning() {
    let body = |choice: &str| format!("{{\"choices\":[{choice}]}}");
    let said = r#"{"finish_reason":"length","message":{"role":"assistant","content":" Yes. "}}"#;
    assert_eq!(answer(body(said).as_bytes()).unwrap(), "Yes.");
    let filtered = r#"{"finish_reason":"content_filter","message":{"content":"half"}}"#;
    assert_eq!(answer(body(filtered).as_bytes()).unwrap_err().code(), "TCC-ACS-0708");
    let refused = r#"{"finish_reason":"stop","message":{"content":null,"refusal":"no"}}"#;
    assert_eq!(answer(body(refused).as_bytes()).unwrap_err().code(), "TCC-ACS-0712");
    for bad in ["{}", "{\"choices\":[]}", "[", "{\"choices\":7}"] {
        assert_eq!(answer(bad.as_bytes()).unwrap_err().code(), "TCC-ACS-0710", "{bad}");
    }
}

#[test]
fn the_newest_lines_are_sent_and_what_the_model_is_to_be() {
    let lines = [
        Line::new(Role::System, "You are a concierge, and this is long."),
        Line::new(Role::Caller, "first"),
        Line::new(Role::Assistant, "second"),
        Line::new(Role::Caller, "third"),
    ];
    let sent = |letters| {
        let sent = messages(&lines, letters);
        sent.iter().map(|line| line["role"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(sent(100), ["system", "user", "assistant", "user"]);
    assert_eq!(sent(11), ["system", "assistant", "user"]);
    assert_eq!(sent(10), ["system", "user"], "no gap");
    assert_eq!(sent(0), ["system"]);
}

#[tokio::test]
async fn what_is_too_long_or_nothing_is_not_sent() {
    let hour = Pcm::new(8_000, vec![0; 8_000 * 61]);
    let long = speech().recognise(hour, &teams_cc_core::speech::Hints::default()).await;
    assert_eq!(long.unwrap_err().code(), "TCC-ACS-0709");
    let long = speech().synthesise(&"a".repeat(9_001), 16_000).await;
    assert_eq!(long.unwrap_err().code(), "TCC-ACS-0709");
    let none = Pcm::new(16_000, vec![]);
    let none = speech().recognise(none, &teams_cc_core::speech::Hints::default()).await;
    assert_eq!(none.unwrap(), None);
    assert!(speech().synthesise(" ", 8_000).await.unwrap().samples().is_empty());
}

#[test]
fn a_wiring_mistake_is_named_and_no_key_is_shown() {
    let builder = AzureSpeech::builder;
    let key = || Secret::new("c2VjcmV0");
    for bad in [
        builder().key(key()),
        builder().region("west europe.evil.example/").key(key()),
        builder().endpoint("http://contoso.example").key(key()),
        builder().endpoint("https://user@contoso.example").key(key()),
        builder().region("westeurope"),
        builder().region("westeurope").key(Secret::new("with space\r\n")),
    ] {
        let shown = format!("{bad:?}");
        let error = bad.build().unwrap_err();
        assert_eq!((error.code(), error.kind()), ("TCC-ACS-0701", ErrorKind::Config));
        assert!(!format!("{shown} {error:?}").contains("c2VjcmV0"));
    }
    let thinks = AzureOpenAi::builder().endpoint("https://contoso.openai.azure.com").key(key());
    assert_eq!(thinks.build().unwrap_err().code(), "TCC-ACS-0701", "no deployment");
    assert!(!format!("{:?}", speech()).contains("key"));
}

#[test]
fn sound_is_sent_as_a_file_that_says_what_it_is() {
    let file = crate::wav::file(&[1, -1]);
    assert_eq!(file.len(), 48);
    assert_eq!(&file[..4], b"RIFF");
    assert_eq!(file[4..8], 40_u32.to_le_bytes());
    assert_eq!(file[24..28], 16_000_u32.to_le_bytes());
    assert_eq!(file[40..44], 4_u32.to_le_bytes());
    assert_eq!(file[44..], [1, 0, 255, 255]);
}
