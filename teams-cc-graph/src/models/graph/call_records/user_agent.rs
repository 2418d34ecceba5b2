//! `microsoft.graph.callRecords.clientPlatform` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::call_records::UserAgent;
use crate::models::family::derives;
use crate::models::model::{model, open_enum};

open_enum! {
    /// `microsoft.graph.callRecords.clientPlatform`.
    ClientPlatform = "microsoft.graph.callRecords.clientPlatform" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `windows`.
        Windows = "windows",
        /// `macOS`.
        MacOS = "macOS",
        /// `iOS`.
        IOS = "iOS",
        /// `android`.
        Android = "android",
        /// `web`.
        Web = "web",
        /// `ipPhone`.
        IpPhone = "ipPhone",
        /// `roomSystem`.
        RoomSystem = "roomSystem",
        /// `surfaceHub`.
        SurfaceHub = "surfaceHub",
        /// `holoLens`.
        HoloLens = "holoLens",
    }
}

model! {
    /// `microsoft.graph.callRecords.clientUserAgent`: complex type.
    ///
    /// Derives from `microsoft.graph.callRecords.userAgent`.
    ClientUserAgent = "microsoft.graph.callRecords.clientUserAgent" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `applicationVersion`: text.
        application_version: String = "applicationVersion",
        /// `headerValue`: text.
        header_value: String = "headerValue",
        /// `azureADAppId`: text.
        azure_ad_app_id: String = "azureADAppId",
        /// `communicationServiceId`: text.
        communication_service_id: String = "communicationServiceId",
        /// `platform`: `clientPlatform`.
        platform: ClientPlatform = "platform",
        /// `productFamily`: `productFamily`.
        product_family: ProductFamily = "productFamily",
    }
}

derives!(ClientUserAgent: UserAgent ["microsoft.graph.callRecords.clientUserAgent"]);

open_enum! {
    /// `microsoft.graph.callRecords.productFamily`.
    ProductFamily = "microsoft.graph.callRecords.productFamily" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `teams`.
        Teams = "teams",
        /// `skypeForBusiness`.
        SkypeForBusiness = "skypeForBusiness",
        /// `lync`.
        Lync = "lync",
        /// `azureCommunicationServices`.
        AzureCommunicationServices = "azureCommunicationServices",
    }
}

open_enum! {
    /// `microsoft.graph.callRecords.serviceRole`.
    ServiceRole = "microsoft.graph.callRecords.serviceRole" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `customBot`.
        CustomBot = "customBot",
        /// `skypeForBusinessMicrosoftTeamsGateway`.
        SkypeForBusinessMicrosoftTeamsGateway = "skypeForBusinessMicrosoftTeamsGateway",
        /// `skypeForBusinessAudioVideoMcu`.
        SkypeForBusinessAudioVideoMcu = "skypeForBusinessAudioVideoMcu",
        /// `skypeForBusinessApplicationSharingMcu`.
        SkypeForBusinessApplicationSharingMcu = "skypeForBusinessApplicationSharingMcu",
        /// `skypeForBusinessCallQueues`.
        SkypeForBusinessCallQueues = "skypeForBusinessCallQueues",
        /// `skypeForBusinessAutoAttendant`.
        SkypeForBusinessAutoAttendant = "skypeForBusinessAutoAttendant",
        /// `mediationServer`.
        MediationServer = "mediationServer",
        /// `mediationServerCloudConnectorEdition`.
        MediationServerCloudConnectorEdition = "mediationServerCloudConnectorEdition",
        /// `exchangeUnifiedMessagingService`.
        ExchangeUnifiedMessagingService = "exchangeUnifiedMessagingService",
        /// `mediaController`.
        MediaController = "mediaController",
        /// `conferencingAnnouncementService`.
        ConferencingAnnouncementService = "conferencingAnnouncementService",
        /// `conferencingAttendant`.
        ConferencingAttendant = "conferencingAttendant",
        /// `audioTeleconferencerController`.
        AudioTeleconferencerController = "audioTeleconferencerController",
        /// `skypeForBusinessUnifiedCommunicationApplicationPlatform`.
        SkypeForBusinessUnifiedCommunicationApplicationPlatform = "skypeForBusinessUnifiedCommunicationApplicationPlatform",
        /// `responseGroupServiceAnnouncementService`.
        ResponseGroupServiceAnnouncementService = "responseGroupServiceAnnouncementService",
        /// `gateway`.
        Gateway = "gateway",
        /// `skypeTranslator`.
        SkypeTranslator = "skypeTranslator",
        /// `skypeForBusinessAttendant`.
        SkypeForBusinessAttendant = "skypeForBusinessAttendant",
        /// `responseGroupService`.
        ResponseGroupService = "responseGroupService",
        /// `voicemail`.
        Voicemail = "voicemail",
    }
}

model! {
    /// `microsoft.graph.callRecords.serviceUserAgent`: complex type.
    ///
    /// Derives from `microsoft.graph.callRecords.userAgent`.
    ServiceUserAgent = "microsoft.graph.callRecords.serviceUserAgent" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `applicationVersion`: text.
        application_version: String = "applicationVersion",
        /// `headerValue`: text.
        header_value: String = "headerValue",
        /// `role`: `serviceRole`.
        role: ServiceRole = "role",
    }
}

derives!(ServiceUserAgent: UserAgent ["microsoft.graph.callRecords.serviceUserAgent"]);
