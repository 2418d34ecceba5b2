// Microsoft's JavaScript client drives the data of a tenant against the emulator program: chats and
// messages, presence, meetings with what is left of them, call records and logs, subscriptions,
// pages by the library's own iterator, batches by its own content, errors.
//
//     node graph_data.mjs PATH-OF-TEAMS-CC-EMULATOR
//
// Prints one line for each step and ends with 0 when all hold.

import http from "node:http";
import { once } from "node:events";

import { check, run } from "./run.mjs";

/// Fails unless Graph refuses with that status, in the shape that the library reads.
async function refused(status, what, asking) {
  const error = await asking.then(
    () => undefined,
    (error) => error,
  );
  check(error?.statusCode === status, `${what}: ${status}`, error);
  check(error.code && error.requestId && error.date, `${what}: code, request id and date`, error);
  return error;
}

const member = (who, name) => ({
  "@odata.type": "#microsoft.graph.aadUserConversationMember",
  roles: ["owner"],
  "user@odata.bind": `https://graph.microsoft.com/v1.0/users('${who[name]}')`,
});

async function people(graph, PageIterator) {
  const first = await graph.api("/users").top(1).select(["id", "displayName"]).get();
  const names = [];
  const pages = new PageIterator(graph, first, (user) => names.push(user.displayName) > 0);
  await pages.iterate();
  check(names.join() === "Adele,Diego,Megan", "the page iterator reaches everybody", names);
  const eventual = (request) => request.header("ConsistencyLevel", "eventual");
  const some = await eventual(graph.api("/users").count(true).filter("endswith(mail,'example')")).get();
  check(some["@odata.count"] === 3 && some.value.length === 3, "an advanced query counts", some);
  const count = await eventual(graph.api("/users/$count")).get();
  check(Number(count) === 3, "/users/$count is a number", count);
  await refused(400, "the number without ConsistencyLevel", graph.api("/users/$count").get());
  const wrong = await refused(400, "$select of nothing", graph.api("/users").select("x").get());
  check(wrong.message.includes("property named 'x'"), "which names it", wrong);
  const partly = await graph.api("/users").select("id,mail").get();
  check(partly["@odata.context"].endsWith("#users(id,mail)"), "a context says what was selected");
  const delta = await graph.api("/users/delta").get();
  check(delta["@odata.deltaLink"].includes("$deltatoken="), "a round of changes ends with a link");
  const later = await graph.api(delta["@odata.deltaLink"]).get();
  check(later.value.length === 0, "nothing has changed since");
}

async function presence(graph, who) {
  const ids = [who.adele, who.diego];
  const shown = await graph.api("/communications/getPresencesByUserId").post({ ids });
  check(shown.value.map((one) => one.id).join() === ids.join(), "presences by id", shown);
  const one = await graph.api("/communications/presences").filter(`id in ('${who.megan}')`).get();
  check(one.value.length === 1 && one.value[0].id === who.megan, "presences by filter", one);
  const part = await graph.api(`/users/${who.diego}/presence`).select("availability").get();
  check(part.availability === "Available" && part.activity === undefined, "a part of a presence", part);
  const wrong = { sessionId: who.app, availability: "Busy", activity: "Available" };
  const at = `/users/${who.adele}/presence`;
  await refused(400, "a pair that is none", graph.api(`${at}/setPresence`).post(wrong));
  const prefers = { availability: "DoNotDisturb", activity: "DoNotDisturb", expirationDuration: "PT1H" };
  await graph.api(`${at}/setUserPreferredPresence`).post(prefers);
  check((await graph.api(at).get()).availability === "DoNotDisturb", "a preferred presence");
  await graph.api(`${at}/clearUserPreferredPresence`).post({});
  check((await graph.api(at).get()).availability === "Available", "and without it");
}

