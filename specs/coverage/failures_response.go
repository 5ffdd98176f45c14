package coverage

// responseFailures (A) lie in the response head, or in the choice of a method.
func responseFailures() []Concern {
	return []Concern{
		{ID: "A1", Text: "An error page, a login page or JSON is served where a stream is expected; browsers abort with a complaint about the MIME type.", Seen: "dunglas/mercure#143", By: []string{"response-media-type", "framing-is-event-stream"}},
		{ID: "A2", Text: "A charset is appended to the media type that is not utf-8, or that a strict client refuses.", Seen: "adamchel/rn-eventsource#6", By: []string{"response-charset-utf-8"}},
		{ID: "A3", Text: "An error is sent as status 200 with an event stream's type and a JSON body, so that every client reconnects for ever.", Seen: "sanity-io/client#1236", By: []string{"ending-no-error-as-stream", "ending-no-reconnect-loop", "framing-is-event-stream"}},
		{ID: "A4", Text: "A single 5xx during a deployment ends a browser's EventSource for good.", Seen: "Yaffle/EventSource#88", By: []string{"restart-status", "response-status-200", "ending-retry-after"}},
		{ID: "A5", Text: "A stream that is finished is asked for again and again, because no 204 ever says so.", Seen: "rwf2/Rocket#2665", By: []string{"ending-finished-is-204"}},
		{ID: "A6", Text: "A redirect loses the stream, loops, or sends credentials to another origin.", Seen: "EventSource/eventsource#273", By: []string{"redirect-ends", "redirect-same-origin", "redirect-keeps-https"}},
		{ID: "A7", Text: "A CDN or a browser stores the stream, answers from a cache, or transforms it.", Seen: "mdn/content#12085", By: []string{"response-cache-no-store", "response-no-transform", "response-no-shared-cache", "response-no-validator", "caching-*"}},
		{ID: "A8", Text: "nginx or a proxy like it holds events back.", Seen: "alexandrevicenzi/go-sse#13", By: []string{"response-no-accel-buffering", "liveness-event-flushed"}},
		{ID: "A9", Text: "A transfer coding that HTTP does not know (identity) makes strict clients refuse the response.", Seen: "https://www.rfc-editor.org/rfc/rfc9112#section-7", By: []string{"response-framing-valid"}},
		{ID: "A10", Text: "A client of HTTP/1.0 is sent chunks and reads their sizes as data.", Seen: "https://www.rfc-editor.org/rfc/rfc9112#section-6.1", By: []string{"methods-http10"}},
		{ID: "A11", Text: "A body that only a close can end is announced with keep-alive.", Seen: "https://www.rfc-editor.org/rfc/rfc9112#section-6.3", By: []string{"response-persistent-framing"}},
		{ID: "A12", Text: "The stream has a Content-Length and stops at that byte.", Seen: "https://www.rfc-editor.org/rfc/rfc9110#section-8.6", By: []string{"response-no-content-length"}},
		{ID: "A13", Text: "Over HTTP/2 the response carries Connection, Keep-Alive or Transfer-Encoding; Safari then drops the whole connection.", Seen: "bartblast/hologram#1262", By: []string{"http2-no-connection-fields"}},
		{ID: "A14", Text: "HEAD is answered by the handler for GET and never ends: health checks hang, and each holds a worker.", Seen: "kemalcr/kemal#798", By: []string{"methods-head-ends", "methods-head-no-body", "methods-head-like-get"}},
		{ID: "A15", Text: "OPTIONS, PUT or POST open a stream without end, because the handler does not look at the method.", Seen: "https://www.rfc-editor.org/rfc/rfc9110#section-9.1", By: []string{"methods-options-ends", "methods-other-refused", "methods-allow"}},
		{ID: "A16", Text: "The stream opens in a browser and not in curl or an SDK, or the other way round, because of the Accept field.", Seen: "spring-projects/spring-framework#23821", By: []string{"methods-accept"}},
		{ID: "A17", Text: "A page of another origin cannot connect, or any origin can with the user's cookies.", Seen: "mdn/content#34669", By: []string{"cors-one-origin", "cors-no-wildcard-with-credentials", "cors-no-reflected-credentials", "cors-vary-origin"}},
		{ID: "A18", Text: "A fetch-based client of another origin can connect and not resume: the preflight forbids Last-Event-ID.", Seen: "dunglas/mercure#535", By: []string{"cors-preflight-ok", "cors-preflight-last-event-id", "cors-preflight-authorization"}},
		{ID: "A19", Text: "The seventh tab hangs in silence: six connections to a host are all that a browser opens over HTTP/1.1.", Seen: "freenet/freenet-core#5213", By: []string{"http2-offered", "http2-many-streams"}},
		{ID: "A20", Text: "A token in the query ends up in logs, since EventSource cannot set a header.", Seen: "WebThingsIO/gateway#2863", Excluded: "What a server logs is not seen from outside. The suite sends tokens in a header, a cookie or the query, and hides them in reports."},
	}
}
