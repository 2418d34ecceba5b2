// Lets Microsoft's own policy sign requests of ours again, at our date: the signatures must be equal.
//
//     node acs_signatures.mjs OURS.json

import { readFileSync } from "node:fs";

import { createCommunicationAuthPolicy } from "@azure/communication-common";
import { AzureKeyCredential } from "@azure/core-auth";
import { createPipelineRequest } from "@azure/core-rest-pipeline";

const policy = createCommunicationAuthPolicy(new AzureKeyCredential("aGVsbG8gaGVsbG8gaGVsbG8="));
const ours = JSON.parse(readFileSync(process.argv[2], "utf8"));
let equal = 0;
for (const one of ours) {
  const now = one.headers["x-ms-date"];
  Date.prototype.toUTCString = () => now;
  const url = new URL(one.url);
  // A file lies elsewhere; the library signs with the host of its own endpoint.
  if (one.headers["x-ms-host"]) url.host = one.headers["x-ms-host"];
  const request = createPipelineRequest({ url: url.href, method: one.method, body: one.body });
  await policy.sendRequest(request, async (signed) => ({ request: signed, status: 200 }));
  const same = ["authorization", "x-ms-content-sha256"].every(
    (name) => request.headers.get(name) === one.headers[name]);
  if (same) equal += 1;
  else console.log(`FAILED ${one.name}: ${one.method} ${one.url}`);
}
console.log(`ok    ${equal} of ${ours.length} signatures are Microsoft's`);
