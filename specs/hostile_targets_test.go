package specs

import (
	"crypto/tls"
	"slices"
	"strings"
	"testing"
)

// hostile is a Target that means no good, and what a run must say of it.
type hostile struct {
	name  string
	serve handler
	tls   bool // the URL begins with https
	kind  string
	// says is a regular expression for the error or, if there is none, for one of
	// the results.
	says string
	hook handler // answers the publish hook, if there is one
	// command is a publish hook that is a command.
	command   string
	bodyBytes int  // of the request
	full      bool // as much memory as by default
}

// The kinds of error that a run ends with.
const (
	unreachable = "unreachable"
	noEvents    = "no stream"
	judged      = ""
	either      = "judged or not" // by which probe comes first
)

func hostiles(t *testing.T) []hostile {
	t.Helper()
	server := secureServer(nil)
	t.Cleanup(server.Close)
	cert := server.TLS.Certificates[0]
	return slices.Concat(hostileLater(), hostileHooks(), hostileConnections(cert), hostileHeads(), hostileRedirects(), hostileFramings(), hostileBodies(), hostileHTTP2())
}

// hostileConnections do not get as far as HTTP.
func hostileConnections(cert tls.Certificate) []hostile {
	const noHTTP = "not an HTTP/1 response"
	return []hostile{
		{name: "accepts and says nothing", serve: mute, kind: noEvents, says: "no response within [0-9]"},
		{name: "closes without an answer", serve: answersAndCloses(""), kind: unreachable, says: "closed before its first byte"},
		{name: "resets without an answer", serve: resets, kind: unreachable, says: "reset the connection"},
		{name: "garbage", serve: forever("", "\x00\xff\x1b[2J\r\n"), kind: unreachable, says: noHTTP + `: "\\x00\\xff\\x1b`},
		{name: "HTTP/0.9", serve: answersAndCloses("<html>hello</html>"), kind: unreachable, says: noHTTP + `: "<html>`},
		{name: "an SSH banner", serve: answers("SSH-2.0-OpenSSH_9.9\r\n"), kind: unreachable, says: "SSH-2.0"},
		{name: "frames of HTTP/2", serve: answers("\x00\x00\x12\x04\x00\x00\x00\x00\x00"), kind: unreachable, says: noHTTP},
		{name: "plain HTTP on a TLS port", tls: true, serve: noTLS, kind: unreachable, says: "what answers does not speak TLS"},
		{name: "TLS on a plain port", serve: answers("\x15\x03\x01\x00\x02\x02\x46"), kind: unreachable, says: noHTTP},
		{name: "TLS that stalls after the ClientHello", tls: true, serve: mute, kind: unreachable, says: "the TLS handshake was not complete within [0-9]"},
		{name: "TLS of one byte a second", tls: true, serve: drippedTLS(cert), kind: unreachable, says: "the TLS handshake was not complete within [0-9]"},
		{name: "TLS that is cut off", tls: true, serve: cutTLS, kind: unreachable, says: "(closed|reset) the connection in the TLS handshake|TLS handshake was not complete"},
		{name: "TLS records of garbage", tls: true, serve: tlsGarbage, kind: unreachable, says: "secure connection to 127.0.0.1:[0-9]+: "},
		{name: "a flood over TLS", full: true, tls: true, serve: secured(cert, forever(streamHead, "data: x\n\n")), kind: unreachable, says: "memory: not read further"},
		{name: "does not read the request", serve: nil, bodyBytes: 32 << 20, kind: unreachable, says: "write request: the target did not read it within [0-9]"},
	}
}

