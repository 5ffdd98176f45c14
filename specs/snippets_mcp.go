package specs

func mcpExchange() Snippet {
	return Snippet{"HTTP", "http", `POST /mcp HTTP/1.1
Accept: application/json, text/event-stream
Content-Type: application/json

{"jsonrpc":"2.0","id":1,"method":"ping"}

HTTP/1.1 200 OK
Content-Type: application/json

{"jsonrpc":"2.0","id":1,"result":{}}`}
}

func mcpNotified() Snippet {
	return Snippet{"HTTP", "http", `POST /mcp HTTP/1.1
Content-Type: application/json

{"jsonrpc":"2.0","method":"notifications/initialized"}

HTTP/1.1 202 Accepted
Content-Length: 0`}
}

func mcpNoGet() Snippet {
	return Snippet{"HTTP", "http", `HTTP/1.1 405 Method Not Allowed
Allow: POST, DELETE`}
}

func mcpVersionRefused() Snippet {
	return Snippet{"HTTP", "http", `HTTP/1.1 400 Bad Request
Content-Type: application/json

{"jsonrpc":"2.0","error":{"code":-32000,"message":"version: 2025-11-25"}}`}
}

func mcpIDRefused() Snippet {
	return Snippet{"HTTP", "http", `HTTP/1.1 400 Bad Request
Content-Type: application/json

{"jsonrpc":"2.0","error":{"code":-32000,"message":"unknown event ID"}}`}
}

func mcpStream() Snippet {
	return Snippet{"event stream", "text", `id: 3-0
data:

id: 3-1
event: message
data: {"jsonrpc":"2.0","id":7,"result":{"content":[]}}

: the response is the last event, then the stream ends`}
}

func mcpPrimed() Snippet {
	return Snippet{"event stream", "text", `id: 3-0
data:

: stream 3 of the session can be resumed from its first moment on`}
}

func mcpPolling() Snippet {
	return Snippet{"event stream", "text", `id: 3-0
retry: 5000
data:

: now the server may close; the client asks again with Last-Event-ID: 3-0`}
}

func mcpSQLReplay() Snippet {
	return Snippet{"SQL", "sql", `SELECT e.id, e.message FROM events e
JOIN events last ON last.id = :last_event_id AND last.session = :session
WHERE e.stream = last.stream AND e.position > last.position
ORDER BY e.position;`}
}