async function chats(graph, ours, who) {
  const members = ["adele", "diego", "megan"].map((name) => member(who, name));
  const chat = await graph.api("/chats").post({ chatType: "group", topic: "Shift", members });
  const here = `/chats/${chat.id}`;
  const raw = await graph.api("/chats").responseType("raw").post({ chatType: "oneOnOne", members: members.slice(0, 2) });
  const location = raw.headers.get("location");
  check(raw.status === 201 && location.includes("/v1.0/chats/19"), "201 says where it is", location);
  // People write; an application speaks through a bot.
  for (let n = 0; n < 7; n += 1) {
    const body = { contentType: "html", content: `<p>${n}</p>` };
    await ours.api(`${here}/messages`).post({ body });
  }
  const { PageIterator } = await import("@microsoft/microsoft-graph-client");
  const newest = await ours.api(`${here}/messages`).top(3).get();
  const texts = [];
  const pages = new PageIterator(ours, newest, (m) => texts.push(m.body.content) > 0);
  await pages.iterate();
  check(texts.length === 7 && texts[0] === "<p>6</p>", "seven messages over three pages", texts);
  const [last] = newest.value;
  const changed = await ours.api(`${here}/messages/${last.id}`).header("If-Match", `"${last.etag}"`)
    .patch({ body: { content: "changed" } });
  check(changed.etag !== last.etag && changed.body.contentType === "text", "a message was changed");
  await refused(412, "an old etag", ours.api(`${here}/messages/${last.id}`)
    .header("If-Match", `"${last.etag}"`).patch({ body: { content: "again" } }));
  const listed = await graph.api("/chats").expand("members").filter("topic eq 'Shift'").get();
  check(listed.value[0].members.length === 3, "a list with members");
  check(listed["@odata.context"].endsWith("#chats(members())"), "whose context says so", listed);
  await graph.api(here).patch({ topic: "Night shift" });
  check((await graph.api(here).get()).topic === "Night shift", "a chat was renamed");
  await refused(403, "what the scopes do not allow", ours.api("/users").get());
  await refused(404, "a chat that is not there", graph.api("/chats/19:x@thread.v2").get());
}

async function teams(graph, who) {
  const made = await graph.api("/teams").responseType("raw").post({
    "template@odata.bind": "https://graph.microsoft.com/v1.0/teamsTemplates('standard')",
    displayName: "Support",
    members: [member(who, "adele")],
  });
  check(made.status === 202, "a team is in the making", made.status);
  const operation = made.headers.get("location");
  check(made.headers.get("content-location").startsWith("/teams('"), "202 says which", operation);
  let state;
  for (const end = Date.now() + 10000; state?.status !== "succeeded" && Date.now() < end; ) {
    state = await graph.api(operation).get();
  }
  check(state.status === "succeeded" && state.error === null, "and it came into being", state);
  const groups = await graph.api("/groups").filter("resourceProvisioningOptions/Any(x:x eq 'Team')").get();
  check(groups.value.length === 1, "its group is found as the documents say", groups);
}

