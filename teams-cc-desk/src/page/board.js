// One streamed snapshot, drawn as it comes; nothing is kept here but the chosen call.
const $ = (id) => document.getElementById(id);
let chosen = null;
let last = null;

const el = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};
const seconds = (s) => (s == null ? "–" : s < 90 ? `${Math.round(s)} s` : `${Math.floor(s / 60)} min`);
// The roles stay when a narrow page lays a row out as a grid.
const row = (...cells) => el("tr", { role: "row" }, ...cells.map((c) => {
  const cell = el("td", { role: "cell" });
  cell.append(c);
  return cell;
}));
const number = (name, value, cls = "") => el("div", {}, el("dt", { textContent: name }), el("dd", { textContent: value, className: cls }));
const nameOf = (call) => `c-${String(call.call).padStart(4, "0")}`;

function level(percent) {
  if (percent == null) return ["–", ""];
  if (percent >= 80) return [`${percent} % good`, "good"];
  return percent >= 60 ? [`${percent} % low`, "warn"] : [`${percent} % bad`, "bad"];
}

// What each arrow of a map stands for: the lines of a ladder that say it, and which of them.
const ARROWS = {
  enters: { lines: ["INVITE", "callConnections:answer", "/answer"], reached: () => true },
  greeter: { lines: [":recognize", "playPrompt", "subscribeToTone", "200 OK"], reached: () => true },
  queue: { lines: [], reached: (c) => c.waited_s != null || c.state === "waiting" || c.state === "talking" },
  agents: { lines: ["INVITE", "participants:add", "participants/invite"], latest: true, reached: (c) => c.agent !== "" },
};

/** One step of a map: an arrow that opens the newest call that went there, and who is there now. */
function step(lane, arrow, name, there, dots, more = "") {
  const beads = el("span", { className: "beads", ariaHidden: "true" },
    ...Array.from({ length: Math.min(dots.of, 10) }, (_, n) => el("i", { className: n < dots.on ? "on" : "" })));
  const button = el("button", { type: "button", className: "step", onclick: () => openNewest(lane.model, arrow) },
    el("span", { className: "arrow", ariaHidden: "true", textContent: "↓" }),
    el("span", { className: "place" }, name, more && el("small", { textContent: more })), beads,
    el("b", { textContent: there }));
  button.title = "Show the newest call that went this way, and the message";
  button.dataset.at = `${lane.model} ${arrow}`;
  return el("li", {}, button);
}

function lane(l) {
  const head = [el("h3", { textContent: l.model }), el("p", { className: "quiet", textContent: l.teams_side })];
  if (!l.alive) return el("article", { className: "lane off" }, ...head, el("p", { textContent: l.note }));
  const [text, cls] = level(l.service_level);
  const only = (on) => ({ on, of: on });
  const settled = l.settled == null ? "" : `${l.settled} settled`;
  return el("article", { className: "lane" }, ...head,
    el("ol", { className: "map" },
      el("li", { className: "source" }, el("span", { className: "place", textContent: "callers" }), el("b", { textContent: l.offered })),
      step(l, "enters", l.enters, l.greeted + l.waiting + l.live, only(0), "up now"),
      step(l, "greeter", l.greeter, l.greeted, only(l.greeted), settled),
      step(l, "queue", "queue", l.waiting, only(l.waiting)),
      step(l, "agents", "agents", `${l.live} of ${l.agents}`, { on: l.live, of: l.agents })),
    el("dl", { className: "numbers" },
      number("answered", l.answered), number("lost", l.lost), number("sent on", l.sent_on),
      number(`within ${l.target_s} s`, text, cls), number("half wait under", seconds(l.wait_p50_s))));
}

/** Replaces children only when the drawn text differs, so that focus and selection survive. */
function draw(node, children, key) {
  if (node.dataset.key === key) return;
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.at : null;
  node.replaceChildren(...children());
  node.dataset.key = key;
  if (focused) node.querySelector(`[data-at="${focused}"]`)?.focus();
}

function show(now) {
  last = now;
  $("title").textContent = now.title;
  $("emulated").textContent = now.emulated;
  $("dial").textContent = now.dial || "–";
  const parts = [
    ["lanes", now.lanes, lane],
    ["queues", now.queues, (q) => row(q.queue, q.waiting, seconds(q.longest_s), q.talking)],
    ["agents", now.agents, (a) => row(a.agent, a.because ? `${a.state}: ${a.because}` : a.state, seconds(a.for_s), a.skills)],
    ["feed", now.feed, (f) => el("li", {}, el("time", { textContent: f.at }), el("b", { textContent: f.what }), ` ${f.text}`)],
    ["calls", now.calls, (c) => {
      const choose = el("button", { type: "button", className: "plain", textContent: nameOf(c), onclick: () => open(c) });
      choose.dataset.at = c.call;
      return row(choose, c.model, c.from, c.state, c.agent, c.waited_s == null ? "–" : `${c.waited_s.toFixed(1)} s`);
    }],
  ];
  for (const [id, list, make] of parts) draw($(id), () => list.map(make), JSON.stringify(list));
}

function openNewest(model, arrow) {
  const { reached } = ARROWS[arrow];
  const call = last?.calls.find((c) => c.model === model && reached(c));
  if (call) open(call, arrow);
  else $("placed").textContent = "No call has gone there yet.";
}

/** The ladder, with the line marked that an arrow stands for. */
function ladder(text, arrow) {
  const lines = text.split("\n");
  const { lines: words = [], latest } = ARROWS[arrow] ?? {};
  const says = (line) => words.some((word) => line.includes(word));
  const at = latest ? lines.findLastIndex(says) : lines.findIndex(says);
  const nodes = lines.map((line, n) => (n === at ? el("mark", { textContent: line }) : line));
  $("ladder").replaceChildren(...nodes.flatMap((node, n) => (n ? ["\n", node] : [node])));
}

async function open(call, arrow) {
  chosen = call;
  const name = nameOf(call);
  $("one").hidden = false;
  $("h-one").textContent = `Call ${name} · ${call.model}`;
  $("sound").hidden = !call.sound;
  $("no-sound").hidden = call.sound;
  $("sound").src = call.sound ? `api/calls/${name}/sound` : "";
  const part = async (what) => {
    const answer = await fetch(`api/calls/${name}/${what}`);
    return answer.ok ? answer.text() : null;
  };
  const written = call.said ? part("transcript") : null;
  const [said, why, messages] = await Promise.all([written, part("why"), part("ladder")]);
  if (chosen !== call) return;
  $("said").hidden = said == null;
  $("transcript").textContent = said ?? "";
  $("why").textContent = why ?? "It was in no queue.";
  ladder(messages ?? "No message of it is kept.", arrow);
  const target = arrow === "queue" ? $("why") : $("ladder").querySelector("mark") ?? $("h-one");
  $("h-one").focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

$("place").addEventListener("click", async () => {
  const answer = await fetch("api/call", { method: "POST", headers: { "x-teams-cc": "1" } });
  $("placed").textContent = await answer.text();
});

const feed = new EventSource("api/live");
feed.onmessage = (event) => { $("lost-feed").hidden = true; show(JSON.parse(event.data)); };
feed.onerror = () => { $("lost-feed").hidden = false; };
