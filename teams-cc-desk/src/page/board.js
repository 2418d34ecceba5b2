// One streamed snapshot, drawn as it comes; nothing is kept here but the chosen call.
const $ = (id) => document.getElementById(id);
let chosen = null;

const el = (tag, props = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
};
const seconds = (s) => (s == null ? "–" : s < 90 ? `${Math.round(s)} s` : `${Math.floor(s / 60)} min`);
const row = (...cells) => el("tr", {}, ...cells.map((c) => (c instanceof Node ? el("td", {}, c) : el("td", { textContent: c }))));
const number = (name, value, cls = "") => el("div", {}, el("dt", { textContent: name }), el("dd", { textContent: value, className: cls }));

function level(percent) {
  if (percent == null) return ["–", ""];
  if (percent >= 80) return [`${percent} % good`, "good"];
  return percent >= 60 ? [`${percent} % low`, "warn"] : [`${percent} % bad`, "bad"];
}

function lane(l) {
  const head = [el("h3", { textContent: l.model }), el("p", { className: "quiet", textContent: l.teams_side })];
  if (!l.alive) return el("article", { className: "lane off" }, ...head, el("p", { textContent: l.note }));
  const step = (name, n) => el("li", {}, `${name} `, el("b", { textContent: n ?? "" }));
  const [text, cls] = level(l.service_level);
  return el("article", { className: "lane" }, ...head,
    el("ol", { className: "path" }, step("callers", l.live + l.waiting), step("trunk"), step("menu"), step("queue", l.waiting), step("agents", l.agents)),
    el("dl", { className: "numbers" },
      number("live", l.live), number("waiting", l.waiting), number("answered", l.answered),
      number("lost", l.lost), number(`within ${l.target_s} s`, text, cls), number("half wait under", seconds(l.wait_p50_s))));
}

/** Replaces children only when the drawn text differs, so that focus and selection survive. */
function draw(node, children, key) {
  if (node.dataset.key === key) return;
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.call : null;
  node.replaceChildren(...children());
  node.dataset.key = key;
  if (focused) node.querySelector(`[data-call="${focused}"]`)?.focus();
}

function show(now) {
  $("title").textContent = now.title;
  $("emulated").textContent = now.emulated;
  $("dial").textContent = now.dial || "–";
  const parts = [
    ["lanes", now.lanes, lane],
    ["queues", now.queues, (q) => row(q.queue, q.waiting, seconds(q.longest_s), q.talking)],
    ["agents", now.agents, (a) => row(a.agent, a.because ? `${a.state}: ${a.because}` : a.state, seconds(a.for_s), a.skills)],
    ["feed", now.feed, (f) => el("li", {}, el("time", { textContent: f.at }), el("b", { textContent: f.what }), ` ${f.text}`)],
    ["calls", now.calls, (c) => {
      const name = `c-${String(c.call).padStart(4, "0")}`;
      const choose = el("button", { type: "button", className: "plain", textContent: name, onclick: () => open(c) });
      choose.dataset.call = c.call;
      return row(choose, c.from, c.state, c.agent, c.waited_s == null ? "–" : `${c.waited_s.toFixed(1)} s`);
    }],
  ];
  for (const [id, list, make] of parts) draw($(id), () => list.map(make), JSON.stringify(list));
}

async function open(call) {
  chosen = call;
  const name = `c-${String(call.call).padStart(4, "0")}`;
  $("one").hidden = false;
  $("h-one").textContent = `Call ${name}`;
  $("sound").hidden = !call.sound;
  $("no-sound").hidden = call.sound;
  $("sound").src = call.sound ? `api/calls/${name}/sound` : "";
  for (const part of ["why", "ladder"]) {
    const answer = await fetch(`api/calls/${name}/${part}`);
    if (chosen === call) $(part).textContent = await answer.text();
  }
  $("h-one").focus();
}

$("place").addEventListener("click", async () => {
  const answer = await fetch("api/call", { method: "POST", headers: { "x-teams-cc": "1" } });
  $("placed").textContent = await answer.text();
});

const feed = new EventSource("api/live");
feed.onmessage = (event) => { $("lost-feed").hidden = true; show(JSON.parse(event.data)); };
feed.onerror = () => { $("lost-feed").hidden = false; };
