import { connect, indicate } from "./connect.js";
import { remember, seenBy } from "./seen.js";
import { show } from "./toasts.js";

const $ = (id) => document.getElementById(id);
const most = 200; // lines of a list that are kept
const attempts = 6; // the connection that was lost, and five to get it back

// Who the page is for stands in its address, so that a reload and another tab agree.
const query = new URLSearchParams(location.search);
const user = query.get("user") || `guest-${Math.floor(Math.random() * 9000) + 1000}`;
query.set("user", user);
history.replaceState(null, "", `?${query}`);
$("user").value = $("to").value = user;
$("who").onsubmit = (event) => {
  event.preventDefault();
  location.search = new URLSearchParams({ user: $("user").value });
};

// read returns what is in the data of a notification: an object with a title and a
// body, or a text.
function read(data) {
  try {
    const { title, body } = JSON.parse(data);
    if (title || body) return { title: String(title ?? ""), body: String(body ?? "") };
  } catch {
    // it is a text
  }
  return { title: "", body: data };
}

function add(list, text) {
  const line = document.createElement("li");
  line.textContent = text;
  list.append(line);
  while (list.children.length > most) list.firstElementChild.remove();
  list.scrollTop = list.scrollHeight;
}

const said = ({ title, body }) => [title, body].filter(Boolean).join(": ");

// On the desktop they are shown to those who said so, once for all tabs.
const desktop = "Notification" in globalThis;

function tellDesktop({ title, body }, id) {
  if (!desktop || Notification.permission !== "granted") return;
  try {
    new Notification(title || "Notification", { body, tag: `${user} ${id}` });
  } catch {
    // some browsers allow it to service workers only
  }
}

function showPermission() {
  const permission = desktop ? Notification.permission : "unsupported";
  $("allow").disabled = permission !== "default";
  $("permission").textContent = { granted: "They are.", denied: "The browser does not allow it.", unsupported: "This browser cannot." }[permission] ?? "";
}

$("allow").onclick = () => Notification.requestPermission().then(showPermission);
showPermission();

const stream = connect(`api/notifications?userId=${encodeURIComponent(user)}`, {
  types: ["connected", "notification"],
  lastEventId: seenBy(user),
  attempts,
  onstate(state, text) {
    const over = state === "closed";
    indicate(state, over ? `connection lost, and ${attempts - 1} attempts to reconnect have failed` : text);
    if (over) $("again").hidden = false;
    if (state === "open") $("again").hidden = true;
  },
  onevent(event) {
    if (event.lastEventId) remember(user, event.lastEventId);
    if (event.type === "connected") return;
    const notice = event.type === "reset" ? { title: "", body: "Notifications may have been missed." } : read(event.data);
    add($("log"), said(notice));
    show(notice);
    if (event.type !== "reset") tellDesktop(notice, event.lastEventId);
  },
});

$("again").onclick = () => stream.open();

$("send").onsubmit = async (event) => {
  event.preventDefault();
  const headers = { "Content-Type": "application/json" };
  if ($("token").value) headers.Authorization = `Bearer ${$("token").value}`;
  const body = JSON.stringify({ userId: $("to").value, notification: { title: $("title").value, body: $("body").value } });
  try {
    const response = await fetch("api/send-notification", { method: "POST", headers, body });
    const answer = await response.json();
    if (!response.ok) throw new Error([answer.error, answer.hint].filter(Boolean).join(". "));
    $("sent").textContent = answer.streams ? `Sent to ${answer.streams} of the user's tabs.` : "Kept for the user, who is reconnecting.";
  } catch (error) {
    $("sent").textContent = `Not sent: ${error.message}.`;
  }
};

let news = null; // the stream of announcements, once there is one

$("announce").onclick = () => {
  const listen = $("announce").getAttribute("aria-pressed") === "false";
  $("announce").setAttribute("aria-pressed", listen);
  $("announce").textContent = listen ? "Stop listening" : "Listen to announcements";
  if (!listen) news.close();
  else if (news) news.open("");
  else {
    news = connect("api/events", {
      types: ["notification", "update", "alert"],
      onstate: (state, text) => ($("announcing").textContent = text),
      onevent: (event) => add($("news"), event.type === "reset" ? "… announcements were missed" : `${event.type}: ${said(read(event.data))}`),
    });
  }
};
