import { connect, indicate } from "./connect.js";

const most = 200; // lines that are kept
const log = document.getElementById("log");
let was = "";
let counting = false;

function add(text) {
  const line = document.createElement("li");
  line.textContent = text;
  log.append(line);
  while (log.children.length > most) log.firstElementChild.remove();
  log.scrollTop = log.scrollHeight;
}

// count shows how many connections the server counts. While it is asked, it is not asked again.
async function count() {
  if (counting) return;
  counting = true;
  try {
    const answer = await fetch("connections", { cache: "no-store" });
    const { connections } = await answer.json();
    document.getElementById("connections").textContent = connections === 1 ? "1 open connection" : `${connections} open connections`;
  } catch {
    // The stream tells that there is no server.
  } finally {
    counting = false;
  }
}

connect("events", {
  types: ["my-custom-event"],
  onstate(state, text) {
    indicate(state, text);
    if (state === "open") {
      add("Server connected :)");
      count();
    } else if (was === "open") {
      add("Server unavailable :(");
    }
    was = state;
  },
  onevent(event) {
    if (event.type === "reset") add("… events were missed");
    else add(`${event.type} ${event.lastEventId}: ${event.data}`);
    count();
  },
});
