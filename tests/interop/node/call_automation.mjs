// Microsoft's own JavaScript Call Automation client drives the emulator program; its own event
// parser reads every event, its own stream reader every frame.
//
//     node call_automation.mjs PATH-OF-TEAMS-CC-EMULATOR

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import {
  CallAutomationClient,
  StreamingData,
  createOutboundAudioData,
  createOutboundStopAudioData,
  parseCallAutomationEvent,
} from "@azure/communication-call-automation";
import { CloudEvent } from "cloudevents";
import { WebSocketServer } from "ws";

const OWN = "+18005550100";
const CALLER = "+14255550101";
const SECOND = "+14255550102";

function check(holds, what, more = "") {
  console.log((holds ? "ok    " : "FAILED ") + what);
  if (!holds) throw new Error(`${what}: ${typeof more === "string" ? more : JSON.stringify(more)}`);
}

/** Callbacks, Event Grid and sockets of the application. */
class App {
  events = [];
  seen = new Set();
  frames = [];
  sockets = [];
  judged = 0;

  async listen() {
    this.server = http.createServer((request, response) => this.take(request, response));
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.at = `http://127.0.0.1:${this.server.address().port}`;
    const sockets = new WebSocketServer({ server: this.server });
    sockets.on("connection", (socket) => {
      this.sockets.push(socket);
      socket.on("message", (data) => {
        const kind = JSON.parse(data.toString()).kind;
        this.frames.push({ kind, parsed: StreamingData.parse(data.toString()) });
      });
    });
    this.ws = this.at.replace("http", "ws");
  }

  async take(request, response) {
    if (request.method === "GET") return response.writeHead(404).end();
    let body = "";
    for await (const piece of request) body += piece;
    const events = JSON.parse(body);
    if (request.headers["aeg-event-type"] === "SubscriptionValidation") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ validationResponse: events[0].data.validationCode }));
      return;
    }
    for (const event of events) {
      if (event.eventType) {
        this.events.push({ kind: event.eventType.split(".").pop(), ...event.data });
        continue;
      }
      // Validates against the schema of CloudEvents, and throws.
      this.judged += new CloudEvent(event, true).specversion === "1.0" ? 1 : 0;
      const parsed = parseCallAutomationEvent(event);
      this.seen.add(parsed.kind);
      this.events.push(parsed);
    }
    response.writeHead(200).end();
  }

  async wait(kind, fits = () => true, within = 10_000) {
    const until = Date.now() + within;
    while (Date.now() < until) {
      const place = this.events.findIndex((event) => event.kind === kind && fits(event));
      if (place >= 0) {
        check(true, `event ${kind}`);
        return this.events.splice(place, 1)[0];
      }
      await sleep(10);
    }
    check(false, `event ${kind}`, this.events.map((event) => event.kind));
  }

  async frame(kind, fits = () => true) {
    const until = Date.now() + 10_000;
    while (Date.now() < until) {
      const found = this.frames.find((frame) => frame.kind === kind && fits(frame.parsed));
      if (found) {
        check(true, `frame ${kind}`);
        return found.parsed;
      }
      await sleep(10);
    }
    check(false, `frame ${kind}`, this.frames.slice(-3));
  }
}

async function refused(work, status, what) {
  try {
    await work();
  } catch (error) {
    check(error.statusCode === status, `${what}: ${status}`, String(error));
    return;
  }
  check(false, what, "nothing was refused");
}

