//! Audio routing groups: who hears whom in a call.

use axum::http::Method;
use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::book::Book;
use super::fields::{self, Object, Refused, bad};
use crate::graph::answer::{Answer, Ask};

/// Groups of one call.
const MOST_GROUPS: usize = 50;
/// How a group routes.
const MODES: [&str; 2] = ["oneToOne", "multicast"];

impl Book {
    /// Everything at and below `/audioRoutingGroups`.
    pub(super) fn routing_groups(
        &mut self,
        id: Guid,
        below: &[&str],
        ask: &Ask,
    ) -> Result<Answer, Refused> {
        let key = self.id();
        let base = self.base.clone();
        let call = self.calls.get_mut(&id).ok_or_else(|| fields::not_found("Call"))?;
        let groups = &mut call.routing_groups;
        let [wanted] = below else {
            if !below.is_empty() {
                return Err(Answer::no_segment(below.last().copied().unwrap_or_default()));
            }
            return match ask.method {
                Method::GET => Ok(Answer::ok(json!({
                    "@odata.context": format!(
                        "{base}/v1.0/$metadata#communications/calls('{id}')/audioRoutingGroups"
                    ),
                    "value": groups,
                }))),
                Method::POST => {
                    let mut group = read(ask.object()?, None)?;
                    if groups.len() >= MOST_GROUPS {
                        return Err(bad("The call has too many audio routing groups."));
                    }
                    if group["routingMode"] == "oneToOne" && groups.iter().any(is_one_to_one) {
                        return Err(bad("A call has one group with the mode oneToOne."));
                    }
                    group["id"] = key.to_string().into();
                    groups.push(group.clone());
                    Ok(Answer { status: 201, headers: Vec::new(), body: Some(group), bytes: None })
                }
                _ => Err(Answer::wrong_method()),
            };
        };
        let place = groups.iter().position(|group| group["id"] == *wanted);
        let place = place.ok_or_else(|| fields::not_found("AudioRoutingGroup"))?;
        match ask.method {
            Method::GET => Ok(Answer::ok(groups.get(place).cloned().unwrap_or_default())),
            Method::PATCH => {
                let Some(group) = groups.get_mut(place) else { return Err(fields::status(404)) };
                let id = group["id"].clone();
                *group = read(ask.object()?, Some(group))?;
                group["id"] = id;
                Ok(Answer::ok(group.clone()))
            }
            Method::DELETE => {
                groups.remove(place);
                Ok(fields::status(204))
            }
            _ => Err(Answer::wrong_method()),
        }
    }
}

fn is_one_to_one(group: &Value) -> bool {
    group["routingMode"] == "oneToOne"
}

fn read(object: &Object, before: Option<&Value>) -> Result<Value, Refused> {
    fields::only(object, &["id", "routingMode", "sources", "receivers"])?;
    let old = |name: &str| before.map(|before| before[name].clone()).unwrap_or_default();
    let mode = match fields::text(object, "routingMode")? {
        Some(mode) => {
            let known = MODES.iter().find(|known| known.eq_ignore_ascii_case(mode));
            Value::from(*known.ok_or_else(|| bad("The routingMode is unknown."))?)
        }
        None if before.is_some() => old("routingMode"),
        None => return Err(fields::missing("routingMode")),
    };
    let list = |name: &str| -> Result<Value, Refused> {
        let given = fields::list(object, name)?;
        Ok(if object.contains_key(name) { given.to_vec().into() } else { old(name) })
    };
    Ok(json!({
        "@odata.type": "#microsoft.graph.audioRoutingGroup",
        "routingMode": mode,
        "sources": list("sources")?,
        "receivers": list("receivers")?,
    }))
}
