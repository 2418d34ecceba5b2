//! How a callback looks: as documented, with beta fields, in odd spelling, in the format before
//! Graph.

use serde_json::{Value, json};

use crate::graph::calls::CallbackStyle;

/// The body in Graph's format.
pub(super) fn graph(item: &Value, style: &CallbackStyle) -> Value {
    let mut item = item.clone();
    if style.beta_fields {
        add_beta_fields(&mut item);
    } else if let Some(data) = item["resourceData"].as_object_mut() {
        // v1.0 declares it for sendDtmfTones alone.
        if data.get("@odata.type") == Some(&"#microsoft.graph.recordOperation".into()) {
            data.remove("completionReason");
        }
    }
    if style.odd_spelling {
        spell_oddly(&mut item);
    }
    json!({"@odata.type": "#microsoft.graph.commsNotifications", "value": [item]})
}

/// Fields that only the beta metadata declares, as they were seen in v1.0 callbacks.
fn add_beta_fields(item: &mut Value) {
    let data = &mut item["resourceData"];
    if data["@odata.type"] != "#microsoft.graph.call" {
        return;
    }
    data["ringingTimeoutInSeconds"] = 60.into();
    data["routingPolicies"] = json!([]);
    data["activeModalities"] = json!(["audio"]);
    data["meetingCapability"] = Value::Null;
    if data["state"] == "terminated" {
        let subcode = data.pointer("/resultInfo/subcode").and_then(Value::as_u64);
        let reason = if subcode == Some(7015) { "AppTransferred" } else { "CallTerminated" };
        data["terminationReason"] = reason.into();
    }
    if let Some(info) = data["resultInfo"].as_object_mut() {
        // Both numbers as text, and the other spelling of the key.
        let code = info.get("code").cloned().unwrap_or_default().to_string();
        let subcode = info.remove("subcode").unwrap_or_default().to_string();
        info.insert("code".into(), code.into());
        info.insert("subCode".into(), subcode.into());
    }
}

/// No leading slash, ids without dashes, capital change types.
fn spell_oddly(item: &mut Value) {
    if let Some(kind) = item["changeType"].as_str() {
        let mut letters = kind.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        item["changeType"] = first.into_iter().chain(letters).collect::<String>().into();
    }
    for name in ["resource", "resourceUrl"] {
        if let Some(url) = item[name].as_str() {
            let plain: Vec<String> = url
                .trim_start_matches('/')
                .split('/')
                .map(|part| {
                    let is_id = part.len() == 36 && part.matches('-').count() == 4;
                    if is_id { part.replace('-', "").to_uppercase() } else { part.to_owned() }
                })
                .collect();
            item[name] = plain.join("/").into();
        }
    }
    if let Some(kind) = item.pointer("/resourceData/status").and_then(Value::as_str) {
        let mut letters = kind.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        let status: String = first.into_iter().chain(letters).collect();
        item["resourceData"]["status"] = status.into();
    }
}

/// The format before Graph; its fields are not documented any more, a bot only has to see that it
/// is not Graph's.
pub(super) fn legacy(item: &Value) -> Value {
    let data = &item["resourceData"];
    json!({
        "id": data["id"],
        "callState": data["state"],
        "participants": [],
        "links": {"call": item["resourceUrl"]},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item() -> Value {
        json!({
            "changeType": "deleted",
            "resource": "/app/calls/5f1c0000-0000-4000-8000-00000000000a",
            "resourceUrl": "/communications/calls/5f1c0000-0000-4000-8000-00000000000a",
            "resourceData": {
                "@odata.type": "#microsoft.graph.call",
                "state": "terminated",
                "resultInfo": {"code": 200, "subcode": 7015},
            },
        })
    }

    #[test]
    fn graph_2_5_spellings_differ_and_mean_the_same() {
        let style = CallbackStyle::odd_spelling();
        let odd = graph(&item(), &style)["value"][0].clone();
        assert_eq!(odd["changeType"], "Deleted");
        assert_eq!(odd["resourceUrl"], "communications/calls/5F1C000000004000800000000000000A");
    }

    #[test]
    fn graph_2_6_numbers_may_be_text() {
        let style = CallbackStyle::beta_fields();
        let beta = graph(&item(), &style)["value"][0]["resourceData"].clone();
        assert_eq!(beta["resultInfo"]["code"], "200");
        assert_eq!(beta["resultInfo"]["subCode"], "7015");
        assert_eq!(beta["terminationReason"], "AppTransferred");
    }
}
