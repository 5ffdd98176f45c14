package specs

func corsGo() Snippet {
	return Snippet{"Go", "go", `h := w.Header()
h.Add("Vary", "Origin")
if origin := r.Header.Get("Origin"); slices.Contains(allowed, origin) {
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
}`}
}

func corsGoPreflight() Snippet {
	return Snippet{"Go", "go", `// before authentication
if r.Method == http.MethodOptions {
	h.Set("Access-Control-Allow-Methods", "GET")
	h.Set("Access-Control-Allow-Headers",
		"Last-Event-ID, Cache-Control, Authorization")
	w.WriteHeader(http.StatusNoContent)
	return
}`}
}

func corsExpress() Snippet {
	return Snippet{"Express", "js", `app.use('/events', cors({
  origin: ['https://app.example', 'https://admin.example'],
  credentials: true,
  allowedHeaders: ['Last-Event-ID', 'Cache-Control', 'Authorization'],
})); // before authentication; adds Vary: Origin`}
}

func corsNginx() Snippet {
	return Snippet{"nginx", "nginx", `map $http_origin $allowed {
  https://app.example $http_origin; # empty for all others
}
# in the location; hide what the application adds
proxy_hide_header Access-Control-Allow-Origin;
add_header Access-Control-Allow-Origin $allowed always;
add_header Vary Origin always;
add_header Access-Control-Allow-Headers
  "Last-Event-ID, Cache-Control, Authorization" always;
if ($request_method = OPTIONS) { return 204; }`}
}
