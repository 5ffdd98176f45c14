"use strict";

const most = 200; // lines that are kept
const state = document.getElementById("state");
const log = document.getElementById("log");

function show(name, text) {
  state.dataset.state = name;
  state.textContent = text;
}

function add(text) {
  const line = document.createElement("li");
  line.textContent = text;
  log.append(line);
  while (log.children.length > most) log.firstElementChild.remove();
  log.scrollTop = log.scrollHeight;
}

const source = new EventSource("stream");

source.onopen = () => show("open", "connected");

source.onmessage = (event) => {
  console.log(event.lastEventId, event.data);
  add(event.data);
};

// What was missed is no longer in the history of the server.
source.addEventListener("reset", () => add("… messages were missed"));

source.onerror = () => {
  if (source.readyState === EventSource.CLOSED) show("closed", "the server has refused: reload the page to try again");
  else show("connecting", "connection lost, trying again …");
};
