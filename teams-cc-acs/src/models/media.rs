//! What is played, recognised, streamed, transcribed and recorded.

use teams_cc_core::Key;

use super::{Hidden, Identifier};

words! {
    /// Of which kind a prompt is.
    PlaySourceKind { File = "file", Text = "text", Ssml = "ssml", }
    /// A voice.
    VoiceKind { Male = "male", Female = "female", }
    /// What is listened for.
    RecognizeInput {
        Dtmf = "dtmf",
        Speech = "speech",
        SpeechOrDtmf = "speechOrDtmf",
        Choices = "choices",
    }
    /// A key of a phone, as a word.
    Tone {
        Zero = "zero",
        One = "one",
        Two = "two",
        Three = "three",
        Four = "four",
        Five = "five",
        Six = "six",
        Seven = "seven",
        Eight = "eight",
        Nine = "nine",
        A = "a",
        B = "b",
        C = "c",
        D = "d",
        Pound = "pound",
        Asterisk = "asterisk",
    }
    /// How streams reach the application.
    Transport { WebSocket = "websocket", }
    /// One stream for all, or one for each.
    AudioChannels { Mixed = "mixed", Unmixed = "unmixed", }
    /// What is streamed.
    StreamContent { Audio = "audio", }
    /// Samples: 16 bit, mono.
    AudioFormat { Pcm16KMono = "pcm16KMono", Pcm24KMono = "pcm24KMono", }
    /// What is recorded.
    RecordingContent { Audio = "audio", AudioVideo = "audioVideo", }
    /// One track, or one for each.
    RecordingChannels { Mixed = "mixed", Unmixed = "unmixed", }
    /// The file.
    RecordingFormat { Wav = "wav", Mp3 = "mp3", Mp4 = "mp4", }
    /// How a recording stands.
    RecordingState { Active = "active", Inactive = "inactive", }
}

const TONES: [(Key, Tone); 16] = [
    (Key::D0, Tone::Zero),
    (Key::D1, Tone::One),
    (Key::D2, Tone::Two),
    (Key::D3, Tone::Three),
    (Key::D4, Tone::Four),
    (Key::D5, Tone::Five),
    (Key::D6, Tone::Six),
    (Key::D7, Tone::Seven),
    (Key::D8, Tone::Eight),
    (Key::D9, Tone::Nine),
    (Key::Star, Tone::Asterisk),
    (Key::Pound, Tone::Pound),
    (Key::A, Tone::A),
    (Key::B, Tone::B),
    (Key::C, Tone::C),
    (Key::D, Tone::D),
];

impl Tone {
    /// The key; `None` for a word that is newer than this version.
    pub fn key(&self) -> Option<Key> {
        TONES.iter().find(|(_, tone)| tone == self).map(|(key, _)| *key)
    }
}

impl From<Key> for Tone {
    fn from(key: Key) -> Self {
        let tone = TONES.iter().find(|(known, _)| *known == key);
        tone.map_or(Self::Pound, |(_, tone)| tone.clone())
    }
}

model! {
    /// Something to play.
    PlaySource {
        kind: PlaySourceKind = "kind",
        cache_id: String = "playSourceCacheId",
        file: FileSource = "file",
        text: TextSource = "text",
        ssml: SsmlSource = "ssml",
    }
    /// A WAV file that the service fetches.
    FileSource { uri: String = "uri", }
    /// Words that the service speaks.
    TextSource {
        text: Hidden = "text",
        source_locale: String = "sourceLocale",
        voice_kind: VoiceKind = "voiceKind",
        voice_name: String = "voiceName",
        custom_voice_endpoint_id: String = "customVoiceEndpointId",
    }
    /// Marked-up words that the service speaks.
    SsmlSource {
        ssml_text: Hidden = "ssmlText",
        custom_voice_endpoint_id: String = "customVoiceEndpointId",
    }
    /// How something is played.
    PlayOptions { repeats: bool = "loop", }
    /// How somebody is listened to.
    RecognizeOptions {
        target_participant: Identifier = "targetParticipant",
        interrupt_prompt: bool = "interruptPrompt",
        /// 0 to 300.
        initial_silence_timeout_s: i64 = "initialSilenceTimeoutInSeconds",
        speech_language: String = "speechLanguage",
        speech_model_endpoint_id: String = "speechRecognitionModelEndpointId",
        dtmf: DtmfOptions = "dtmfOptions",
        choices: Vec<Choice> = "choices",
        speech: SpeechOptions = "speechOptions",
    }
    /// How keys are collected.
    DtmfOptions {
        /// 1 to 60.
        inter_tone_timeout_s: i64 = "interToneTimeoutInSeconds",
        max_tones: i64 = "maxTonesToCollect",
        stop_tones: Vec<Tone> = "stopTones",
    }
    /// One answer that counts.
    Choice {
        label: String = "label",
        phrases: Vec<String> = "phrases",
        tone: Tone = "tone",
    }
    /// How speech ends.
    SpeechOptions { end_silence_timeout_ms: i64 = "endSilenceTimeoutInMs", }
    /// Audio over a WebSocket.
    StreamingOptions {
        transport_type: Transport = "transportType",
        audio_channels: AudioChannels = "audioChannelType",
        transport_url: String = "transportUrl",
        content_type: StreamContent = "contentType",
        start: bool = "startMediaStreaming",
        enable_bidirectional: bool = "enableBidirectional",
        audio_format: AudioFormat = "audioFormat",
        enable_dtmf_tones: bool = "enableDtmfTones",
    }
    /// Text over a WebSocket.
    TranscriptionOptions {
        transport_type: Transport = "transportType",
        locale: String = "locale",
        transport_url: String = "transportUrl",
        speech_model_endpoint_id: String = "speechModelEndpointId",
        start: bool = "startTranscription",
        enable_intermediate_results: bool = "enableIntermediateResults",
    }
    /// The service that speaks and listens for us.
    Intelligence { cognitive_services_endpoint: String = "cognitiveServicesEndpoint", }
    /// One channel of an unmixed recording.
    ChannelAffinity {
        /// 0 to 4.
        channel: i64 = "channel",
        participant: Identifier = "participant",
    }
    /// Where a recording is written.
    ExternalStorage {
        kind: String = "recordingStorageKind",
        container_url: String = "recordingDestinationContainerUrl",
    }
    /// How a recording stands.
    RecordingStatus {
        recording_id: String = "recordingId",
        state: RecordingState = "recordingState",
        kind: String = "recordingKind",
    }
}

impl PlaySource {
    /// A WAV file, mono, 16 bit, 16 kHz, that the service fetches.
    pub fn from_file(uri: impl Into<String>) -> Self {
        Self::default().kind(PlaySourceKind::File).file(FileSource::default().uri(uri))
    }

    /// Words.
    pub fn from_text(words: impl Into<Hidden>) -> Self {
        Self::default().kind(PlaySourceKind::Text).text(TextSource::default().text(words))
    }

    /// Marked-up words.
    pub fn from_ssml(ssml: impl Into<Hidden>) -> Self {
        Self::default().kind(PlaySourceKind::Ssml).ssml(SsmlSource::default().ssml_text(ssml))
    }
}
