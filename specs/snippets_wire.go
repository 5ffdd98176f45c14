package specs

func httpHead() Snippet {
	return Snippet{"HTTP", "http", `HTTP/1.1 200 OK
Content-Type: text/event-stream
Cache-Control: no-store, no-transform
X-Accel-Buffering: no`}
}

func wireFrame() Snippet {
	return Snippet{"event stream", "text", `id: 42
event: price
data: {"symbol":"ACME","price":12.5}

: the blank line above ends the frame`}
}

func wireFailed() Snippet {
	return Snippet{"event stream", "text", `event: failed
data: {"reason":"the source is not reachable"}

: errors of the application have a type and data like other events`}
}

func wireEmptyData() Snippet {
	return Snippet{"event stream", "text", `event: close
data:

: without the data line no listener would run`}
}

func wireBlankLines() Snippet {
	return Snippet{"event stream", "text", `data: first paragraph
data:
data: second paragraph

: one event, with a blank line in its data`}
}

func wireTrailingNewline() Snippet {
	return Snippet{"event stream", "text", `data: the only line
data:

: one event, whose data ends with a line feed`}
}

func wireEdges() Snippet {
	return Snippet{"event stream", "text", `data: :smile:
data:  indented by one space

: the first space behind the colon belongs to the field`}
}

func wireReference() Snippet {
	return Snippet{"event stream", "text", `id: 42
event: snapshot
data: {"url":"/snapshots/42","bytes":1843200}

: clients that need the snapshot fetch it`}
}

func wireRetryFirst() Snippet {
	return Snippet{"event stream", "text", `retry: 3700

id: 1
data: the first event

: a frame without data sets the time and fires no event`}
}

func wireComment() Snippet {
	return Snippet{"event stream", "text", `: ping

data: an event, some time later

: a line that begins with a colon reaches no handler`}
}

func wireReset() Snippet {
	return Snippet{"event stream", "text", `id: 4711
event: reset
data: {"reason":"the history does not go back that far"}

: the id is the newest one, from which the client can resume`}
}