async function drive(ready, about) {
  const app = new App();
  await app.listen();
  const control = async (method, path, body, status = 200) => {
    const answer = await fetch(ready.control + path, { method, body: body && JSON.stringify(body) });
    check(answer.status === status, `${method} ${path} -> ${status}`, await answer.clone().text());
    return answer.headers.get("content-type")?.includes("json") ? answer.json() : answer;
  };
  const act = (who, what) =>
    control("POST", `/acs/people/${encodeURIComponent(who)}/act`, what, 204);
  // The connection string, and http because the option says so.
  const client = new CallAutomationClient(about.acs_connection_string, {
    allowInsecureConnection: true,
  });
  const of = (call) => (event) => event.callConnectionId === call.callConnectionId;
  const known = (context) => (event) => event.operationContext === context;
  const caller = { phoneNumber: CALLER };

  await control("POST", "/acs/numbers", { number: OWN }, 201);
  await control("POST", "/acs/event-grid", { url: `${app.at}/grid` }, 201);
  for (const who of [CALLER, SECOND])
    await control("PUT", `/acs/people/${encodeURIComponent(who)}`, { ringing: { do: "answer" } }, 204);

  await control("POST", "/acs/calls", { from: CALLER, to: OWN, name: "Adele" }, 201);
  let rings = await app.wait("IncomingCall");
  const answered = await client.answerCall(rings.incomingCallContext, `${app.at}/events`, {
    operationContext: "in",
    mediaStreamingOptions: {
      transportUrl: `${app.ws}/audio`, transportType: "websocket", contentType: "audio",
      audioChannelType: "unmixed", startMediaStreaming: true, enableBidirectional: true,
      audioFormat: "Pcm24KMono", enableDtmfTones: true,
    },
    transcriptionOptions: {
      transportUrl: `${app.ws}/text`, transportType: "websocket", locale: "en-US",
      startTranscription: true,
    },
  });
  const call = answered.callConnectionProperties;
  const line = answered.callConnection;
  const here = of(call);
  await app.wait("CallConnected", (event) => here(event) && event.operationContext === "in");
  const roster = await app.wait("ParticipantsUpdated", here);
  check(roster.participants[0].identifier.phoneNumber === CALLER, "who is in the call", roster);
  await app.wait("MediaStreamingStarted", here);
  await app.wait("TranscriptionStarted", here);
  const metadata = await app.frame("AudioMetadata");
  check(metadata.sampleRate === 24000 && metadata.channels === 1, "24 kHz, mono", metadata);
  await act(CALLER, { do: "sound", voice: "caller", ms: 300 });
  const heard = await app.frame("AudioData", (audio) => !audio.isSilent);
  check(Buffer.from(heard.data, "base64").length === 960, "frames of 960 bytes");
  check(heard.participant.phoneNumber === CALLER, "whose they are", heard.participant);
  await act(CALLER, { do: "press", keys: "#" });
  check((await app.frame("DtmfData")).data === "#", "a key");
  await act(CALLER, { do: "say", words: "Good morning" });
  const said = await app.frame("TranscriptionData", (text) => text.resultState === "Final");
  check(said.text === "Good morning" && said.words.length === 2, "a transcript", said);
  const loud = Buffer.alloc(24_000 * 2 * 10, Buffer.from([0x10, 0x27]));
  const sound = createOutboundAudioData(loud.toString("base64"));
  const [audio] = app.sockets;
  audio.send(sound);
  await sleep(300);
  audio.send(createOutboundStopAudioData());
  await sleep(300);
  const wav = await control("GET", `/acs/people/${encodeURIComponent(CALLER)}/heard.wav`);
  const samples = new Int16Array((await wav.arrayBuffer()).slice(44));
  check(samples.some((sample) => sample === 10_000), "the caller heard the stream");
  check(samples.slice(-400).every((sample) => sample === 0), "until it was stopped");

  const media = line.getCallMedia();
  await media.playToAll([{ kind: "textSource", text: "Hello" }], { operationContext: "hello" });
  await app.wait("PlayStarted", known("hello"));
  await app.wait("PlayCompleted", known("hello"));
  await media.play([{ kind: "fileSource", url: `${app.at}/none` }], [caller],
                   { operationContext: "lost" });
  await app.wait("PlayFailed", known("lost"));
  await media.playToAll([{ kind: "ssmlSource", ssmlText: "<speak>Hi</speak>" }],
                        { loop: true, operationContext: "loop" });
  await app.wait("PlayStarted", known("loop"));
  await media.cancelAllOperations();
  await app.wait("PlayCanceled", known("loop"));
  await media.startRecognizing(caller, {
    kind: "callMediaRecognizeDtmfOptions", maxTonesToCollect: 2, operationContext: "keys",
    playPrompt: { kind: "textSource", text: "Your number?" }, interruptPrompt: true,
  });
  await sleep(200);
  await act(CALLER, { do: "press", keys: "12" });
  const keys = await app.wait("RecognizeCompleted", known("keys"));
  check(keys.dtmfResult.tones.join() === "one,two", "keys", keys);
  await media.startRecognizing(caller, {
    kind: "callMediaRecognizeChoiceOptions", operationContext: "choice",
    choices: [{ label: "Pay", phrases: ["pay"], tone: "one" }],
  });
  await sleep(200);
  await act(CALLER, { do: "say", words: "I'd like to pay" });
  const choice = await app.wait("RecognizeCompleted", known("choice"));
  check(choice.choiceResult.label === "Pay", "a choice", choice);
  await media.startRecognizing(caller, {
    kind: "callMediaRecognizeSpeechOptions", operationContext: "speech", endSilenceTimeoutInSeconds: 0,
  });
  await sleep(200);
  await act(CALLER, { do: "say", words: "my invoice" });
  const speech = await app.wait("RecognizeCompleted", known("speech"));
  check(speech.speechResult.speech === "my invoice", "speech", speech);
  await media.startRecognizing(caller, {
    kind: "callMediaRecognizeDtmfOptions", maxTonesToCollect: 1, operationContext: "never",
  });
  await sleep(100);
  await media.cancelAllOperations();
  await app.wait("RecognizeCanceled", known("never"));
  await media.startRecognizing(caller, {
    kind: "callMediaRecognizeDtmfOptions", maxTonesToCollect: 1, operationContext: "silent",
    initialSilenceTimeoutInSeconds: 1,
  });
  await app.wait("RecognizeFailed", known("silent"));
  await media.startContinuousDtmfRecognition(caller, { operationContext: "always" });
  await act(CALLER, { do: "press", keys: "9" });
  const tone = await app.wait("ContinuousDtmfRecognitionToneReceived", here);
  check(tone.tone === "nine", "a tone", tone);
  await media.stopContinuousDtmfRecognition(caller, {});
  await app.wait("ContinuousDtmfRecognitionStopped", here);
  await media.startContinuousDtmfRecognition({ phoneNumber: SECOND });
  await app.wait("ContinuousDtmfRecognitionToneFailed", here);
  await media.sendDtmfTones(["one"], caller, { operationContext: "send" });
  await app.wait("SendDtmfTonesCompleted", known("send"));
  await media.sendDtmfTones(["one"], { phoneNumber: SECOND }, { operationContext: "whom" });
  await app.wait("SendDtmfTonesFailed", known("whom"));
  await media.hold(caller, { playSource: { kind: "textSource", text: "wait" } });
  await media.unhold(caller);
  await media.hold({ phoneNumber: SECOND }, { operationContext: "hold" });
  await app.wait("HoldFailed", known("hold"));
  await media.updateTranscription("de-DE");
  await app.wait("TranscriptionUpdated", here);
  await media.stopTranscription();
  await app.wait("TranscriptionStopped", here);
  await media.startTranscription({ locale: "en-GB" });
  await app.wait("TranscriptionStarted", here);
  await media.stopMediaStreaming();
  await app.wait("MediaStreamingStopped", here);
  await media.startMediaStreaming();
  await app.wait("MediaStreamingStarted", here);

  const agent = { communicationUserId: `8:acs:${about.acs_resource_id}_1` };
  const invited = await line.addParticipant({ targetParticipant: agent },
                                            { operationContext: "agent" });
  check(invited.invitationId !== undefined, "an invitation", invited);
  const came = await app.wait("AddParticipantSucceeded", known("agent"));
  check(came.participant.communicationUserId === agent.communicationUserId, "comes", came);
  await line.muteParticipant(agent);
  check((await line.getParticipant(agent)).isMuted, "muted");
  const people = await line.listParticipants();
  check(people.values.length === 2, "two people", people);
  await control("PUT", "/acs/people/%2B14255550104", { ringing: { do: "busy" } }, 204);
  await line.addParticipant({ targetParticipant: { phoneNumber: "+14255550104" } },
                            { operationContext: "busy" });
  const busy = await app.wait("AddParticipantFailed", known("busy"));
  check(busy.resultInformation.code === 486, "busy", busy);
  await control("PUT", "/acs/people/%2B14255550103", { ringing: { do: "ignore" } }, 204);
  const open = await line.addParticipant({ targetParticipant: { phoneNumber: "+14255550103" } });
  await line.cancelAddParticipantOperation(open.invitationId);
  await app.wait("CancelAddParticipantSucceeded", here);
  await line.cancelAddParticipantOperation(open.invitationId);
  await app.wait("CancelAddParticipantFailed", here);
  const { callConnectionProperties: other } = await client.createCall(
    { targetParticipant: { phoneNumber: SECOND }, sourceCallIdNumber: { phoneNumber: OWN } },
    `${app.at}/events`);
  await app.wait("CallConnected", of(other));
  await line.moveParticipants([{ phoneNumber: SECOND }], other.callConnectionId);
  await app.wait("MoveParticipantSucceeded", here);
  await app.wait("CallDisconnected", of(other));
  const { callConnectionProperties: third } = await client.createCall(
    { targetParticipant: { phoneNumber: "+14255550106" } }, `${app.at}/events`);
  await app.wait("CallConnected", of(third));
  await line.moveParticipants([{ phoneNumber: "+14255550109" }], third.callConnectionId);
  await app.wait("MoveParticipantFailed", here);
  await client.getCallConnection(third.callConnectionId).hangUp(true);
  await app.wait("CallDisconnected", of(third));
  await line.removeParticipant(agent);
  await app.wait("RemoveParticipantSucceeded", here);
  await line.removeParticipant(agent);
  await app.wait("RemoveParticipantFailed", here);

  const recording = client.getCallRecording();
  const begun = await recording.start({
    callLocator: { id: call.serverCallId, kind: "serverCallLocator" },
    recordingStateCallbackEndpointUrl: `${app.at}/recording`, recordingFormat: "wav",
    recordingContent: "audio", recordingChannel: "mixed",
  });
  await app.wait("RecordingStateChanged", (event) => event.state === "active");
  await recording.pause(begun.recordingId);
  await app.wait("RecordingStateChanged", (event) => event.state === "inactive");
  check((await recording.getState(begun.recordingId)).recordingState === "inactive", "paused");
  await recording.resume(begun.recordingId);
  await app.wait("RecordingStateChanged", (event) => event.state === "active");
  await recording.stop(begun.recordingId);
  await app.wait("RecordingStateChanged", (event) => event.state === "inactive");
  await app.wait("RecordingFileStatusUpdated");
  const fails = { kind: "fails", code: 500, sub_code: 1, message: "x" };
  const strike = (on) =>
    control("POST", "/faults", { where: "acs_operation", fault: fails, on, times: 1 }, 201);
  await strike("StartRecording");
  await recording.start({ callLocator: { id: call.serverCallId, kind: "serverCallLocator" } });
  await app.wait("StartRecordingFailed", here);
  await media.stopTranscription();
  await app.wait("TranscriptionStopped", here);
  await strike("Transcription");
  await media.startTranscription();
  await app.wait("TranscriptionFailed", here);
  await media.stopMediaStreaming();
  await app.wait("MediaStreamingStopped", here);
  await strike("MediaStreaming");
  await media.startMediaStreaming();
  await app.wait("MediaStreamingFailed", here);

  await control("PUT", "/acs/people/%2B14255550107", { ringing: { do: "decline" } }, 204);
  await line.transferCallToParticipant({ phoneNumber: "+14255550107" },
                                       { transferee: { phoneNumber: CALLER } });
  await app.wait("CallTransferFailed", here);
  await line.transferCallToParticipant({ phoneNumber: "+14255550108" },
                                       { transferee: { phoneNumber: CALLER } });
  await app.wait("CallTransferAccepted", here);
  const second = await client.connectCall({ id: call.serverCallId, kind: "serverCallLocator" },
                                          `${app.at}/events`);
  await app.wait("CallConnected", of(second.callConnectionProperties));
  const lost = await client.connectCall({ id: "bm9uZQ==", kind: "serverCallLocator" },
                                        `${app.at}/events`);
  await app.wait("ConnectFailed", of(lost.callConnectionProperties));
  await line.hangUp(false);
  await app.wait("CallDisconnected", here);
  await second.callConnection.hangUp(true);
  await app.wait("CallDisconnected", of(second.callConnectionProperties));
  await refused(() => line.getCallConnectionProperties(), 404, "a call that is over");

  const group = await client.createGroupCall(
    [{ phoneNumber: CALLER }, { phoneNumber: SECOND }], `${app.at}/events`,
    { sourceCallIdNumber: { phoneNumber: OWN } });
  await app.wait("CallConnected", of(group.callConnectionProperties));
  await group.callConnection.hangUp(true);
  await app.wait("CallDisconnected", of(group.callConnectionProperties));
  const no = await client.createCall({ targetParticipant: { phoneNumber: "+14255550107" } },
                                     `${app.at}/events`);
  await app.wait("CreateCallFailed", of(no.callConnectionProperties));
  await control("POST", "/acs/calls", { from: CALLER, to: OWN }, 201);
  rings = await app.wait("IncomingCall");
  await client.rejectCall(rings.incomingCallContext, { callRejectReason: "busy" });
  await control("POST", "/acs/calls", { from: CALLER, to: OWN }, 201);
  rings = await app.wait("IncomingCall");
  await client.redirectCall(rings.incomingCallContext, { targetParticipant: agent });
  await strike("Answer");
  await control("POST", "/acs/calls", { from: CALLER, to: OWN }, 201);
  rings = await app.wait("IncomingCall");
  const failed = await client.answerCall(rings.incomingCallContext, `${app.at}/events`);
  await app.wait("AnswerFailed", of(failed.callConnectionProperties));
  await refused(() => client.answerCall(randomUUID(), `${app.at}/events`), 400, "no such call");
  check(app.seen.size === 38, "Microsoft's parser read all 38 events", [...app.seen]);
  check(app.judged >= 38, "the cloudevents library found each in order");
  app.server.closeAllConnections();
  app.server.close();
}

const folder = mkdtempSync(join(tmpdir(), "teams-cc-acs-"));
const child = spawn(process.argv[2], ["--seed", "7", "--folder", folder], {
  stdio: ["ignore", "pipe", "inherit"],
});
// Also when something throws where nobody waits.
process.on("exit", () => child.kill("SIGKILL"));
try {
  const [text] = await once(createInterface({ input: child.stdout }), "line");
  const ready = JSON.parse(text);
  const about = await (await fetch(ready.control)).json();
  await drive(ready, about);
  console.log("ok    Microsoft's JavaScript Call Automation client did not notice");
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  check(code === 0, "it ends");
} finally {
  if (child.exitCode === null) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
