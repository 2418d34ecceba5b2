//! `microsoft.graph.teleconferenceDeviceAudioQuality` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{IsoDuration, TeleconferenceDeviceMediaQuality};

model! {
    /// `microsoft.graph.teleconferenceDeviceAudioQuality`: complex type.
    ///
    /// Derives from `microsoft.graph.teleconferenceDeviceMediaQuality`.
    TeleconferenceDeviceAudioQuality = "microsoft.graph.teleconferenceDeviceAudioQuality" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `averageInboundJitter`: a duration, ISO 8601.
        average_inbound_jitter: IsoDuration = "averageInboundJitter",
        /// `averageInboundPacketLossRateInPercentage`: a number.
        average_inbound_packet_loss_rate_in_percentage: f64 = "averageInboundPacketLossRateInPercentage",
        /// `averageInboundRoundTripDelay`: a duration, ISO 8601.
        average_inbound_round_trip_delay: IsoDuration = "averageInboundRoundTripDelay",
        /// `averageOutboundJitter`: a duration, ISO 8601.
        average_outbound_jitter: IsoDuration = "averageOutboundJitter",
        /// `averageOutboundPacketLossRateInPercentage`: a number.
        average_outbound_packet_loss_rate_in_percentage: f64 = "averageOutboundPacketLossRateInPercentage",
        /// `averageOutboundRoundTripDelay`: a duration, ISO 8601.
        average_outbound_round_trip_delay: IsoDuration = "averageOutboundRoundTripDelay",
        /// `channelIndex`: a whole number.
        channel_index: i64 = "channelIndex",
        /// `inboundPackets`: a whole number.
        inbound_packets: i64 = "inboundPackets",
        /// `localIPAddress`: text.
        local_ip_address: String = "localIPAddress",
        /// `localPort`: a whole number.
        local_port: i64 = "localPort",
        /// `maximumInboundJitter`: a duration, ISO 8601.
        maximum_inbound_jitter: IsoDuration = "maximumInboundJitter",
        /// `maximumInboundPacketLossRateInPercentage`: a number.
        maximum_inbound_packet_loss_rate_in_percentage: f64 = "maximumInboundPacketLossRateInPercentage",
        /// `maximumInboundRoundTripDelay`: a duration, ISO 8601.
        maximum_inbound_round_trip_delay: IsoDuration = "maximumInboundRoundTripDelay",
        /// `maximumOutboundJitter`: a duration, ISO 8601.
        maximum_outbound_jitter: IsoDuration = "maximumOutboundJitter",
        /// `maximumOutboundPacketLossRateInPercentage`: a number.
        maximum_outbound_packet_loss_rate_in_percentage: f64 = "maximumOutboundPacketLossRateInPercentage",
        /// `maximumOutboundRoundTripDelay`: a duration, ISO 8601.
        maximum_outbound_round_trip_delay: IsoDuration = "maximumOutboundRoundTripDelay",
        /// `mediaDuration`: a duration, ISO 8601.
        media_duration: IsoDuration = "mediaDuration",
        /// `networkLinkSpeedInBytes`: a whole number.
        network_link_speed_in_bytes: i64 = "networkLinkSpeedInBytes",
        /// `outboundPackets`: a whole number.
        outbound_packets: i64 = "outboundPackets",
        /// `remoteIPAddress`: text.
        remote_ip_address: String = "remoteIPAddress",
        /// `remotePort`: a whole number.
        remote_port: i64 = "remotePort",
    }
}

derives!(TeleconferenceDeviceAudioQuality: TeleconferenceDeviceMediaQuality ["microsoft.graph.teleconferenceDeviceAudioQuality"]);

