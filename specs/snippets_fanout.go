package specs

func streamsGoHub() Snippet {
	return Snippet{"Go", "go", `func (h *Hub) Publish(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.log = append(h.log, e) // one order for all
	for s := range h.streams {
		select {
		case s.wake <- struct{}{}: // it reads the log by itself
		default:
		}
	}
}`}
}

func streamsGoFull() Snippet {
	return Snippet{"Go", "go", `select {
case s.events <- e:
default:
	s.cancel() // too slow: it resumes with its Last-Event-ID
}`}
}

func streamsGoDeadline() Snippet {
	return Snippet{"Go", "go", `rc := http.NewResponseController(w)
rc.SetWriteDeadline(time.Now().Add(10 * time.Second))
if _, err := w.Write(frame); err != nil {
	return // the client comes back
}
rc.Flush()`}
}

func streamsNodeHub() Snippet {
	return Snippet{"Node.js", "js", `streams.add(res);
res.on('close', () => streams.delete(res));

function publish(frame) {
  for (const res of streams) res.write(frame);
}`}
}

func streamsNodeDrain() Snippet {
	return Snippet{"Node.js", "js", `res.write(frame); // does not wait
if (res.writableLength > 1 << 20) {
  res.destroy(); // too slow: it resumes with its Last-Event-ID
}`}
}

func streamsPythonHub() Snippet {
	return Snippet{"Python", "python", `async def stream(request):
    queue = asyncio.Queue()  # one for each reader
    queues.add(queue)
    try:
        while True:
            yield await queue.get()
    finally:
        queues.discard(queue)`}
}
