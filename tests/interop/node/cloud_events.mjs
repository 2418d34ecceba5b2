// Writes events with the `cloudevents` library, in each mode that has the event in the body.
//
//     node cloud_events.mjs
//
// Prints a JSON list of `{mode, body}`.

import { CloudEvent, HTTP } from "cloudevents";

const made = (id, name, more) =>
  new CloudEvent({
    id, source: "calling/callConnections/c1", type: `Microsoft.Communication.${name}`,
    time: "2026-11-29T02:00:00Z", subject: "calling/callConnections/c1", ...more,
  });
const data = { callConnectionId: "c1", operationContext: "ctx" };
const bytes = Buffer.from(JSON.stringify(data)).toString("base64");
const plain = made("n1", "PlayCompleted", { data, datacontenttype: "application/json" });
const extended = made("n2", "PlayStarted", { data, traceparent: "00-1-2-03", sequence: 7 });
const coded = made("n3", "PlayCanceled", { data_base64: bytes, datacontenttype: "application/json" });
const newer = made("n4", "SomethingNewer", { data, dataschema: "https://example.org/x" });
const said = [plain, extended, coded, newer].map((event) => ({
  mode: "structured", body: HTTP.structured(event).body,
}));
const list = [plain, extended, coded, newer].map((event) => JSON.parse(HTTP.structured(event).body));
said.push({ mode: "batched", body: JSON.stringify(list) });
console.log(JSON.stringify(said));