model! {
    /// `microsoft.graph.teleconferenceDeviceScreenSharingQuality`: complex type.
    ///
    /// Derives from `microsoft.graph.teleconferenceDeviceVideoQuality`.
    TeleconferenceDeviceScreenSharingQuality = "microsoft.graph.teleconferenceDeviceScreenSharingQuality" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `averageInboundJitter`: a duration, ISO 8601.
        average_inbound_jitter: IsoDuration = "averageInboundJitter",
        /// `averageInboundPacketLossRateInPercentage`: a number.
        average_inbound_packet_loss_rate_in_percentage: f64 = "averageInboundPacketLossRateInPercentage",
        /// `averageInboundRoundTripDelay`: a duration, ISO 8601.
        average_inbound_round_trip_delay: IsoDuration = "averageInboundRoundTripDelay",
        /// `averageOutboundJitter`: a duration, ISO 8601.
        average_outbound_jitter: IsoDuration = "averageOutboundJitter",
        /// `averageOutboundPacketLossRateInPercentage`: a number.
        average_outbound_packet_loss_rate_in_percentage: f64 = "averageOutboundPacketLossRateInPercentage",
        /// `averageOutboundRoundTripDelay`: a duration, ISO 8601.
        average_outbound_round_trip_delay: IsoDuration = "averageOutboundRoundTripDelay",
        /// `channelIndex`: a whole number.
        channel_index: i64 = "channelIndex",
        /// `inboundPackets`: a whole number.
        inbound_packets: i64 = "inboundPackets",
        /// `localIPAddress`: text.
        local_ip_address: String = "localIPAddress",
        /// `localPort`: a whole number.
        local_port: i64 = "localPort",
        /// `maximumInboundJitter`: a duration, ISO 8601.
        maximum_inbound_jitter: IsoDuration = "maximumInboundJitter",
        /// `maximumInboundPacketLossRateInPercentage`: a number.
        maximum_inbound_packet_loss_rate_in_percentage: f64 = "maximumInboundPacketLossRateInPercentage",
        /// `maximumInboundRoundTripDelay`: a duration, ISO 8601.
        maximum_inbound_round_trip_delay: IsoDuration = "maximumInboundRoundTripDelay",
        /// `maximumOutboundJitter`: a duration, ISO 8601.
        maximum_outbound_jitter: IsoDuration = "maximumOutboundJitter",
        /// `maximumOutboundPacketLossRateInPercentage`: a number.
        maximum_outbound_packet_loss_rate_in_percentage: f64 = "maximumOutboundPacketLossRateInPercentage",
        /// `maximumOutboundRoundTripDelay`: a duration, ISO 8601.
        maximum_outbound_round_trip_delay: IsoDuration = "maximumOutboundRoundTripDelay",
        /// `mediaDuration`: a duration, ISO 8601.
        media_duration: IsoDuration = "mediaDuration",
        /// `networkLinkSpeedInBytes`: a whole number.
        network_link_speed_in_bytes: i64 = "networkLinkSpeedInBytes",
        /// `outboundPackets`: a whole number.
        outbound_packets: i64 = "outboundPackets",
        /// `remoteIPAddress`: text.
        remote_ip_address: String = "remoteIPAddress",
        /// `remotePort`: a whole number.
        remote_port: i64 = "remotePort",
        /// `averageInboundBitRate`: a number.
        average_inbound_bit_rate: f64 = "averageInboundBitRate",
        /// `averageInboundFrameRate`: a number.
        average_inbound_frame_rate: f64 = "averageInboundFrameRate",
        /// `averageOutboundBitRate`: a number.
        average_outbound_bit_rate: f64 = "averageOutboundBitRate",
        /// `averageOutboundFrameRate`: a number.
        average_outbound_frame_rate: f64 = "averageOutboundFrameRate",
    }
}

derives!(TeleconferenceDeviceScreenSharingQuality: TeleconferenceDeviceVideoQuality ["microsoft.graph.teleconferenceDeviceScreenSharingQuality"]);

derives!(TeleconferenceDeviceScreenSharingQuality: TeleconferenceDeviceMediaQuality ["microsoft.graph.teleconferenceDeviceScreenSharingQuality"]);

