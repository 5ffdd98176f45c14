package specs

func mercureLink() Snippet {
	return Snippet{"HTTP", "http", `HTTP/1.1 200 OK
Content-Type: application/json
Link: <https://example.com/.well-known/mercure>; rel="mercure"`}
}

func mercureNginx() Snippet {
	return Snippet{"nginx", "nginx", `location = /.well-known/mercure {
    proxy_pass http://hub:3000;
    proxy_read_timeout 24h;
    proxy_buffering off;
}`}
}

func mercureTopics() Snippet {
	return Snippet{"curl", "sh", `curl -N -G https://example.com/.well-known/mercure \
  --data-urlencode 'topic=https://example.com/books/1' \
  --data-urlencode 'topic=https://example.com/books/2'`}
}

func mercureGoTopics() Snippet {
	return Snippet{"Go net/http", "go", `topics := r.URL.Query()["topic"] // Get would return the first alone
if len(topics) == 0 {
	http.Error(w, "topic is missing", http.StatusBadRequest)
	return
}`}
}

func mercurePHPTopics() Snippet {
	return Snippet{"PHP", "php", `// $_GET keeps the last value of a repeated name.
preg_match_all('/(?:^|&)topic=([^&]*)/', $_SERVER['QUERY_STRING'], $m);
$topics = array_map('urldecode', $m[1]);`}
}

func mercureUpdate() Snippet {
	return Snippet{"event stream", "text", `id: urn:uuid:e1ee88e2-532a-4d6f-ba70-f0f8bd584022
data: {"@id":"https://example.com/books/1","title":"SSE"}`}
}

func mercureGoID() Snippet {
	return Snippet{"Go google/uuid", "go", `id := "urn:uuid:" + uuid.NewString()`}
}

func mercureResumeByQuery() Snippet {
	return Snippet{"browser", "js", `const url = new URL("https://example.com/.well-known/mercure");
url.searchParams.append("topic", "https://example.com/books/1");
url.searchParams.append("lastEventID", idWhenThePageWasRendered);
const source = new EventSource(url);`}
}

func mercureGoLastEventID() Snippet {
	return Snippet{"Go net/http", "go", `id := r.Header.Get("Last-Event-ID")
if id == "" { // a browser's first request
	id = r.URL.Query().Get("lastEventID")
}`}
}

func mercureFromStart() Snippet {
	return Snippet{"curl", "sh", `curl -N -G https://example.com/.well-known/mercure \
  --data-urlencode 'topic=https://example.com/books/1' \
  -d lastEventID=earliest`}
}

func mercureBolt() Snippet {
	return Snippet{"Mercure.rocks, Caddyfile", "text", `mercure {
    transport bolt {
        path /data/mercure.db
        size 10000
    }
}`}
}

func mercureResumed() Snippet {
	return Snippet{"HTTP", "http", `GET /.well-known/mercure?topic=a HTTP/1.1
Last-Event-ID: urn:uuid:1

HTTP/1.1 200 OK
Content-Type: text/event-stream
Last-Event-ID: urn:uuid:1

id: urn:uuid:2
data: the first update after it`}
}

func mercureUnknown() Snippet {
	return Snippet{"HTTP", "http", `GET /.well-known/mercure?topic=a HTTP/1.1
Last-Event-ID: urn:uuid:forgotten

HTTP/1.1 200 OK
Content-Type: text/event-stream
Last-Event-ID: earliest`}
}

func mercureGoAnswer() Snippet {
	return Snippet{"Go net/http", "go", `replay, before := history.After(id) // before is id, if it was found
if before == "" {
	before = "earliest"
}
w.Header().Set("Last-Event-ID", before)
w.WriteHeader(http.StatusOK)`}
}

func mercureRefused() Snippet {
	return Snippet{"HTTP", "http", `HTTP/1.1 401 Unauthorized
WWW-Authenticate: Bearer`}
}

func mercureGoClaims() Snippet {
	return Snippet{"Go net/http", "go", `if !slices.Contains(claims.Mercure.Publish, topic) &&
	!slices.Contains(claims.Mercure.Publish, "*") {
	http.Error(w, "the token is not for this topic", http.StatusForbidden)
	return
}`}
}

func mercureGoVerify() Snippet {
	return Snippet{"Go golang-jwt", "go", `token, err := jwt.ParseWithClaims(text, &claims,
	func(*jwt.Token) (any, error) { return key, nil },
	jwt.WithValidMethods([]string{"HS256"}), // never what the token says
)
if err != nil || !token.Valid {
	http.Error(w, "invalid token", http.StatusUnauthorized)
	return
}`}
}

func mercureKeys() Snippet {
	return Snippet{"Mercure.rocks, Caddyfile", "text", `mercure {
    publisher_jwt {env.MERCURE_PUBLISHER_JWT_KEY} HS256
    subscriber_jwt {env.MERCURE_SUBSCRIBER_JWT_KEY} HS256
}`}
}

func mercurePublished() Snippet {
	return Snippet{"HTTP", "http", `HTTP/1.1 200 OK
Content-Type: text/plain

urn:uuid:e1ee88e2-532a-4d6f-ba70-f0f8bd584022`}
}

func mercureGoPublished() Snippet {
	return Snippet{"Go net/http", "go", `w.Header().Set("Content-Type", "text/plain")
io.WriteString(w, update.ID)`}
}
