//! `microsoft.graph.callRecords.segment` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::call_records::{Endpoint, FailureInfo, MediaStream};
use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{DateTime, Entity, IsoDuration};

open_enum! {
    /// `microsoft.graph.callRecords.audioCodec`.
    AudioCodec = "microsoft.graph.callRecords.audioCodec" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `invalid`.
        Invalid = "invalid",
        /// `cn`.
        Cn = "cn",
        /// `pcma`.
        Pcma = "pcma",
        /// `pcmu`.
        Pcmu = "pcmu",
        /// `amrWide`.
        AmrWide = "amrWide",
        /// `g722`.
        G722 = "g722",
        /// `g7221`.
        G7221 = "g7221",
        /// `g7221c`.
        G7221c = "g7221c",
        /// `g729`.
        G729 = "g729",
        /// `multiChannelAudio`.
        MultiChannelAudio = "multiChannelAudio",
        /// `muchv2`.
        Muchv2 = "muchv2",
        /// `opus`.
        Opus = "opus",
        /// `satin`.
        Satin = "satin",
        /// `satinFullband`.
        SatinFullband = "satinFullband",
        /// `rtAudio8`.
        RtAudio8 = "rtAudio8",
        /// `rtAudio16`.
        RtAudio16 = "rtAudio16",
        /// `silk`.
        Silk = "silk",
        /// `silkNarrow`.
        SilkNarrow = "silkNarrow",
        /// `silkWide`.
        SilkWide = "silkWide",
        /// `siren`.
        Siren = "siren",
        /// `xmsRta`.
        XmsRta = "xmsRta",
    }
}

model! {
    /// `microsoft.graph.callRecords.deviceInfo`: complex type.
    DeviceInfo = "microsoft.graph.callRecords.deviceInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `captureDeviceDriver`: text.
        capture_device_driver: String = "captureDeviceDriver",
        /// `captureDeviceName`: text.
        capture_device_name: String = "captureDeviceName",
        /// `captureNotFunctioningEventRatio`: a number.
        capture_not_functioning_event_ratio: f64 = "captureNotFunctioningEventRatio",
        /// `cpuInsufficentEventRatio`: a number.
        cpu_insufficent_event_ratio: f64 = "cpuInsufficentEventRatio",
        /// `deviceClippingEventRatio`: a number.
        device_clipping_event_ratio: f64 = "deviceClippingEventRatio",
        /// `deviceGlitchEventRatio`: a number.
        device_glitch_event_ratio: f64 = "deviceGlitchEventRatio",
        /// `howlingEventCount`: a whole number.
        howling_event_count: i64 = "howlingEventCount",
        /// `initialSignalLevelRootMeanSquare`: a number.
        initial_signal_level_root_mean_square: f64 = "initialSignalLevelRootMeanSquare",
        /// `lowSpeechLevelEventRatio`: a number.
        low_speech_level_event_ratio: f64 = "lowSpeechLevelEventRatio",
        /// `lowSpeechToNoiseEventRatio`: a number.
        low_speech_to_noise_event_ratio: f64 = "lowSpeechToNoiseEventRatio",
        /// `micGlitchRate`: a number.
        mic_glitch_rate: f64 = "micGlitchRate",
        /// `receivedNoiseLevel`: a whole number.
        received_noise_level: i64 = "receivedNoiseLevel",
        /// `receivedSignalLevel`: a whole number.
        received_signal_level: i64 = "receivedSignalLevel",
        /// `renderDeviceDriver`: text.
        render_device_driver: String = "renderDeviceDriver",
        /// `renderDeviceName`: text.
        render_device_name: String = "renderDeviceName",
        /// `renderMuteEventRatio`: a number.
        render_mute_event_ratio: f64 = "renderMuteEventRatio",
        /// `renderNotFunctioningEventRatio`: a number.
        render_not_functioning_event_ratio: f64 = "renderNotFunctioningEventRatio",
        /// `renderZeroVolumeEventRatio`: a number.
        render_zero_volume_event_ratio: f64 = "renderZeroVolumeEventRatio",
        /// `sentNoiseLevel`: a whole number.
        sent_noise_level: i64 = "sentNoiseLevel",
        /// `sentSignalLevel`: a whole number.
        sent_signal_level: i64 = "sentSignalLevel",
        /// `speakerGlitchRate`: a number.
        speaker_glitch_rate: f64 = "speakerGlitchRate",
    }
}

