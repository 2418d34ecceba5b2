// Starts the emulator program for a script and gives it Microsoft's client. Node reads additional
// roots when it starts, so the script runs a second time in a process of its own.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

export function check(holds, what, more) {
  console.log((holds ? "ok    " : "FAILED ") + what);
  if (!holds) throw new Error(`${what}: ${JSON.stringify(more)}`);
}

async function everything(ready, story) {
  const { Client } = await import("@microsoft/microsoft-graph-client");
  const about = await (await fetch(ready.control)).json();
  const of = (token) =>
    Client.init({
      baseUrl: `${ready.graph_tls}/`,
      defaultVersion: "v1.0",
      customHosts: new Set(["127.0.0.1"]),
      authProvider: (done) => done(null, token),
    });
  const form = new URLSearchParams({
    client_id: about.client_id,
    client_secret: about.client_secret,
    scope: "https://graph.microsoft.com/.default",
    grant_type: "client_credentials",
  });
  const signIn = async () => {
    const endpoint = `${ready.signin}/${about.tenant}/oauth2/v2.0/token`;
    return (await (await fetch(endpoint, { method: "POST", body: form })).json()).access_token;
  };
  const control = async (method, where, body) => {
    const sent = { method, body: body && JSON.stringify(body) };
    const answer = await fetch(ready.control + where, sent);
    if (!answer.ok) throw new Error(`${method} ${where}: ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  };
  await story({ graph: of(await signIn()), of, control, about, signIn });
}

export async function run(script, story) {
  if (process.env.TEAMS_CC_READY) {
    try {
      await everything(JSON.parse(process.env.TEAMS_CC_READY), story);
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "teams-cc-node-"));
  const options = ["--seed", "7", "--folder", folder];
  const child = spawn(process.argv[2], options, { stdio: ["ignore", "pipe", "inherit"] });
  const [ready] = await once(readline.createInterface(child.stdout), "line");
  const about = await (await fetch(JSON.parse(ready).control)).json();
  const env = { ...process.env, TEAMS_CC_READY: ready, NODE_EXTRA_CA_CERTS: about.ca_file };
  const { status } = spawnSync(process.execPath, [fileURLToPath(script)], { env, stdio: "inherit" });
  child.kill("SIGINT");
  await once(child, "exit");
  rmSync(folder, { recursive: true, force: true });
  process.exit(status ?? 1);
}
