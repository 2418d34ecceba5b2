// Microsoft's own JavaScript Call Automation client over TLS, as it insists on with a token: with
// the emulator's authority from NODE_EXTRA_CA_CERTS. It downloads a recording from a host of
// Microsoft's that is this machine here; the `cloudevents` library judges every event.
//
//     node call_automation_tls.mjs PATH-OF-TEAMS-CC-EMULATOR

import { spawn } from "node:child_process";
import dns from "node:dns";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const CALLER = "+14255550101";

function check(holds, what, more = "") {
  console.log((holds ? "ok    " : "FAILED ") + what);
  if (!holds) throw new Error(`${what}: ${typeof more === "string" ? more : JSON.stringify(more)}`);
}

async function drive(ready) {
  const { CallAutomationClient } = await import("@azure/communication-call-automation");
  const { AzureKeyCredential } = await import("@azure/core-auth");
  const { ClientSecretCredential } = await import("@azure/identity");
  const { CloudEvent } = await import("cloudevents");
  const { WebSocketServer } = await import("ws");
  const about = await (await fetch(ready.control)).json();
  const control = async (method, path, body, status = 200) => {
    const answer = await fetch(ready.control + path, { method, body: body && JSON.stringify(body) });
    check(answer.status === status, `${method} ${path} -> ${status}`, await answer.clone().text());
    return answer.headers.get("content-type")?.includes("json") ? answer.json() : answer;
  };

  const events = [];
  const frames = [];
  const { certificate, key } = await control("POST", "/certificates", { names: ["localhost"] }, 201);
  const server = https.createServer({ cert: certificate, key }, async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const given = JSON.parse(body);
    if (request.headers["aeg-event-type"] === "SubscriptionValidation") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ validationResponse: given[0].data.validationCode }));
      return;
    }
    for (const event of given) {
      if (event.eventType) {
        events.push({ kind: event.eventType, data: event.data });
        continue;
      }
      // Validates against the schema of CloudEvents, and throws.
      const parsed = new CloudEvent(event, true);
      events.push({ kind: parsed.type, data: parsed.data });
    }
    response.writeHead(200).end();
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  const at = `https://localhost:${server.address().port}`;
  new WebSocketServer({ server }).on("connection", (socket) =>
    socket.on("message", (data) => frames.push(JSON.parse(data.toString()))));
  const wait = async (name, of) => {
    const until = Date.now() + 10_000;
    while (Date.now() < until) {
      const place = events.findIndex((event) => event.kind === `Microsoft.Communication.${name}`
        && (!of || event.data.callConnectionId === of));
      if (place >= 0) {
        check(true, `event ${name}`);
        return events.splice(place, 1)[0].data;
      }
      await sleep(10);
    }
    check(false, `event ${name}`, events.map((event) => event.kind));
  };

  await control("PUT", `/acs/people/${encodeURIComponent(CALLER)}`, { ringing: { do: "answer" } }, 204);
  await control("POST", "/acs/event-grid", { url: `${at}/grid` }, 201);
  const credential = new ClientSecretCredential(about.tenant, about.client_id, about.client_secret, {
    authorityHost: ready.signin, disableInstanceDiscovery: true,
  });
  const clients = {
    "an access key": new CallAutomationClient(ready.acs_tls, new AzureKeyCredential(ready.acs_key)),
    "a connection string": new CallAutomationClient(about.acs_connection_string_tls),
    "a token of Entra": new CallAutomationClient(ready.acs_tls, credential),
  };
  for (const [what, client] of Object.entries(clients)) {
    const made = await client.createCall({ targetParticipant: { phoneNumber: CALLER } }, `${at}/e`);
    const of = made.callConnectionProperties.callConnectionId;
    await wait("CallConnected", of);
    await made.callConnection.hangUp(true);
    await wait("CallDisconnected", of);
    check(true, `over TLS with ${what}`);
  }

  const client = clients["an access key"];
  const made = await client.createCall({ targetParticipant: { phoneNumber: CALLER } }, `${at}/e`, {
    mediaStreamingOptions: {
      transportUrl: `${at.replace("https", "wss")}/audio`, transportType: "websocket",
      contentType: "audio", audioChannelType: "mixed", startMediaStreaming: true,
    },
  });
  const of = made.callConnectionProperties.callConnectionId;
  await wait("CallConnected", of);
  await wait("MediaStreamingStarted", of);
  const port = new URL(ready.acs_tls).port;
  await control("PATCH", "/acs/rules", { files_at: `files.asm.skype.com:${port}` });
  const recording = client.getCallRecording();
  const begun = await recording.start({
    callConnectionId: of, recordingStateCallbackEndpointUrl: `${at}/e`,
  });
  await wait("RecordingStateChanged");
  const who = encodeURIComponent(CALLER);
  await control("POST", `/acs/people/${who}/act`, { do: "sound", voice: "x", ms: 200 }, 204);
  await sleep(300);
  check(frames.some((frame) => frame.kind === "AudioData" && !frame.audioData.silent), "audio, wss");
  await recording.stop(begun.recordingId);
  const file = await wait("RecordingFileStatusUpdated");
  const [chunk] = file.recordingStorageInfo.recordingChunks;
  const path = join(process.argv[3], "recording.wav");
  await recording.downloadToPath(chunk.contentLocation, path);
  const whole = readFileSync(path);
  check(whole.subarray(0, 4).toString() === "RIFF", "downloaded by Microsoft's client");
  const part = [];
  const stream = await recording.downloadStreaming(chunk.contentLocation, { offset: 8, length: 4 });
  for await (const piece of stream) part.push(piece);
  check(Buffer.concat(part).toString() === "WAVE", "a part of it", Buffer.concat(part).toString());
  await recording.delete(chunk.deleteLocation);
  await made.callConnection.hangUp(true);
  await wait("CallDisconnected", of);
  server.closeAllConnections();
  server.close();
}

if (process.argv[3]) {
  const lookup = dns.lookup;
  dns.lookup = (name, ...more) =>
    lookup(name.endsWith(".asm.skype.com") ? "127.0.0.1" : name, ...more);
  await drive(JSON.parse(process.argv[2]));
  console.log("ok    Microsoft's JavaScript client over TLS did not notice");
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), "teams-cc-acs-tls-"));
const child = spawn(process.argv[2], ["--folder", folder], { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => child.kill("SIGKILL"));
const [ready] = await once(createInterface({ input: child.stdout }), "line");
const again = spawn(process.execPath, [fileURLToPath(import.meta.url), ready, folder], {
  stdio: "inherit", env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") },
});
const [code] = await once(again, "exit");
child.kill("SIGINT");
await once(child, "exit");
rmSync(folder, { recursive: true, force: true });
process.exit(code ?? 1);
