import { connect } from "./connect.js";

const most = 200; // lines that are kept
const log = document.getElementById("log");

function add(text) {
  const line = document.createElement("li");
  line.textContent = text;
  log.append(line);
  while (log.children.length > most) log.firstElementChild.remove();
  log.scrollTop = log.scrollHeight;
}

connect("stream", {
  onevent(event) {
    if (event.type === "reset") {
      add("… messages were missed"); // they are no longer in the history of the server
      return;
    }
    console.log(event.lastEventId, event.data);
    add(event.data);
  },
});
