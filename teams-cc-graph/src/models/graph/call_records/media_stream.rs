//! `microsoft.graph.callRecords.mediaStream` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::call_records::{AudioCodec, MediaStreamDirection, VideoCodec};
use crate::models::model::model;
use crate::models::{DateTime, IsoDuration};

model! {
    /// `microsoft.graph.callRecords.mediaStream`: complex type.
    MediaStream = "microsoft.graph.callRecords.mediaStream" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `audioCodec`: `audioCodec`.
        audio_codec: AudioCodec = "audioCodec",
        /// `averageAudioDegradation`: a number.
        average_audio_degradation: f64 = "averageAudioDegradation",
        /// `averageAudioNetworkJitter`: a duration, ISO 8601.
        average_audio_network_jitter: IsoDuration = "averageAudioNetworkJitter",
        /// `averageBandwidthEstimate`: a whole number.
        average_bandwidth_estimate: i64 = "averageBandwidthEstimate",
        /// `averageFreezeDuration`: a duration, ISO 8601.
        average_freeze_duration: IsoDuration = "averageFreezeDuration",
        /// `averageJitter`: a duration, ISO 8601.
        average_jitter: IsoDuration = "averageJitter",
        /// `averagePacketLossRate`: a number.
        average_packet_loss_rate: f64 = "averagePacketLossRate",
        /// `averageRatioOfConcealedSamples`: a number.
        average_ratio_of_concealed_samples: f64 = "averageRatioOfConcealedSamples",
        /// `averageReceivedFrameRate`: a number.
        average_received_frame_rate: f64 = "averageReceivedFrameRate",
        /// `averageRoundTripTime`: a duration, ISO 8601.
        average_round_trip_time: IsoDuration = "averageRoundTripTime",
        /// `averageVideoFrameLossPercentage`: a number.
        average_video_frame_loss_percentage: f64 = "averageVideoFrameLossPercentage",
        /// `averageVideoFrameRate`: a number.
        average_video_frame_rate: f64 = "averageVideoFrameRate",
        /// `averageVideoPacketLossRate`: a number.
        average_video_packet_loss_rate: f64 = "averageVideoPacketLossRate",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `isAudioForwardErrorCorrectionUsed`: yes or no.
        is_audio_forward_error_correction_used: bool = "isAudioForwardErrorCorrectionUsed",
        /// `lowFrameRateRatio`: a number.
        low_frame_rate_ratio: f64 = "lowFrameRateRatio",
        /// `lowVideoProcessingCapabilityRatio`: a number.
        low_video_processing_capability_ratio: f64 = "lowVideoProcessingCapabilityRatio",
        /// `maxAudioNetworkJitter`: a duration, ISO 8601.
        max_audio_network_jitter: IsoDuration = "maxAudioNetworkJitter",
        /// `maxJitter`: a duration, ISO 8601.
        max_jitter: IsoDuration = "maxJitter",
        /// `maxPacketLossRate`: a number.
        max_packet_loss_rate: f64 = "maxPacketLossRate",
        /// `maxRatioOfConcealedSamples`: a number.
        max_ratio_of_concealed_samples: f64 = "maxRatioOfConcealedSamples",
        /// `maxRoundTripTime`: a duration, ISO 8601.
        max_round_trip_time: IsoDuration = "maxRoundTripTime",
        /// `packetUtilization`: a whole number.
        packet_utilization: i64 = "packetUtilization",
        /// `postForwardErrorCorrectionPacketLossRate`: a number.
        post_forward_error_correction_packet_loss_rate: f64 = "postForwardErrorCorrectionPacketLossRate",
        /// `rmsFreezeDuration`: a duration, ISO 8601.
        rms_freeze_duration: IsoDuration = "rmsFreezeDuration",
        /// `startDateTime`: a moment.
        start_date_time: DateTime = "startDateTime",
        /// `streamDirection`: `mediaStreamDirection`.
        stream_direction: MediaStreamDirection = "streamDirection",
        /// `streamId`: text.
        stream_id: String = "streamId",
        /// `videoCodec`: `videoCodec`.
        video_codec: VideoCodec = "videoCodec",
        /// `wasMediaBypassed`: yes or no.
        was_media_bypassed: bool = "wasMediaBypassed",
    }
}
