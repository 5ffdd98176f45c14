package specs

func methodsGoHead() Snippet {
	return Snippet{"Go", "go", `w.Header().Set("Content-Type", "text/event-stream")
if r.Method == http.MethodHead {
	return // before subscribing
}`}
}

func methodsExpressHead() Snippet {
	return Snippet{"Express", "js", `app.head('/events', (req, res) => {
  res.type('text/event-stream').end();
});
app.get('/events', stream);`}
}

func methodsGoRoute() Snippet {
	return Snippet{"Go", "go", `// HEAD comes with it, and 405 with Allow for everything else
mux.HandleFunc("GET /events", stream)
mux.HandleFunc("OPTIONS /events", preflight)`}
}

func methodsExpressRoute() Snippet {
	return Snippet{"Express", "js", `const allow = (req, res, next) => {
  res.set('Allow', 'GET, HEAD, OPTIONS');
  next();
};
app.route('/events')
  .get(stream)
  .options(allow, (req, res) => res.sendStatus(204))
  .all(allow, (req, res) => res.sendStatus(405));`}
}

func methodsSpringProduces() Snippet {
	return Snippet{"Spring", "java", `// errors must not need text/event-stream, or they become a 406
@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
SseEmitter events() { return hub.subscribe(); }`}
}

func methodsRailsAccept() Snippet {
	return Snippet{"Rails", "ruby", `# no respond_to: the path says what it is
response.headers['Content-Type'] = 'text/event-stream'`}
}

func methodsNginxHTTP11() Snippet {
	return Snippet{"nginx", "nginx", `location /events {
  proxy_http_version 1.1; # the default is 1.0
  proxy_set_header Connection "";
}`}
}
