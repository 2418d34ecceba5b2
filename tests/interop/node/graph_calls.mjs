// Microsoft's JavaScript client drives calls, presence and subscriptions against the emulator
// program: it must not notice that this is not Graph.
//
//     node graph_calls.mjs PATH-OF-TEAMS-CC-EMULATOR
//
// Prints one line for each step and ends with 0 when all hold.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";

function check(holds, what, more) {
  console.log((holds ? "ok    " : "FAILED ") + what);
  if (!holds) throw new Error(`${what}: ${JSON.stringify(more)}`);
}

/// A WAV file as the service wants it: mono, 16 bit, 16 kHz.
function prompt(ms) {
  const data = Buffer.alloc(32 * ms, 16);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(16000, 24);
  head.writeUInt32LE(32000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/// The bot's web server.
class Bot {
  items = [];
  waiting = [];

  async listen() {
    this.server = http.createServer((request, response) => {
      const url = new URL(request.url, "http://127.0.0.1");
      if (request.method === "GET") return response.end(prompt(100));
      const token = url.searchParams.get("validationToken");
      let text = "";
      request.on("data", (piece) => (text += piece));
      request.on("end", () => {
        if (token) {
          response.setHeader("Content-Type", "text/plain");
          return response.end(token);
        }
        for (const item of JSON.parse(text).value ?? []) this.items.push(item);
        this.waiting.splice(0).forEach((wake) => wake());
        response.statusCode = 202;
        response.end();
      });
    });
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.base = `http://127.0.0.1:${this.server.address().port}`;
  }

  async until(fits, what) {
    const end = Date.now() + 20000;
    while (Date.now() < end) {
      const place = this.items.findIndex(fits);
      if (place >= 0) {
        console.log(`ok    callback: ${what}`);
        return this.items.splice(place, 1)[0];
      }
      await new Promise((wake) => {
        this.waiting.push(wake);
        setTimeout(wake, 1000);
      });
    }
    throw new Error(`no callback: ${what}`);
  }

  async state(state, call) {
    const fits = ({ resourceData: data }) =>
      data?.state === state && (call === undefined || data.id === call);
    return (await this.until(fits, `the call is ${state}`)).resourceData;
  }
}

async function everything(ready) {
  const { Client } = await import("@microsoft/microsoft-graph-client");
  const about = await (await fetch(ready.control)).json();
  const form = new URLSearchParams({
    client_id: about.client_id,
    client_secret: about.client_secret,
    scope: "https://graph.microsoft.com/.default",
    grant_type: "client_credentials",
  });
  const signIn = `${ready.signin}/${about.tenant}/oauth2/v2.0/token`;
  const { access_token: token } = await (await fetch(signIn, { method: "POST", body: form })).json();
  const graph = Client.init({
    baseUrl: `${ready.graph_tls}/`,
    defaultVersion: "v1.0",
    customHosts: new Set(["127.0.0.1"]),
    authProvider: (done) => done(null, token),
  });
  const control = async (method, where, body) => {
    const sent = { method, body: body && JSON.stringify(body) };
    const answer = await fetch(ready.control + where, sent);
    if (!answer.ok) throw new Error(`${method} ${where}: ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  const bot = new Bot();
  await bot.listen();
  const people = {};
  for (const user of await control("GET", "/users")) people[user.name] = user.id;
  for (const name of Object.keys(people)) {
    const behaviour = { ringing: { do: "answer", after_ms: 50 }, script: [], clients: 1 };
    await control("PUT", `/tenants/adatum/users/${name}/behaviour`, behaviour);
  }
  await control("POST", "/bots", { app: about.client_id, webhook: `${bot.base}/hook` });
  const media = { "@odata.type": "#microsoft.graph.serviceHostedMediaConfig" };
  const target = (name, more) => ({
    "@odata.type": "#microsoft.graph.invitationParticipantInfo",
    identity: { user: { id: people[name] } },
    ...more,
  });
  const callsBot = async (name) => {
    const called = { bot: about.client_id };
    await control("POST", `/tenants/adatum/users/${name}/bot-calls`, called);
    return (await bot.state("incoming")).id;
  };

  const call = await callsBot("adele");
  const at = (action = "") => graph.api(`/communications/calls/${call}${action}`);
  await at("/answer").post({
    callbackUri: `${bot.base}/cb`,
    mediaConfig: media,
    acceptedModalities: ["audio"],
  });
  await bot.state("established", call);
  check((await at().get()).state === "established", "GET call");
  const play = await at("/playPrompt").post({
    clientContext: "p",
    prompts: [{ mediaInfo: { uri: `${bot.base}/short.wav`, resourceId: "short" } }],
  });
  check(play.status === "running", "playPrompt runs", play);
  const over = (kind) => (item) =>
    item.resourceData?.["@odata.type"] === `#microsoft.graph.${kind}Operation`;
  await bot.until(over("playPrompt"), "playPrompt is over");
  const tones = await at("/subscribeToTone").post({ clientContext: "t" });
  check(tones.status === "completed", "subscribeToTone", tones);
  await control("POST", "/bots/people/adele/act", { do: "press", keys: "*" });
  const tone = await bot.until((item) => item.resourceData?.toneInfo, "a key");
  check(tone.resourceData.toneInfo.tone === "star", "it is a star", tone);
  const invite = await at("/participants/invite").post({ participants: [target("diego")] });
  check(invite.status === "running", "invite runs", invite);
  await bot.until(over("inviteParticipants"), "Diego is in");
  check((await at("/participants").get()).value.length === 3, "three in the roster");
  await at("/keepAlive").post({});
  await at().delete();
  await bot.state("terminated", call);
  const gone = await at().get().catch((error) => error);
  check(gone.statusCode === 404 && gone.code, "GraphError 404 after the end", gone);

  const caller = await callsBot("adele");
  const here = (action) => graph.api(`/communications/calls/${caller}/${action}`);
  await here("answer").post({ callbackUri: `${bot.base}/cb`, mediaConfig: media });
  await bot.state("established", caller);
  const agent = await graph.api("/communications/calls").post({
    "@odata.type": "#microsoft.graph.call",
    callbackUri: `${bot.base}/cb`,
    requestedModalities: ["audio"],
    mediaConfig: media,
    tenantId: about.tenant,
    targets: [target("megan")],
  });
  check(agent.state === "establishing", "POST calls", agent);
  await bot.state("established", agent.id);
  await here("transfer").post({ transferTarget: target("megan", { replacesCallId: agent.id }) });
  const end = await bot.state("terminated", caller);
  check(end.resultInfo.subcode === 7015, "transferred after a consultation", end);

  const presence = `/users/${people.adele}/presence`;
  await graph.api(`${presence}/setPresence`).post({
    sessionId: about.client_id,
    availability: "DoNotDisturb",
    activity: "Presenting",
    expirationDuration: "PT5M",
  });
  const shown = await graph.api(presence).get();
  check(shown.activity === "Presenting", "setPresence is seen", shown);

  const made = await graph.api("/subscriptions").post({
    changeType: "updated",
    notificationUrl: `${bot.base}/notify`,
    resource: "/users",
    expirationDateTime: new Date(Date.now() + 50 * 60000).toISOString(),
  });
  check(made.id, "POST subscriptions, after the handshake", made);
  const renewed = await graph.api(`/subscriptions/${made.id}`).patch({
    expirationDateTime: new Date(Date.now() + 90 * 60000).toISOString(),
  });
  check(renewed.expirationDateTime > made.expirationDateTime, "PATCH renews it", renewed);
  await graph.api(`/subscriptions/${made.id}/reauthorize`).post({});
  await graph.api(`/subscriptions/${made.id}`).delete();
  check((await graph.api("/subscriptions").get()).value.length === 0, "DELETE removes it");
  console.log("ok    Microsoft's client did not notice");
}

if (process.env.TEAMS_CC_READY) {
  everything(JSON.parse(process.env.TEAMS_CC_READY)).then(
    () => process.exit(0),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
} else {
  // Node reads additional roots when it starts, so the client runs in a process of its own.
  const folder = mkdtempSync(path.join(os.tmpdir(), "teams-cc-node-"));
  const options = ["--seed", "7", "--folder", folder];
  const child = spawn(process.argv[2], options, { stdio: ["ignore", "pipe", "inherit"] });
  const [ready] = await once(readline.createInterface(child.stdout), "line");
  const about = await (await fetch(JSON.parse(ready).control)).json();
  const env = { ...process.env, TEAMS_CC_READY: ready, NODE_EXTRA_CA_CERTS: about.ca_file };
  // Not to wait for it here: this process has nothing else to do.
  const { status } = spawnSync(process.execPath, [process.argv[1]], { env, stdio: "inherit" });
  child.kill("SIGINT");
  await once(child, "exit");
  rmSync(folder, { recursive: true, force: true });
  process.exit(status ?? 1);
}