model! {
    /// `microsoft.graph.callRecords.media`: complex type.
    Media = "microsoft.graph.callRecords.media" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `calleeDevice`: `deviceInfo`.
        callee_device => DeviceInfo = "calleeDevice",
        /// `calleeNetwork`: `networkInfo`.
        callee_network => NetworkInfo = "calleeNetwork",
        /// `callerDevice`: `deviceInfo`.
        caller_device => DeviceInfo = "callerDevice",
        /// `callerNetwork`: `networkInfo`.
        caller_network => NetworkInfo = "callerNetwork",
        /// `label`: text.
        label: String = "label",
        /// `streams`: list of `mediaStream`.
        streams: Vec<MediaStream> = "streams",
    }
}

open_enum! {
    /// `microsoft.graph.callRecords.mediaStreamDirection`.
    MediaStreamDirection = "microsoft.graph.callRecords.mediaStreamDirection" {
        /// `callerToCallee`.
        CallerToCallee = "callerToCallee",
        /// `calleeToCaller`.
        CalleeToCaller = "calleeToCaller",
    }
}

open_enum! {
    /// `microsoft.graph.callRecords.networkConnectionType`.
    NetworkConnectionType = "microsoft.graph.callRecords.networkConnectionType" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `wired`.
        Wired = "wired",
        /// `wifi`.
        Wifi = "wifi",
        /// `mobile`.
        Mobile = "mobile",
        /// `tunnel`.
        Tunnel = "tunnel",
    }
}

model! {
    /// `microsoft.graph.callRecords.networkInfo`: complex type.
    NetworkInfo = "microsoft.graph.callRecords.networkInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `bandwidthLowEventRatio`: a number.
        bandwidth_low_event_ratio: f64 = "bandwidthLowEventRatio",
        /// `basicServiceSetIdentifier`: text.
        basic_service_set_identifier: String = "basicServiceSetIdentifier",
        /// `connectionType`: `networkConnectionType`.
        connection_type: NetworkConnectionType = "connectionType",
        /// `delayEventRatio`: a number.
        delay_event_ratio: f64 = "delayEventRatio",
        /// `dnsSuffix`: text.
        dns_suffix: String = "dnsSuffix",
        /// `ipAddress`: text.
        ip_address: String = "ipAddress",
        /// `linkSpeed`: a whole number.
        link_speed: i64 = "linkSpeed",
        /// `macAddress`: text.
        mac_address: String = "macAddress",
        /// `networkTransportProtocol`: `networkTransportProtocol`.
        network_transport_protocol: NetworkTransportProtocol = "networkTransportProtocol",
        /// `port`: a whole number.
        port: i64 = "port",
        /// `receivedQualityEventRatio`: a number.
        received_quality_event_ratio: f64 = "receivedQualityEventRatio",
        /// `reflexiveIPAddress`: text.
        reflexive_ip_address: String = "reflexiveIPAddress",
        /// `relayIPAddress`: text.
        relay_ip_address: String = "relayIPAddress",
        /// `relayPort`: a whole number.
        relay_port: i64 = "relayPort",
        /// `sentQualityEventRatio`: a number.
        sent_quality_event_ratio: f64 = "sentQualityEventRatio",
        /// `subnet`: text.
        subnet: String = "subnet",
        /// `traceRouteHops`: list of `traceRouteHop`.
        trace_route_hops: Vec<TraceRouteHop> = "traceRouteHops",
        /// `wifiBand`: `wifiBand`.
        wifi_band: WifiBand = "wifiBand",
        /// `wifiBatteryCharge`: a whole number.
        wifi_battery_charge: i64 = "wifiBatteryCharge",
        /// `wifiChannel`: a whole number.
        wifi_channel: i64 = "wifiChannel",
        /// `wifiMicrosoftDriver`: text.
        wifi_microsoft_driver: String = "wifiMicrosoftDriver",
        /// `wifiMicrosoftDriverVersion`: text.
        wifi_microsoft_driver_version: String = "wifiMicrosoftDriverVersion",
        /// `wifiRadioType`: `wifiRadioType`.
        wifi_radio_type: WifiRadioType = "wifiRadioType",
        /// `wifiSignalStrength`: a whole number.
        wifi_signal_strength: i64 = "wifiSignalStrength",
        /// `wifiVendorDriver`: text.
        wifi_vendor_driver: String = "wifiVendorDriver",
        /// `wifiVendorDriverVersion`: text.
        wifi_vendor_driver_version: String = "wifiVendorDriverVersion",
    }
}

