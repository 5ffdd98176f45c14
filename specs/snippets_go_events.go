package specs

func goFrame() Snippet {
	return Snippet{"Go", "go", `func frame(data string) string {
	data = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data)
	return "data: " + strings.ReplaceAll(data, "\n", "\ndata: ") + "\n\n"
}`}
}

func goOptionalFields() Snippet {
	return Snippet{"Go", "go", `if e.ID != "" {
	fmt.Fprintf(&b, "id: %s\n", e.ID)
}
if e.Type != "" {
	fmt.Fprintf(&b, "event: %s\n", e.Type)
}
b.WriteString(frame(e.Data))`}
}

func goSafeFields() Snippet {
	return Snippet{"Go net/http", "go", `if strings.ContainsAny(e.ID+e.Type, "\x00\r\n") {
	http.Error(w, "id and event: want one line", http.StatusBadRequest)
	return
}`}
}

func goSafeID() Snippet {
	return Snippet{"Go", "go", `// safe.MatchString(id) is true for ids that survive the way there and back.
var safe = regexp.MustCompile("^[A-Za-z0-9._:-]{1,200}$")`}
}

func goEncodeID() Snippet {
	return Snippet{"Go", "go", `id := base64.RawURLEncoding.EncodeToString(key)`}
}

func goPadID() Snippet {
	return Snippet{"Go", "go", `id := fmt.Sprintf("%020d", seq) // sorts as text like seq as a number`}
}

func goPublish() Snippet {
	return Snippet{"Go", "go", `func (h *Hub) Publish(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last++
	e.ID = fmt.Sprintf("%s-%d", h.epoch, h.last) // once, for every client
	h.history.Append(e)
	for client := range h.clients {
		client.Send(e) // into a queue of its own, without waiting
	}
}`}
}

func goFanOut() Snippet {
	return Snippet{"Go", "go", `for client := range clients {
	select {
	case client.queue <- text:
	default: // too slow: the end of its stream makes it resume
		delete(clients, client)
		close(client.queue)
	}
}`}
}

func goScannerBuffer() Snippet {
	return Snippet{"Go", "go", `lines := bufio.NewScanner(response.Body)
lines.Buffer(nil, 16<<20) // 64 KiB by default`}
}

func goSubscribeFirst() Snippet {
	return Snippet{"Go", "go", `live := hub.Subscribe(r.Context(), topic) // first: new events wait there
last := lastID
for _, e := range history.After(topic, lastID) {
	send(w, e)
	last = e.ID
}
for e := range live {
	if e.ID > last { // numbers; not sent by the replay
		send(w, e)
	}
}`}
}

func goReset() Snippet {
	return Snippet{"Go net/http", "go", `lastID := r.Header.Get("Last-Event-ID")
missed, known := history.After(topic, lastID)
if lastID != "" && !known {
	io.WriteString(w, "event: reset\ndata:\n\n") // load your state anew
}
for _, e := range missed {
	send(w, e)
}`}
}

func goFreshIsLive() Snippet {
	return Snippet{"Go net/http", "go", `live := hub.Subscribe(r.Context(), topic)
if lastID := r.Header.Get("Last-Event-ID"); lastID != "" {
	replay(w, history.After(topic, lastID)) // only for who asks
}
follow(w, live)`}
}