async function meetings(graph, control, who) {
  const at = `/users/${who.adele}/onlineMeetings`;
  const meeting = await graph.api(at).post({ subject: "Review" });
  // Encoded once more, as the documents say, and as people write it.
  for (const url of [encodeURIComponent(meeting.joinWebUrl), meeting.joinWebUrl]) {
    const found = await graph.api(at).filter(`JoinWebUrl eq '${url}'`).get();
    check(found.value[0]?.id === meeting.id, "a meeting by its link", url);
  }
  for (const kind of ["transcript", "recording"]) {
    const text = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Adele>Hello.</v>\n";
    await control("POST", "/tenants/adatum/users/adele/artifacts", { kind, of: meeting.id, text });
  }
  const attends = { meeting: meeting.id, by: "diego", seconds: 90 };
  await control("POST", "/tenants/adatum/users/adele/attendance", attends);
  const one = `${at}/${meeting.id}`;
  const transcripts = await graph.api(`${one}/transcripts`).get();
  check(transcripts.value.length === 1 && transcripts.value[0].meetingId === meeting.id, "a transcript");
  const vtt = await graph.api(`${one}/transcripts/${transcripts.value[0].id}/content`)
    .query({ $format: "text/vtt" }).responseType("text").get();
  check(vtt.startsWith("WEBVTT"), "with its text", vtt);
  const [recording] = (await graph.api(`${one}/recordings`).get()).value;
  const film = await graph.api(`${one}/recordings/${recording.id}/content`).responseType("arraybuffer").get();
  check(film.byteLength > 0, "a recording with its octets");
  const [report] = (await graph.api(`${one}/attendanceReports`).get()).value;
  const whole = await graph.api(`${one}/attendanceReports/${report.id}`).expand("attendanceRecords").get();
  check(whole.attendanceRecords[0].totalAttendanceInSeconds === 90, "who attended, how long", whole);
  // An application access policy is asked for besides consent.
  await control("PUT", "/tenants/adatum/meeting-access", { for: ["diego"] });
  const no = await refused(403, "a user whose policy does not name the app", graph.api(one).get());
  check(no.code === "Forbidden" && no.message === "No application access policy found for this app",
    "in Graph's words", no);
  await refused(403, "nor what is left of the meeting", graph.api(`${one}/transcripts`).get());
  await graph.api(`/users/${who.diego}/onlineMeetings`).post({ subject: "His" });
  await control("PUT", "/tenants/adatum/meeting-access", { for: "everybody" });
  check((await graph.api(one).get()).subject === "Review", "until it is granted");
}

async function records({ of, control, about, signIn }, who, web) {
  let graph = of(await signIn());
  const number = "+14255557000";
  const account = { app: who.app, tenant: about.tenant, number };
  await control("POST", "/bots/accounts", account);
  await control("POST", "/bots", { app: who.app, webhook: `${web.base}/hook` });
  await control("POST", "/bots/calls", { from: "+14255550123", to: number });
  const incoming = await web.until((item) => item.resourceData?.state === "incoming");
  const call = `/communications/calls/${incoming.resourceData.id}`;
  const media = { "@odata.type": "#microsoft.graph.serviceHostedMediaConfig" };
  await graph.api(`${call}/answer`).post({ callbackUri: `${web.base}/cb`, mediaConfig: media });
  await web.until((item) => item.resourceData?.state === "established");
  const shown = await graph.api(call).select(["id", "state"]).expand("participants").get();
  check(shown.state === "established" && shown.source === undefined, "a call as it was selected", shown);
  check(shown.participants.length === 2, "with who is in it", shown);
  await graph.api(call).delete();
  await control("POST", "/clock/skip", { seconds: 4 * 3600 });
  // The token has expired meanwhile.
  graph = of(await signIn());
  let all = { value: [] };
  for (const end = Date.now() + 10000; all.value.length === 0 && Date.now() < end; ) {
    all = await graph.api("/communications/callRecords").get();
  }
  const [record] = all.value;
  check(record.id === incoming.resourceData.callChainId, "a call's record has its chain's id", all);
  const whole = await graph.api(`/communications/callRecords/${record.id}`)
    .expand("sessions($expand=segments)").get();
  check(whole.sessions[0].segments.length === 1, "with sessions and segments", whole);
  const day = (ms) => new Date(Date.now() + ms).toISOString().slice(0, 10);
  const range = `(fromDateTime=${day(-86400000)},toDateTime=${day(2 * 86400000)})`;
  const rows = await graph.api(`/communications/callRecords/getPstnCalls${range}`).get();
  check(rows.value.length === 1 && rows.value[0].callId === record.id, "and a row in the log", rows);
  check(rows.value[0].calleeNumber === number && rows.value[0].callType === "ucap_in", "of who called");
  return graph;
}

