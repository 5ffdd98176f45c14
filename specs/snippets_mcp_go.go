package specs

func mcpGoHandler() Snippet {
	return Snippet{"Go SDK", "go", `about := &mcp.Implementation{Name: "files", Version: "1.0.0"}
server := mcp.NewServer(about, nil)
handler := mcp.NewStreamableHTTPHandler(
	func(*http.Request) *mcp.Server { return server }, nil)
http.Handle("/mcp", handler)`}
}

func mcpGoNotification() Snippet {
	return Snippet{"Go net/http", "go", `if message.ID == nil { // a notification: there is nothing to respond
	w.WriteHeader(http.StatusAccepted)
	return
}`}
}

func mcpGoNoGet() Snippet {
	return Snippet{"Go net/http", "go", `mux.HandleFunc("GET /mcp", func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", "POST, DELETE")
	http.Error(w, "there is no stream", http.StatusMethodNotAllowed)
})`}
}

func mcpGoMessage() Snippet {
	return Snippet{"Go net/http", "go", `text, err := json.Marshal(response) // one message, on one line
if err != nil {
	return err
}
fmt.Fprintf(w, "id: %s\nevent: message\ndata: %s\n\n", id, text)
return http.NewResponseController(w).Flush() // and the handler is done`}
}

func mcpGoSessionID() Snippet {
	return Snippet{"Go crypto/rand", "go", `w.Header().Set("Mcp-Session-Id", rand.Text())`}
}

func mcpGoSession() Snippet {
	return Snippet{"Go net/http", "go", `id := r.Header.Get("Mcp-Session-Id")
if id == "" {
	http.Error(w, "Mcp-Session-Id is missing", http.StatusBadRequest)
	return
}
session, ok := sessions.Get(id)
if !ok {
	http.Error(w, "the session has ended", http.StatusNotFound)
	return
}`}
}

func mcpGoDelete() Snippet {
	return Snippet{"Go net/http", "go", `sessions.Remove(session.ID) // first: from now on it is not found
session.Close()             // ends its streams
w.WriteHeader(http.StatusNoContent)`}
}

func mcpGoOrigin() Snippet {
	return Snippet{"Go net/http", "go", `origin := r.Header.Get("Origin") // browsers send it, other clients do not
if origin != "" && !slices.Contains(trusted, origin) {
	http.Error(w, "untrusted origin", http.StatusForbidden)
	return
}`}
}

func mcpGoVersion() Snippet {
	return Snippet{"Go net/http", "go", `version := r.Header.Get("MCP-Protocol-Version")
if version != "" && !slices.Contains(supported, version) {
	http.Error(w, "unsupported protocol version", http.StatusBadRequest)
	return
}`}
}

func mcpGoPrime() Snippet {
	return Snippet{"Go net/http", "go", `fmt.Fprintf(w, "id: %d-0\ndata:\n\n", stream.Number)
http.NewResponseController(w).Flush() // before the work begins`}
}

func mcpGoID() Snippet {
	return Snippet{"Go", "go", `id := fmt.Sprintf("%d-%d", stream.Number, len(stream.Events))`}
}

func mcpGoReplay() Snippet {
	return Snippet{"Go net/http", "go", `stream, position, ok := session.Find(r.Header.Get("Last-Event-ID"))
if !ok {
	http.Error(w, "unknown event ID", http.StatusBadRequest)
	return
}
for _, event := range stream.After(position) { // of this stream alone
	io.WriteString(w, event)
}`}
}
