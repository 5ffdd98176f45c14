package specs

// The functions below return Snippets of the chapters on many streams.

func streamsGoOneLog() Snippet {
	return Snippet{"Go", "go", `cursor := events.After(topic, r.Header.Get("Last-Event-ID"))
for {
	for _, frame := range cursor.Next() { // encoded once, when published
		w.Write(frame)
	}
	rc.Flush()
	select {
	case <-cursor.Woken():
	case <-r.Context().Done():
		return
	}
}`}
}

func streamsGoHeaderFirst() Snippet {
	return Snippet{"Go", "go", `id := r.Header.Get("Last-Event-ID")
if id == "" {
	id = r.URL.Query().Get("lastEventId")
}`}
}

func streamsGoGap() Snippet {
	return Snippet{"Go", "go", `if !events.Holds(id) {
	fmt.Fprintf(w, "id: %s\nevent: reset\ndata: {}\n\n", events.LastID())
}`}
}

func streamsNodeStoredFrame() Snippet {
	return Snippet{"Node.js", "js", `const frame = 'id: ' + id + '\nevent: ' + type +
  data.split('\n').map((line) => '\ndata: ' + line).join('') + '\n\n';
history.push({ id, frame });
for (const res of streams) res.write(frame);`}
}

func streamsNodeHeaderFirst() Snippet {
	return Snippet{"Node.js", "js", `const id = req.headers['last-event-id'] || req.query.lastEventId;`}
}

func streamsNodeSubscribeFirst() Snippet {
	return Snippet{"Node.js", "js", `const waiting = [];
let send = (e) => waiting.push(e);
bus.on(topic, (e) => send(e)); // first
let last = req.get('Last-Event-ID');
for (const e of await history.after(topic, last)) {
  res.write(e.frame);
  last = e.seq;
}
send = (e) => e.seq > last && res.write(e.frame);
waiting.forEach(send);`}
}

func streamsWireHeartbeat() Snippet {
	return Snippet{"the stream", "text", `: ping

id: 42
event: reset
data: {}`}
}

func streamsRedisShared() Snippet {
	return Snippet{"Redis", "sh", `redis-cli XADD topic:news MAXLEN '~' 10000 '*' type note data hello
redis-cli XRANGE topic:news '(1700000000000-0' + COUNT 1000  # resume
redis-cli XREAD BLOCK 15000 STREAMS topic:news 1700000000000-7`}
}

func streamsSQLShared() Snippet {
	return Snippet{"SQL", "sql", `SELECT id, type, data FROM events
WHERE topic = 'news' AND id > 1041
ORDER BY id;`}
}

func streamsSQLGap() Snippet {
	return Snippet{"SQL", "sql", `-- no row: events after this id have been deleted, so send a reset
SELECT 1 FROM events WHERE topic = 'news' AND id = 1041;`}
}
