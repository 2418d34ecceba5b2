// The chat in its frame: posts numbered messages, reads the stream of answers, resumes both.
const words = {
  en: { label: "Message", send: "Send", leave: "End chat", typing: "Somebody is writing …",
    lost: "No connection, trying again …", slow: "Please wait a moment before you write more.",
    over: "This chat has ended.", failed: "This message was not sent.", title: "Chat" },
  de: { label: "Nachricht", send: "Senden", leave: "Chat beenden", typing: "Jemand schreibt …",
    lost: "Keine Verbindung, neuer Versuch …", slow: "Bitte warten Sie kurz, bevor Sie weiterschreiben.",
    over: "Dieser Chat ist beendet.", failed: "Diese Nachricht wurde nicht gesendet.", title: "Chat" },
};
const language = location.hash === "#de" ? "de" : "en";
const say = words[language];
const $ = (id) => document.getElementById(id);
document.documentElement.lang = language;
document.title = say.title;
$("label").textContent = say.label;
$("send").textContent = say.send;
$("leave").textContent = say.leave;

// As long as the tab is open: a reload goes on, a closed tab ends it.
const kept = JSON.parse(sessionStorage.getItem("teams-cc-chat") || "{}");
let { session = "", number = 0, last = 0, lines = [] } = kept;
const keep = () =>
  sessionStorage.setItem("teams-cc-chat", JSON.stringify({ session, number, last, lines: lines.slice(-100) }));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function show(who, text) {
  const line = document.createElement("li");
  line.className = who;
  // Text, never markup: what the other side writes acts on nothing.
  line.textContent = text;
  $("lines").append(line);
  line.scrollIntoView({ block: "end" });
  return line;
}
lines.forEach(([who, text]) => show(who, text));

async function open() {
  const answer = await fetch("session", { method: "POST" });
  if (!answer.ok) throw answer;
  session = (await answer.json()).session;
  number = 0;
  last = 0;
  keep();
  listen();
}

const headers = () => ({ "content-type": "application/json", "x-teams-cc-session": session });

// One at a time, in order; again until it is taken, with the same number: twice is once.
let sending = Promise.resolve();
function post(text) {
  const line = show("you", text);
  sending = sending.then(async () => {
    if (!session) await open();
    const body = JSON.stringify({ number: ++number, text });
    lines.push(["you", text]);
    keep();
    for (let attempt = 0; ; attempt++) {
      const answer = await fetch("messages", { method: "POST", headers: headers(), body }).catch(() => null);
      if (answer?.status === 202) return ($("state").textContent = "");
      if (attempt > 8 || (answer && ![429, 502, 503].includes(answer.status))) {
        // Surely not taken: the number is free. Else it may have been, and stays used.
        if (answer && answer.status < 500) number -= 1;
        throw answer;
      }
      $("state").textContent = answer?.status === 429 ? say.slow : say.lost;
      await pause(Math.min(1000 * 2 ** attempt, 15000));
    }
  }).catch((answer) => {
    line.classList.add("failed");
    $("state").textContent = say.failed;
    if (answer?.status === 401) over();
  });
}

function over() {
  $("state").textContent = say.over;
  session = "";
  sessionStorage.removeItem("teams-cc-chat");
}

let listening = 0;
async function listen() {
  const mine = ++listening;
  for (let wait = 500; session && mine === listening; wait = Math.min(wait * 2, 15000)) {
    try {
      const answer = await fetch("stream", { headers: { ...headers(), "last-event-id": String(last) } });
      if (answer.status === 401) return over();
      if (!answer.ok) throw answer;
      wait = 500;
      if ($("state").textContent === say.lost) $("state").textContent = "";
      if (!(await read(answer.body.getReader()))) return over();
    } catch {
      $("state").textContent = say.lost;
    }
    await pause(wait);
  }
}

// Server-sent events: blocks of `id:`, `event:` and `data:` lines.
async function read(reader) {
  const decoder = new TextDecoder();
  for (let text = ""; ; ) {
    const { done, value } = await reader.read();
    if (done) return true;
    text += decoder.decode(value, { stream: true });
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const field = (name) =>
        text.slice(0, end).split("\n").find((line) => line.startsWith(name + ":"))?.slice(name.length + 1).trim();
      if (field("event") === "over") return false;
      if (field("event") === "typing") {
        $("state").textContent = say.typing;
        setTimeout(() => $("state").textContent === say.typing && ($("state").textContent = ""), 5000);
      } else if (field("data")) {
        last = Number(field("id"));
        $("state").textContent = "";
        const words = JSON.parse(field("data"));
        lines.push(["us", words]);
        show("us", words);
        keep();
      }
    }
  }
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (text) post(text);
  $("text").value = "";
  $("text").focus();
});
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("form").requestSubmit();
  }
});
$("leave").addEventListener("click", async () => {
  if (session) await fetch("leave", { method: "POST", headers: headers() }).catch(() => null);
  over();
});
// From here on somebody listens to the form.
$("send").disabled = false;
if (session) listen();
