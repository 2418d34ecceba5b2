//! `microsoft.graph.teleconferenceDeviceQuality` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::IsoDuration;
use crate::models::model::model;

model! {
    /// `microsoft.graph.teleconferenceDeviceMediaQuality`: complex type.
    TeleconferenceDeviceMediaQuality = "microsoft.graph.teleconferenceDeviceMediaQuality" {
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

model! {
    /// `microsoft.graph.teleconferenceDeviceQuality`: complex type.
    TeleconferenceDeviceQuality = "microsoft.graph.teleconferenceDeviceQuality" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `callChainId`: a GUID.
        call_chain_id: String = "callChainId",
        /// `cloudServiceDeploymentEnvironment`: text.
        cloud_service_deployment_environment: String = "cloudServiceDeploymentEnvironment",
        /// `cloudServiceDeploymentId`: text.
        cloud_service_deployment_id: String = "cloudServiceDeploymentId",
        /// `cloudServiceInstanceName`: text.
        cloud_service_instance_name: String = "cloudServiceInstanceName",
        /// `cloudServiceName`: text.
        cloud_service_name: String = "cloudServiceName",
        /// `deviceDescription`: text.
        device_description: String = "deviceDescription",
        /// `deviceName`: text.
        device_name: String = "deviceName",
        /// `mediaLegId`: a GUID.
        media_leg_id: String = "mediaLegId",
        /// `mediaQualityList`: list of `teleconferenceDeviceMediaQuality`.
        media_quality_list: Vec<TeleconferenceDeviceMediaQuality> = "mediaQualityList",
        /// `participantId`: a GUID.
        participant_id: String = "participantId",
    }
}
