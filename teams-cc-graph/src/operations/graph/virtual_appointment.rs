//! `virtualAppointment`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `virtualAppointment`.
    VirtualAppointment {
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/getVirtualAppointmentJoinWebUrl()`.
        ///
        /// - An application needs at least `VirtualAppointment.Read.All`, or one of: `VirtualAppointment.Read.All`, `VirtualAppointment.ReadWrite.All`.
        /// - A signed-in user needs at least `VirtualAppointment.Read`, or one of: `OnlineMeetings.Read`, `OnlineMeetings.ReadWrite`, `VirtualAppointment.Read`, `VirtualAppointment.ReadWrite`.
        /// - Answer: 200. Clouds: global.
        fn join_web_url(user_id, online_meeting_id) => serde_json::Value = GET "/users/{}/onlineMeetings/{}/getVirtualAppointmentJoinWebUrl()";
        /// `POST /users/{user-id}/onlineMeetings/{onlineMeeting-id}/sendVirtualAppointmentSms`.
        ///
        /// - An application needs `VirtualAppointmentNotification.Send`.
        /// - A signed-in user needs `VirtualAppointmentNotification.Send`.
        /// - Answer: 204. Clouds: global.
        fn send_sms(user_id, online_meeting_id; crate::models::requests::OnlineMeetingSendVirtualAppointmentSms) => () = POST "/users/{}/onlineMeetings/{}/sendVirtualAppointmentSms";
        /// `POST /users/{user-id}/onlineMeetings/{onlineMeeting-id}/sendVirtualAppointmentReminderSms`.
        ///
        /// - An application needs `VirtualAppointmentNotification.Send`.
        /// - A signed-in user needs `VirtualAppointmentNotification.Send`.
        /// - Answer: 204. Clouds: global.
        fn send_reminder_sms(user_id, online_meeting_id; crate::models::requests::OnlineMeetingSendVirtualAppointmentReminderSms) => () = POST "/users/{}/onlineMeetings/{}/sendVirtualAppointmentReminderSms";
    }
}
