package specs

func goHead() Snippet {
	return Snippet{"Go net/http", "go", `func events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store, no-transform")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	http.NewResponseController(w).Flush() // the head, before any event
}`}
}

func goErrorFirst() Snippet {
	return Snippet{"Go net/http", "go", `room, err := hub.Join(r.Context(), r.PathValue("room"))
if err != nil { // as long as there is no head
	http.Error(w, "no such room", http.StatusNotFound)
	return
}
w.Header().Set("Content-Type", "text/event-stream")`}
}

func goFlush() Snippet {
	return Snippet{"Go net/http", "go", `io.WriteString(w, text) // the whole frame in one write
http.NewResponseController(w).Flush()`}
}

func goHeartbeat() Snippet {
	return Snippet{"Go net/http", "go", `beat := time.NewTicker(15 * time.Second)
for {
	select {
	case <-r.Context().Done():
		return
	case <-beat.C:
		io.WriteString(w, ": ping\n\n")
	case text := <-events:
		io.WriteString(w, text)
	}
	http.NewResponseController(w).Flush()
}`}
}

func goNoDeadline() Snippet {
	return Snippet{"Go net/http", "go", `// http.Server.WriteTimeout counts from the request, whatever is written.
http.NewResponseController(w).SetWriteDeadline(time.Time{})`}
}

func goShutdown() Snippet {
	return Snippet{"Go net/http", "go", `// Shutdown waits for streams to end by themselves: tell them to.
stop := make(chan struct{})
server.RegisterOnShutdown(func() { close(stop) })

select { // in the loop of the handler
case <-stop:
	return
case text := <-events:
	io.WriteString(w, text)
}`}
}

func goSeats() Snippet {
	return Snippet{"Go net/http", "go", `select {
case seats <- struct{}{}: // a buffered channel, one place for each stream
	defer func() { <-seats }()
default:
	w.Header().Set("Retry-After", "5")
	http.Error(w, "too many streams", http.StatusServiceUnavailable)
	return
}`}
}

func goProxy() Snippet {
	return Snippet{"Go httputil", "go", `// Frames the body anew and flushes an event stream at once, byte by byte as
// it came.
proxy := &httputil.ReverseProxy{
	Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(app) },
}`}
}

func goRetry() Snippet {
	return Snippet{"Go net/http", "go", `delay := 3*time.Second + rand.N(2*time.Second) // not all at once
fmt.Fprintf(w, "retry: %d\n\n", delay.Milliseconds())`}
}

func goMaxBytes() Snippet {
	return Snippet{"Go net/http", "go", `data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
if err != nil {
	http.Error(w, "more than 1 MiB", http.StatusRequestEntityTooLarge)
	return
}`}
}