async function subscriptions(graph, control, who, web) {
  // The clock was moved.
  const clock = (await control("GET", "/clock")).unix * 1000;
  const expires = (minutes) => new Date(clock + minutes * 60000).toISOString();
  const hub = "EventHub:https://contoso.vault.azure.net/secrets/hub?tenantId=adatum.example";
  const wish = { changeType: "created,updated,deleted", expirationDateTime: expires(50), clientState: "s" };
  const one = await graph.api("/subscriptions")
    .post({ ...wish, notificationUrl: `${web.base}/notify`, resource: "/chats" });
  check(one.id, "a subscription, after its handshake", one);
  const other = await graph.api("/subscriptions").post({ ...wish, notificationUrl: hub, resource: "/chats" });
  await graph.api("/chats").post({ chatType: "oneOnOne", members: ["diego", "megan"].map((name) => member(who, name)) });
  let sent = [];
  for (const end = Date.now() + 10000; sent.length < 2 && Date.now() < end; ) {
    sent = await control("GET", "/event-hubs");
  }
  const [first, second] = sent.map(({ message }) => message.value[0]);
  check(first.subscriptionId === "NA" && first.changeType.startsWith("Validation:"), "a hub is tried first", sent);
  check(second.subscriptionId === other.id && !sent[1].message.validationTokens, "then told", sent);
  const moved = await graph.api(`/subscriptions/${one.id}`).patch({ expirationDateTime: expires(55) });
  check(Date.parse(moved.expirationDateTime) > Date.parse(one.expirationDateTime), "renewed");
  await refused(400, "a life that is too long",
    graph.api(`/subscriptions/${one.id}`).patch({ expirationDateTime: expires(100000) }));
  for (const { id } of [one, other]) await graph.api(`/subscriptions/${id}`).delete();
  await refused(404, "a subscription that is gone", graph.api(`/subscriptions/${one.id}`).get());
}

async function batches(graph, who) {
  const { BatchRequestContent, BatchResponseContent } = await import("@microsoft/microsoft-graph-client");
  const ask = (id, url, dependsOn) => ({
    id,
    request: new Request(`https://graph.microsoft.com${url}`, { method: "GET" }),
    dependsOn,
  });
  const content = new BatchRequestContent([
    ask("1", `/users/${who.adele}`),
    ask("2", "/users/nobody", ["1"]),
    ask("3", "/chats", ["2"]),
  ]);
  const answer = new BatchResponseContent(await graph.api("/$batch").post(await content.getContent()));
  const status = ["1", "2", "3"].map((id) => answer.getResponseById(id).status);
  check(status.join() === "200,404,424", "a batch of three", status);
  const adele = await answer.getResponseById("1").json();
  check(adele.id === who.adele, "whose first answer is Adele");
}

class Web {
  items = [];
  async listen() {
    this.server = http.createServer((request, response) => {
      const token = new URL(request.url, "http://x").searchParams.get("validationToken");
      let text = "";
      request.on("data", (piece) => (text += piece));
      request.on("end", () => {
        if (token) response.setHeader("Content-Type", "text/plain");
        else this.items.push(...(JSON.parse(text || "{}").value ?? []));
        response.statusCode = token ? 200 : 202;
        response.end(token ?? "");
      });
    });
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.base = `http://127.0.0.1:${this.server.address().port}`;
  }
  async until(fits) {
    for (const end = Date.now() + 20000; Date.now() < end; ) {
      const place = this.items.findIndex(fits);
      if (place >= 0) return this.items.splice(place, 1)[0];
      await new Promise((wake) => setTimeout(wake, 20));
    }
    throw new Error(`nothing came: ${fits}`);
  }
}

await run(import.meta.url, async (world) => {
  const { graph, of, control, about } = world;
  const { PageIterator } = await import("@microsoft/microsoft-graph-client");
  const who = { app: about.client_id };
  for (const user of await control("GET", "/users")) who[user.name] = user.id;
  const web = new Web();
  await web.listen();
  const scopes = ["Chat.ReadWrite", "ChatMessage.Send"];
  const wish = { tenant: "adatum", user: "adele", scopes };
  const { access_token: token } = await control("POST", "/sign-in/user-tokens", wish);
  await people(graph, PageIterator);
  await presence(graph, who);
  await chats(graph, of(token), who);
  await teams(graph, who);
  await meetings(graph, control, who);
  await batches(graph, who);
  const later = await records(world, who, web);
  await subscriptions(later, control, who, web);
  console.log("ok    Microsoft's client did not notice");
});
