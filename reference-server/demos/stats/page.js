import { connect, indicate } from "./connect.js";
import { Chart } from "./chart.js";

const day = 86_400_000; // ms
const charts = new Map(); // by the type of event
for (const figure of document.querySelectorAll("figure")) charts.set(figure.dataset.type, new Chart(figure));

let live = false; // the stream is open
let lost = 0; // when it was last lost, by the server's clock
let behind = Infinity; // ms from the server's clock to this one, or a little more
let started = 0; // when the server started, by its clock; 0 is not known
let events = 0;
let repeated = 0; // events that came a second time
let lastEventId = "";

// figure returns the data of an event, or null: anybody may have published it.
function figure(event) {
  try {
    const { time, value } = JSON.parse(event.data);
    const usable = Number.isFinite(time) && Math.abs(Date.now() - time) < day && Number.isFinite(value) && value >= 0;
    return usable ? { time, value } : null;
  } catch {
    return null;
  }
}

function onevent(event) {
  events++;
  if (lastEventId && event.lastEventId === lastEventId && event.type !== "reset") repeated++;
  lastEventId = event.lastEventId;
  if (event.type === "reset") missed();
  else receive(event.type, figure(event));
  later();
}

function receive(type, got) {
  if (!got) return;
  behind = Math.min(behind, Date.now() - got.time); // what is replayed comes late
  if (type === "uptime") started = got.time - got.value * 1000;
  charts.get(type)?.put(got.time, got.value);
}

// missed is called where the server no longer has what was missed, as after a restart.
function missed() {
  for (const chart of charts.values()) chart.part(lost);
  document.getElementById("missed").textContent = `Some figures were missed before ${new Date().toLocaleTimeString()}.`;
}

let timer = 0; // of the next drawing, so that a replay is drawn once
function later() {
  timer ||= setTimeout(draw, 20);
}

// clock returns the server's time, in ms.
function clock() {
  return Date.now() - (Number.isFinite(behind) ? behind : 0);
}

function draw() {
  timer = 0;
  const now = clock();
  for (const chart of charts.values()) chart.draw(now, live);
  if (started && live) document.getElementById("uptime").textContent = duration((now - started) / 1000);
  document.getElementById("count").textContent = counted();
}

function counted() {
  if (events === 0) return "No event yet.";
  const twice = repeated > 0 ? `, ${repeated} of them twice` : "";
  return `${events} ${events === 1 ? "event" : "events"}${twice}.`;
}

// duration writes seconds as "1 d 2 h 3 min 4 s", the largest two of these.
function duration(seconds) {
  const parts = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [unit, length] of [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]]) {
    if (rest >= length || unit === "s") parts.push(`${Math.floor(rest / length)} ${unit}`);
    rest %= length;
  }
  return parts.slice(0, 2).join(" ");
}

setInterval(later, 1000);
addEventListener("resize", later);

connect("stats", {
  types: [...charts.keys(), "uptime"],
  onevent,
  onstate(state, text) {
    if (live) lost = clock();
    live = state === "open";
    indicate(state, text);
  },
});