// hostileHeads do not get as far as the body.
func hostileHeads() []hostile {
	const ok, long = "HTTP/1.1 200 OK\r\n", "head is longer than 64 KiB"
	return []hostile{
		{name: "endless status line", serve: forever("HTTP/1.1 200 ", "x"), kind: unreachable, says: long},
		{name: "endless header field", serve: forever(ok+"X: ", "x"), kind: unreachable, says: long},
		{name: "endless header fields", serve: forever(ok, "X: y\r\n"), kind: unreachable, says: long},
		{name: "endless interim responses", serve: forever("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), kind: unreachable, says: long},
		{name: "a cookie of 1 MiB", serve: answers(ok + "Set-Cookie: a=" + strings.Repeat("x", 1<<20) + "\r\n\r\n"), kind: unreachable, says: long},
		{name: "a head of one byte a second", serve: dripping("", streamHead), kind: noEvents, says: "no whole response head, only [0-9]+ bytes, within [0-9]"},
		{name: "a status line full of controls", serve: answers("HTTP/1.1 500 \x1b]0;x\x07" + strings.Repeat("\x1b[31m", 5000) + "\r\n\r\n"), kind: noEvents, says: "not an event stream: status 500"},
		{name: "a media type of 60 KiB", serve: answers(ok + "Content-Type: " + strings.Repeat("x/", 30_000) + "\r\n\r\n"), kind: noEvents, says: `media type "x/x/`},
		{name: "switching protocols", serve: answers("HTTP/1.1 101 Switching Protocols\r\n\r\n"), kind: noEvents, says: "status 101"},
		{name: "a gzip bomb", serve: answers(ok+"Content-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n", bomb()), kind: noEvents, says: `content coding "gzip"`},
	}
}

func hostileRedirects() []hostile {
	to := func(location string) handler { return moved(func(int64) string { return location }) }
	return []hostile{
		{name: "a redirect loop", serve: to("/events"), kind: noEvents, says: "follow redirect to .*/events: 20 redirects were followed already"},
		{name: "redirects to ever longer URLs", serve: moved(func(n int64) string { return "/" + strings.Repeat("x", 2000*int(n%30)) }), kind: noEvents, says: "20 redirects were followed already"},
		{name: "a redirect without a Location", serve: answers("HTTP/1.1 302 Found\r\n\r\n"), kind: noEvents, says: "status 302 Found without a Location"},
		{name: "a redirect to a file", serve: to("file:///etc/passwd"), kind: noEvents, says: `status 302 Found to "file:///etc/passwd", which no client`},
		{name: "a redirect to an unknown host", serve: to("http://nowhere.invalid/"), kind: unreachable, says: "follow redirect to http://nowhere.invalid/: .*no such host"},
		{name: "a redirect to a closed port", serve: to("http://127.0.0.1:1/"), kind: unreachable, says: "follow redirect to http://127.0.0.1:1/: .*refused"},
	}
}

// hostileFramings have an endless or impossible framing of the body.
func hostileFramings() []hostile {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
	const chunked = head + "Transfer-Encoding: chunked\r\n\r\n"
	return []hostile{
		{name: "a chunk size that overflows", serve: answers(chunked + "ffffffffffffffff\r\ndata: x\n\n"), kind: judged, says: "chunk size .* overflows"},
		{name: "a chunk that never comes", serve: answers(chunked + "7fffffffffffffff\r\n"), kind: judged, says: "nothing for [0-9]|silent"},
		{name: "an endless chunk size", serve: forever(chunked, "0"), kind: unreachable, says: "line of a chunk size is longer than 64 KiB"},
		{name: "endless chunk extensions", serve: forever(chunked+"1", ";x=y"), kind: unreachable, says: "line of a chunk size is longer than 64 KiB"},
		{name: "endless trailers", serve: forever(chunked+"0\r\n", "X: y\r\n"), kind: unreachable, says: "trailer section is longer than 64 KiB|memory: not read further"},
		{name: "chunks of one byte", serve: forever(chunked, "1\r\n\n\r\n"), kind: unreachable, says: "memory: not read further|line ends: not read further"},
		{name: "a huge Content-Length and nothing", serve: answers(head + "Content-Length: 9223372036854775807\r\n\r\n"), kind: judged, says: "no-content-length"},
		{name: "two lengths", serve: answers(head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"), kind: judged, says: "Content-Length is both 1 and 2|Content-Length stands here again"},
		{name: "responses that nobody asked for", serve: forever(head+"Content-Length: 0\r\n\r\n", head+"Content-Length: 0\r\n\r\n"), kind: judged, says: "the server ended the stream"},
	}
}

// hostileBodies are endless or strange event streams.
func hostileBodies() []hostile {
	const memory, line = "memory: not read further", "line at byte [0-9]+ is longer than 1048576 bytes|memory: not read further"
	id := strings.Repeat("i", 60<<10)
	return []hostile{
		{name: "an endless line", full: true, serve: forever(streamHead+"data: ", "x"), kind: unreachable, says: line},
		{name: "NULs for ever", serve: forever(streamHead, "\x00"), kind: unreachable, says: line},
		{name: "an id of megabytes", serve: forever(streamHead+"id: ", "1"), kind: unreachable, says: line},
		{name: "an endless event", serve: forever(streamHead, "data: "+strings.Repeat("x", 1000)+"\n"), kind: unreachable, says: "event at byte 0 is longer than 4194304 bytes|" + memory},
		{name: "an endless event of short lines", serve: forever(streamHead, "data\n"), kind: unreachable, says: "event at byte 0 is longer than 4194304 bytes|" + memory},
		{name: "endless comments", serve: forever(streamHead, ":\n"), kind: unreachable, says: "event at byte 0 is longer than 4194304 bytes|" + memory},
		{name: "endless blank lines", serve: forever(streamHead, "\n"), kind: unreachable, says: memory},
		{name: "a flood of tiny events", full: true, serve: forever(streamHead, "data\n\n"), kind: unreachable, says: memory},
		{name: "a flood of large events", full: true, serve: forever(streamHead, "data: "+strings.Repeat("\xff", 100<<10)+"\n\n"), kind: unreachable, says: memory},
		{name: "a flood of distinct events", full: true, serve: growing(streamHead, 1<<30), kind: unreachable, says: memory},
		{name: "a long id and a flood of events", full: true, serve: forever(streamHead+"id: "+id+"\n", "data\n\n"), kind: unreachable, says: memory},
		{name: "100,000 events at once", serve: growing(streamHead, 100_000), kind: unreachable, says: memory},
		{name: "a flood that ignores us", serve: deaf, kind: unreachable, says: memory},
		{name: "one byte a second, no blank line", serve: dripping(streamHead, "data: "+strings.Repeat("x", 100)), kind: judged, says: "pass framing-is-event-stream: [0-9]+ frames"},
		{name: "another answer each time", serve: inTurn(answers(streamHead+"data: x\n\n"), answers("HTTP/1.1 500 Oops\r\n\r\n"), forever("", "\x00"), resets, mute), kind: either, says: "a further stream is not served|no complete head|gave up|not an HTTP/1 response"},
	}
}

// hostileHooks publish nothing, beside a stream that carries no events.
func hostileHooks() []hostile {
	const ok = "HTTP/1.1 200 OK\r\n"
	quiet := answers(streamHead + "retry: 1000\n\n")
	hook := func(name string, answer handler, says string) hostile {
		return hostile{name: "a hook " + name, serve: quiet, hook: answer, kind: judged, says: says}
	}
	command := func(name, command, says string) hostile {
		return hostile{name: "a command that " + name, serve: quiet, command: command, kind: judged, says: says}
	}
	const fault = "publish hook does not work: "
	return []hostile{
		hook("that hangs", mute, fault+"no answer in time"),
		hook("that closes", answersAndCloses(""), fault+"the connection was closed before there was an answer"),
		hook("that resets", resets, fault+".*reset"),
		hook("of garbage", forever("", "\x00\xff\r\n"), fault+"what answers does not speak HTTP"),
		hook("with an endless head", forever(ok, "X: y\r\n"), fault+"the head of the answer is longer than 64 KiB"),
		hook("with an endless answer", forever(ok+"\r\n", "x"), "a published event did not arrive"),
		hook("with an answer of one byte a second", dripping(ok+"\r\n", strings.Repeat("x", 100)), fault+"200 OK, but not a whole answer: no answer in time"),
		hook("with a gzip bomb", answers(ok+"Content-Encoding: gzip\r\nContent-Length: 999999999\r\n\r\n", bomb()), "a published event did not arrive"),
		hook("that redirects for ever", moved(func(int64) string { return "/publish" }), fault+".*redirects"),
		command("hangs", "sleep 600 & sleep 600", fault+"the command did not end in time"),
		command("floods", "yes", fault+"the command did not end in time"),
		{name: "a flood beside a hook", serve: forever(streamHead, "data: x\n\n"), hook: answers(ok + "Content-Length: 0\r\n\r\n"), kind: unreachable, says: "gave up on the exchange \"first\": .*memory: not read further"},
	}
}
