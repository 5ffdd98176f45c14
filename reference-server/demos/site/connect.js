// A page on an event stream, which stays there.
//
//   import { connect } from "./connect.js";
//   const stream = connect("events", { types: ["post"], onevent: (event) => … });
//
// An EventSource reconnects by itself and says which event it has seen last, with two
// exceptions, which are cared for here. Where it is refused, by status 503 of a proxy
// while the server restarts, it gives up for good. And a page that was left, and may
// come back, must not hold a connection meanwhile.

const shortest = 1000; // ms before an attempt after a refusal, twice as long each time
const longest = 30000;

// connect opens the stream at url, relative to the page. onevent is called for each
// event of the types, for those without a type, which are of the type "message", and
// for "reset", by which the server says that events may have been missed. onstate gets
// "connecting", "open" or "closed", and a text. The stream begins after the event
// lastEventId, if there is one. After so many attempts in a row that failed it is given up.
export function connect(url, { types = [], lastEventId = "", attempts = Infinity, onstate = indicate, onevent }) {
  let source = null; // the EventSource, if there is one
  let timer = 0; // of the next attempt, if there is no EventSource
  let failures = 0; // in a row
  let refusals = 0; // those after which the EventSource gave up
  let gap = false; // this is not the first EventSource
  let away = false; // the page was left with the stream open

  function open(from = lastEventId) {
    if (source) return;
    stop();
    lastEventId = from;
    const address = new URL(url, document.baseURI);
    if (lastEventId) address.searchParams.set("lastEventId", lastEventId);
    onstate("connecting", "connecting …");
    source = new EventSource(address);
    source.onopen = opened;
    source.onerror = failed;
    for (const type of new Set(["message", "reset", ...types])) source.addEventListener(type, receive);
  }

  function opened() {
    failures = refusals = 0;
    onstate("open", "connected");
    // Without an id to resume from, the new one cannot know what came before it.
    if (gap && !lastEventId) onevent(new MessageEvent("reset", { data: '{"reason":"unknown"}' }));
    gap = false;
  }

  function receive(event) {
    lastEventId = event.lastEventId || lastEventId;
    onevent(event);
  }

  function failed() {
    failures++;
    if (failures >= attempts) {
      stop();
      onstate("closed", `given up after ${failures} attempts`);
    } else if (source.readyState !== EventSource.CLOSED) {
      onstate("connecting", "connection lost, trying again …");
    } else {
      stop();
      const wait = Math.min(longest, shortest * 2 ** refusals++) * (1 + Math.random() / 4); // not all at once
      timer = setTimeout(open, wait);
      onstate("connecting", `refused, trying again in ${Math.ceil(wait / 1000)} s …`);
    }
  }

  function stop() {
    clearTimeout(timer);
    timer = 0;
    gap ||= source !== null;
    source?.close();
    source = null;
  }

  addEventListener("pagehide", () => {
    away = source !== null || timer !== 0;
    stop();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && away) open();
  });
  addEventListener("online", () => {
    if (timer) open();
  });
  open();

  return {
    // open opens the stream again after close, or after it was given up: after the
    // event with that id, or the last one seen, or with "" as one that is new.
    open(from) {
      failures = refusals = 0;
      gap &&= from !== "";
      open(from);
    },
    close() {
      stop();
      onstate("closed", "closed");
    },
  };
}

// indicate shows the state on the page.
export function indicate(state, text) {
  const shown = document.getElementById("state");
  shown.dataset.state = state;
  shown.textContent = text;
}
