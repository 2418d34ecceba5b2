//! `microsoft.graph.mediaConfig` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::MediaInfo;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.appHostedMediaConfig`: complex type.
    ///
    /// Derives from `microsoft.graph.mediaConfig`.
    AppHostedMediaConfig = "microsoft.graph.appHostedMediaConfig" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `removeFromDefaultAudioGroup`: yes or no; beta.
        remove_from_default_audio_group: bool = "removeFromDefaultAudioGroup",
        /// `blob`: text.
        blob: String = "blob",
    }
}

derives!(AppHostedMediaConfig: MediaConfig ["microsoft.graph.appHostedMediaConfig"]);

model! {
    /// `microsoft.graph.liveCaptionOptions`: complex type, beta.
    LiveCaptionOptions = "microsoft.graph.liveCaptionOptions" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `streamUrl`: text.
        stream_url: String = "streamUrl",
    }
}

model! {
    /// `microsoft.graph.mediaConfig`: complex type.
    MediaConfig = "microsoft.graph.mediaConfig" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `removeFromDefaultAudioGroup`: yes or no; beta.
        remove_from_default_audio_group: bool = "removeFromDefaultAudioGroup",
    }
}

model! {
    /// `microsoft.graph.serviceHostedMediaConfig`: complex type.
    ///
    /// Derives from `microsoft.graph.mediaConfig`.
    ServiceHostedMediaConfig = "microsoft.graph.serviceHostedMediaConfig" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `removeFromDefaultAudioGroup`: yes or no; beta.
        remove_from_default_audio_group: bool = "removeFromDefaultAudioGroup",
        /// `preFetchMedia`: list of `mediaInfo`.
        pre_fetch_media: Vec<MediaInfo> = "preFetchMedia",
        /// `liveCaptionOptions`: `liveCaptionOptions`; beta.
        live_caption_options => LiveCaptionOptions = "liveCaptionOptions",
    }
}

derives!(ServiceHostedMediaConfig: MediaConfig ["microsoft.graph.serviceHostedMediaConfig"]);
