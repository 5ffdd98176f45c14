import { connect, indicate } from "./connect.js";

const most = 200; // lines that are kept
const stop = document.getElementById("stop");
const start = document.getElementById("start");
const last = document.getElementById("last");
const log = document.getElementById("log");

function add(text) {
  const line = document.createElement("li");
  line.textContent = text;
  log.append(line);
  while (log.children.length > most) log.firstElementChild.remove();
  log.scrollTop = log.scrollHeight;
}

const talk = connect("talk", {
  types: ["hello"],
  onstate(state, text) {
    indicate(state, state === "closed" ? "not listening" : text);
    stop.disabled = state === "closed";
    start.disabled = state !== "closed";
  },
  onevent(event) {
    switch (event.type) {
      case "hello": // on connect; it has no id, and is never sent again
        add(`connected at ${event.data}`);
        break;
      case "reset": // what was said meanwhile is no longer in the history of the server
        add("… something was missed");
        break;
      default:
        add(event.data);
        last.textContent = `The server said ${event.data}.`;
    }
  },
});

stop.onclick = () => {
  talk.close();
  start.focus(); // the button with the focus is disabled now
};

// Whoever stops listening does not want to be told later what was said.
start.onclick = () => {
  talk.open("");
  stop.focus();
};