open_enum! {
    /// `microsoft.graph.callRecords.networkTransportProtocol`.
    NetworkTransportProtocol = "microsoft.graph.callRecords.networkTransportProtocol" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `udp`.
        Udp = "udp",
        /// `tcp`.
        Tcp = "tcp",
    }
}

model! {
    /// `microsoft.graph.callRecords.segment`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    Segment = "microsoft.graph.callRecords.segment" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `callee`: `endpoint`.
        callee => Endpoint = "callee",
        /// `caller`: `endpoint`.
        caller => Endpoint = "caller",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `failureInfo`: `failureInfo`.
        failure_info => FailureInfo = "failureInfo",
        /// `media`: list of `media`.
        media: Vec<Media> = "media",
        /// `startDateTime`: a moment.
        start_date_time: DateTime = "startDateTime",
    }
}

derives!(Segment: Entity ["microsoft.graph.callRecords.segment"]);

model! {
    /// `microsoft.graph.callRecords.traceRouteHop`: complex type.
    TraceRouteHop = "microsoft.graph.callRecords.traceRouteHop" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `hopCount`: a whole number.
        hop_count: i64 = "hopCount",
        /// `ipAddress`: text.
        ip_address: String = "ipAddress",
        /// `roundTripTime`: a duration, ISO 8601.
        round_trip_time: IsoDuration = "roundTripTime",
    }
}

open_enum! {
    /// `microsoft.graph.callRecords.videoCodec`.
    VideoCodec = "microsoft.graph.callRecords.videoCodec" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `invalid`.
        Invalid = "invalid",
        /// `av1`.
        Av1 = "av1",
        /// `h263`.
        H263 = "h263",
        /// `h264`.
        H264 = "h264",
        /// `h264s`.
        H264s = "h264s",
        /// `h264uc`.
        H264uc = "h264uc",
        /// `h265`.
        H265 = "h265",
        /// `rtvc1`.
        Rtvc1 = "rtvc1",
        /// `rtVideo`.
        RtVideo = "rtVideo",
        /// `xrtvc1`.
        Xrtvc1 = "xrtvc1",
    }
}

open_enum! {
    /// `microsoft.graph.callRecords.wifiBand`.
    WifiBand = "microsoft.graph.callRecords.wifiBand" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `frequency24GHz`.
        Frequency24GHz = "frequency24GHz",
        /// `frequency50GHz`.
        Frequency50GHz = "frequency50GHz",
        /// `frequency60GHz`.
        Frequency60GHz = "frequency60GHz",
    }
}

open_enum! {
    /// `microsoft.graph.callRecords.wifiRadioType`.
    WifiRadioType = "microsoft.graph.callRecords.wifiRadioType" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `wifi80211a`.
        Wifi80211a = "wifi80211a",
        /// `wifi80211b`.
        Wifi80211b = "wifi80211b",
        /// `wifi80211g`.
        Wifi80211g = "wifi80211g",
        /// `wifi80211n`.
        Wifi80211n = "wifi80211n",
        /// `wifi80211ac`.
        Wifi80211ac = "wifi80211ac",
        /// `wifi80211ax`.
        Wifi80211ax = "wifi80211ax",
    }
}