model! {
    /// `microsoft.graph.teleconferenceDeviceVideoQuality`: complex type.
    ///
    /// Derives from `microsoft.graph.teleconferenceDeviceMediaQuality`.
    TeleconferenceDeviceVideoQuality = "microsoft.graph.teleconferenceDeviceVideoQuality" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `averageInboundJitter`: a duration, ISO 8601.
        average_inbound_jitter: IsoDuration = "averageInboundJitter",
        /// `averageInboundPacketLossRateInPercentage`: a number.
        average_inbound_packet_loss_rate_in_percentage: f64 = "averageInboundPacketLossRateInPercentage",
        /// `averageInboundRoundTripDelay`: a duration, ISO 8601.
        average_inbound_round_trip_delay: IsoDuration = "averageInboundRoundTripDelay",
        /// `averageOutboundJitter`: a duration, ISO 8601.
        average_outbound_jitter: IsoDuration = "averageOutboundJitter",
        /// `averageOutboundPacketLossRateInPercentage`: a number.
        average_outbound_packet_loss_rate_in_percentage: f64 = "averageOutboundPacketLossRateInPercentage",
        /// `averageOutboundRoundTripDelay`: a duration, ISO 8601.
        average_outbound_round_trip_delay: IsoDuration = "averageOutboundRoundTripDelay",
        /// `channelIndex`: a whole number.
        channel_index: i64 = "channelIndex",
        /// `inboundPackets`: a whole number.
        inbound_packets: i64 = "inboundPackets",
        /// `localIPAddress`: text.
        local_ip_address: String = "localIPAddress",
        /// `localPort`: a whole number.
        local_port: i64 = "localPort",
        /// `maximumInboundJitter`: a duration, ISO 8601.
        maximum_inbound_jitter: IsoDuration = "maximumInboundJitter",
        /// `maximumInboundPacketLossRateInPercentage`: a number.
        maximum_inbound_packet_loss_rate_in_percentage: f64 = "maximumInboundPacketLossRateInPercentage",
        /// `maximumInboundRoundTripDelay`: a duration, ISO 8601.
        maximum_inbound_round_trip_delay: IsoDuration = "maximumInboundRoundTripDelay",
        /// `maximumOutboundJitter`: a duration, ISO 8601.
        maximum_outbound_jitter: IsoDuration = "maximumOutboundJitter",
        /// `maximumOutboundPacketLossRateInPercentage`: a number.
        maximum_outbound_packet_loss_rate_in_percentage: f64 = "maximumOutboundPacketLossRateInPercentage",
        /// `maximumOutboundRoundTripDelay`: a duration, ISO 8601.
        maximum_outbound_round_trip_delay: IsoDuration = "maximumOutboundRoundTripDelay",
        /// `mediaDuration`: a duration, ISO 8601.
        media_duration: IsoDuration = "mediaDuration",
        /// `networkLinkSpeedInBytes`: a whole number.
        network_link_speed_in_bytes: i64 = "networkLinkSpeedInBytes",
        /// `outboundPackets`: a whole number.
        outbound_packets: i64 = "outboundPackets",
        /// `remoteIPAddress`: text.
        remote_ip_address: String = "remoteIPAddress",
        /// `remotePort`: a whole number.
        remote_port: i64 = "remotePort",
        /// `averageInboundBitRate`: a number.
        average_inbound_bit_rate: f64 = "averageInboundBitRate",
        /// `averageInboundFrameRate`: a number.
        average_inbound_frame_rate: f64 = "averageInboundFrameRate",
        /// `averageOutboundBitRate`: a number.
        average_outbound_bit_rate: f64 = "averageOutboundBitRate",
        /// `averageOutboundFrameRate`: a number.
        average_outbound_frame_rate: f64 = "averageOutboundFrameRate",
    }
}

derives!(TeleconferenceDeviceVideoQuality: TeleconferenceDeviceMediaQuality ["microsoft.graph.teleconferenceDeviceVideoQuality", "microsoft.graph.teleconferenceDeviceScreenSharingQuality"]);
