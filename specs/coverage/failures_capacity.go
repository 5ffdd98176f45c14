package coverage

// capacityFailures (F) show with many streams, or with clients that leave.
func capacityFailures() []Concern {
	return []Concern{
		{ID: "F1", Text: "Clients leave and the server does not notice: connections grow for ever.", Seen: "dust-tt/dust#24357", By: []string{"lifecycle-fin-noticed", "lifecycle-rst-noticed", "lifecycle-serves-after-churn"}},
		{ID: "F2", Text: "A slot is lost when a client leaves before the body.", Seen: "stemdeckapp/stemdeck#513", By: []string{"lifecycle-slots-after-reset"}},
		{ID: "F3", Text: "One reader that stops reading stops everybody, and the publisher.", Seen: "grafana/grafana#119937", By: []string{"fanout-stalled-reader-delays-nobody"}},
		{ID: "F4", Text: "Memory grows with slow readers.", Seen: "IBM/mcp-context-forge#1682", By: []string{"fanout-gap-closes"}, Excluded: "Memory is not seen from outside; that a reader who falls behind is let go is."},
		{ID: "F5", Text: "A slow reader misses events and is not told.", Seen: "langerma/dumpstore#42", By: []string{"fanout-gap-closes"}},
		{ID: "F6", Text: "A second client gets nothing: a stream holds the only worker.", Seen: "puma/puma#1009", By: []string{"response-further-streams", "lifecycle-requests-beside-streams"}},
		{ID: "F7", Text: "Descriptors run out and nobody is accepted.", Seen: "socketio/socket.io#1079", Excluded: "How many streams are enough is the operator's to say: a matter of load, not of conformance."},
		{ID: "F8", Text: "There is no limit, or it is reached without a word on when to come back.", Seen: "stemdeckapp/stemdeck#88", By: []string{"ending-retry-after"}, Excluded: "Reaching the limit is a matter of load."},
		{ID: "F9", Text: "An HTTP/2 server gives a connection few streams after its client has cancelled some.", Seen: "icing/mod_h2#232", By: []string{"http2-cancelled-streams-freed"}},
		{ID: "F10", Text: "HTTP/2 streams are refused, or the connection is closed, by a low limit or a guard.", Seen: "nodejs/node#55888", By: []string{"http2-stream-limit", "http2-stays-up", "http2-many-streams"}},
		{ID: "F11", Text: "An alert fires, because the lifetime of a stream is counted as the latency of a request.", Seen: "mem9-ai/drive9#633", Excluded: "A fault of monitoring, not of the stream."},
		{ID: "F12", Text: "A load tool misses the first events, or measures the client that is always served first.", Seen: "rexxars/sse-broadcast-benchmark#36", Excluded: "A fault of the tool, not of the server; the suite publishes when its streams are open."},
		{ID: "F13", Text: "Streams are held and served unfairly after a deployment.", Seen: "owncloud/ocis#7382", Excluded: "The spread between the first and the last of thousands is a matter of load."},
	}
}
