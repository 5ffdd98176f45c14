package specs

func expressHead() Snippet {
	return Snippet{"Express", "js", `app.get("/events", (req, res) => {
  res.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
  });
  res.flushHeaders(); // the head, before any event
});`}
}

func expressNoCompression() Snippet {
	return Snippet{"Express", "js", `app.use(compression({
  filter: (req, res) =>
    !/^text\/event-stream/.test(res.getHeader("Content-Type")) &&
    compression.filter(req, res),
}));`}
}

func expressFlush() Snippet {
	return Snippet{"Express", "js", `res.write(frame(text));
res.flush?.(); // there if compression() is, which holds bytes back`}
}

func expressJSONLimit() Snippet {
	return Snippet{"Express", "js", `app.use(express.json({ limit: "1mb" })); // 100kb by default`}
}

func expressDone() Snippet {
	return Snippet{"Express", "js", `if (job.finished) return res.status(204).end(); // the client stops`}
}

func expressSafeFields() Snippet {
	return Snippet{"Express", "js", `if (/[\0\r\n]/.test(id) || /[\r\n]/.test(event)) {
  return res.status(400).send("id and event: want one line");
}`}
}

func expressParseID() Snippet {
	return Snippet{"Express", "js", `const text = req.get("Last-Event-ID") ?? "";
const lastID = /^[0-9]{1,15}$/.test(text) ? Number(text) : null; // no error`}
}

func nodeShutdown() Snippet {
	return Snippet{"Node.js", "js", `process.on("SIGTERM", () => {
  for (const res of clients) res.end(); // not destroy()
  server.close();
});`}
}

func nodeHeartbeat() Snippet {
	return Snippet{"Node.js", "js", `const beat = setInterval(() => res.write(": ping\n\n"), 15_000);
res.on("close", () => clearInterval(beat));`}
}

func nodeRetry() Snippet {
	return Snippet{"Node.js", "js", `const ms = 3000 + Math.floor(Math.random() * 2000); // not all at once
res.write("retry: " + ms + "\n\n");`}
}

func nodeJSONLine() Snippet {
	return Snippet{"Node.js", "js", `res.write("data: " + JSON.stringify({ type, message, time }) + "\n\n");`}
}

func nodeIndentedJSON() Snippet {
	return Snippet{"Node.js", "js", `res.write(frame(JSON.stringify(snapshot, null, 1))); // a line per value`}
}

func nodeEncodeID() Snippet {
	return Snippet{"Node.js", "js", `const id = Buffer.from(key).toString("base64url");`}
}

func nodeFanOut() Snippet {
	return Snippet{"Node.js", "js", `const text = frame(event.data); // once: if it throws, no client is touched
for (const client of clients) {
  client.write(text);
  if (client.writableLength > 1_000_000) client.destroy(); // too slow
}`}
}

func ioredisEnvelope() Snippet {
	return Snippet{"Node.js, ioredis", "js", `const publish = (event) => redis.publish("events", JSON.stringify(event));

subscriber.on("message", (channel, text) => {
  const { id, type, data } = JSON.parse(text); // all of the event
  broadcast("id: " + id + "\nevent: " + type + "\n" + frame(data));
});`}
}
