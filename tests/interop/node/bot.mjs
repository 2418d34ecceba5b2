// Microsoft's JavaScript bot library hosts a bot that the emulated Teams talks to: it checks the
// service's tokens with its own code, answers through the emulated Connector, updates a card when
// its button is pressed, and writes first.
//
//     node bot.mjs PATH-OF-TEAMS-CC-EMULATOR
//
// Prints one line for each step and ends with 0 when all hold.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";

function check(holds, what, more) {
  console.log((holds ? "ok    " : "FAILED ") + what);
  if (!holds) throw new Error(`${what}: ${JSON.stringify(more)}`);
}

async function start(program, folder) {
  const child = spawn(program, ["--seed", "7", "--folder", folder], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = readline.createInterface({ input: child.stdout });
  const line = await new Promise((resolve) => lines.once("line", resolve));
  return { child, ready: JSON.parse(line) };
}

async function again(certificate) {
  // Node reads the authorities it trusts when it starts.
  const child = spawn(process.execPath, process.argv.slice(1), {
    stdio: "inherit",
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate, TEAMS_CC_READY: process.env.TEAMS_CC_READY },
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

const card = (text) => ({
  type: "AdaptiveCard",
  version: "1.4",
  body: [{ type: "TextBlock", text }],
  actions: [{ type: "Action.Execute", title: "Accept", verb: "accept", data: { call: 7 } }],
});

async function bot(ready) {
  const library = await import("botbuilder");
  const { CloudAdapter, ConfigurationBotFrameworkAuthentication, CardFactory } = library.default ?? library;
  const control = async (method, address, body, status) => {
    const answer = await fetch(ready.control + address, {
      method,
      headers: { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    check(answer.status === status, `${method} ${address} -> ${status}`, text);
    return text === "" ? null : JSON.parse(text);
  };
  const about = await control("GET", "/", undefined, 200);
  const token = async (scope) => {
    const answer = await fetch(`${ready.signin}/${about.tenant}/oauth2/v2.0/token`, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        client_id: about.client_id, client_secret: about.client_secret, scope,
        grant_type: "client_credentials",
      }),
    });
    return (await answer.json()).access_token;
  };
  const ours = await token("https://api.botframework.com/.default");
  check(typeof ours === "string", "a token for the Connector");

  // The library's own door for credentials: it asks for a signed request, we sign it.
  const credentials = {
    isValidAppId: async (id) => id === about.client_id,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      signRequest: async (request) => {
        request.headers.set("authorization", `Bearer ${ours}`);
        return request;
      },
    }),
  };
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      ToChannelFromBotLoginUrl: `${ready.signin}/${about.tenant}`,
      ToChannelFromBotOAuthScope: "https://api.botframework.com",
      ToBotFromChannelTokenIssuer: "https://api.botframework.com",
      ToBotFromChannelOpenIdMetadataUrl: `${ready.signin}/v1/.well-known/openidconfiguration`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${ready.signin}/common/v2.0/.well-known/openid-configuration`,
      OAuthUrl: "https://token.botframework.com",
    },
    credentials,
  );
  const adapter = new CloudAdapter(authentication);
  const heard = [];
  let reference;
  adapter.onTurnError = async (_, error) => {
    console.log(`FAILED the bot: ${error.stack}`);
    heard.push({ type: "error", error });
  };
  const turn = async (context) => {
    const { activity } = context;
    heard.push(activity);
    reference ??= library.TurnContext?.getConversationReference(activity)
      ?? library.default.TurnContext.getConversationReference(activity);
    if (activity.type === "message") {
      const sent = await context.sendActivity(`you said: ${activity.text}`);
      check(Boolean(sent.id), "the Connector gave an activity its id", sent);
      await context.sendActivity({ type: "message", attachments: [CardFactory.adaptiveCard(card("a call"))] });
    } else if (activity.type === "invoke" && activity.name === "adaptiveCard/action") {
      await context.updateActivity({
        type: "message", id: activity.replyToId, attachments: [CardFactory.adaptiveCard(card("taken"))],
      });
      await context.sendActivity({
        type: "invokeResponse",
        value: { status: 200, body: {
          statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: card("taken"),
        } },
      });
    } else if (activity.type === "invoke") {
      await context.sendActivity({ type: "invokeResponse", value: { status: 200, body: { task: { type: "continue" } } } });
    }
  };
  let service;
  const server = http.createServer((request, response) => {
    service ??= request.headers.authorization;
    let text = "";
    request.on("data", (piece) => (text += piece));
    request.on("end", async () => {
      request.body = text === "" ? {} : JSON.parse(text);
      // What the library expects of a framework around it.
      const framed = {
        socket: response.socket,
        header: (name, value) => response.setHeader(name, value),
        status: (code) => (response.statusCode = code),
        send: (body) => response.write(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body)),
        end: () => response.end(),
      };
      await adapter.process(request, framed, turn);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${server.address().port}/api/messages`;

  await control("POST", "/chat-bots", { app: about.client_id, endpoint }, 204);
  const adele = "/tenants/adatum/users/adele";
  await control("POST", `${adele}/bot-installs`, { bot: about.client_id }, 204);
  check(heard[0]?.type === "installationUpdate" && heard[0].action === "add", "the bot was installed", heard);
  check(heard[1]?.membersAdded?.length === 2, "and heard who is there", heard[1]);

  const taken = await control("POST", `${adele}/bot-messages`, { bot: about.client_id, text: "hello" }, 200);
  check(taken.status === 200, "the library took the service's token", taken);
  check(heard.at(-1).text === "hello" && heard.at(-1).from.aadObjectId, "the bot heard Adele", heard.at(-1));
  const chat = async () => (await control("GET", `${adele}/bot-messages`, undefined, 200))[0].activities;
  let seen = await chat();
  check(seen.at(-2).text === "you said: hello", "Adele sees the answer", seen);
  const shown = seen.at(-1);
  check(shown.attachments[0].content.body[0].text === "a call", "and a card", shown);

  const pressed = await control("POST", `${adele}/bot-invokes`, {
    bot: about.client_id, name: "adaptiveCard/action", replyToId: shown.id,
    value: { action: { type: "Action.Execute", verb: "accept", data: { call: 7 } } },
  }, 200);
  check(pressed.body.value.body[0].text === "taken", "a button got its card", pressed);
  seen = await chat();
  const changed = seen.find((activity) => activity.id === shown.id);
  check(changed.attachments[0].content.body[0].text === "taken", "the card was updated in place", changed);
  const fetched = await control("POST", `${adele}/bot-invokes`, { bot: about.client_id, name: "task/fetch", value: {} }, 200);
  check(fetched.body.task.type === "continue", "a dialogue was fetched", fetched);

  await adapter.continueConversationAsync(about.client_id, reference, async (context) => {
    await context.sendActivity("a caller waits");
  });
  check((await chat()).at(-1).text === "a caller waits", "the bot wrote first");

  const foreign = await fetch(`${ready.graph}/bot/v3/conversations`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${await token("https://graph.microsoft.com/.default")}` },
    body: JSON.stringify({ members: [{ id: "x" }] }),
  });
  check(foreign.status === 401, "a token for Graph is none for the Connector", foreign.status);
  const post = (authorization) => fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: authorization },
    body: JSON.stringify({ type: "event", channelId: "msteams", serviceUrl: `${ready.graph}/bot/`, conversation: { id: "x" } }),
  });
  check((await post(service)).status === 200, "the service's token holds, whatever it brings");
  const [head, claims, signature] = service.split(".");
  const bent = `${signature.slice(0, 8)}${signature[8] === "A" ? "B" : "A"}${signature.slice(9)}`;
  // It answers 500 where its JWT library complains, 401 where it does itself.
  const refused = await post([head, claims, bent].join("."));
  check(refused.status >= 400, "the library refuses a bent signature", refused.status);
  check(!heard.some((activity) => activity.type === "error"), "no turn failed");
  server.close();
  server.closeAllConnections();
  console.log("ok    Microsoft's bot library did not notice");
}

if (process.env.TEAMS_CC_READY) {
  await bot(JSON.parse(process.env.TEAMS_CC_READY));
  process.exit(0);
}
const folder = mkdtempSync(path.join(os.tmpdir(), "teams-cc-bot-"));
const { child, ready } = await start(process.argv[2], folder);
try {
  process.env.TEAMS_CC_READY = JSON.stringify(ready);
  const about = await (await fetch(`${ready.control}/`)).json();
  process.exitCode = await again(about.ca_file);
} finally {
  child.kill("SIGINT");
  rmSync(folder, { recursive: true, force: true });
}
