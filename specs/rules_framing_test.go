package specs

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// eventStreamRows are about bodies that are no event streams, and about how
// the last frame ends.
func eventStreamRows() []row {
	const is, blank = "framing-is-event-stream", "framing-blank-line-ends-frame"
	ignored := func(lines string) want {
		return breaks(because("no line of the body is a field", "data, event, id, retry or comment lines", lines+" lines"))
	}
	cut := func(bytes string) want {
		return breaks(because("before a blank line", "a blank line at the end", bytes+" bytes"))
	}
	return append([]row{
		{is, "events", watched("id: 1\ndata: a\n\n"), keeps("1 frames")},
		{is, "comments only", watched(": a\n\n: b\n\n"), keeps("2 frames")},
		{is, "comments without blank lines", watched(": a\n: b\n"), keeps("1 frames")},
		{is, "blank lines only", watched("\n\n"), keeps("2 frames")},
		{is, "a reconnection time only", watched("retry: 5\n\n"), keeps("1 frames")},
		{is, "an unknown field beside a known", watched("foo: a\ndata: b\n\n"), keeps("1 frames")},
		{is, "JSON", ended(`‸{"error":"no"}`), ignored("1")},
		{is, "JSON that ends with lines", ended("‸{\n\"error\": \"no\"\n}\n\n"), ignored("3")},
		{is, "HTML", watched("‸<html>\r\n<p>data: a</p>\r\n\r\n"), ignored("2")},
		{is, "the first byte of a line", watched("d"), keeps("1 frames")},
		{is, "the last bytes before the end", ended("‸error"), ignored("1")},
		{is, "fields in upper case", watched("‸DATA: a\n\n"), ignored("1")},

		{blank, "a blank line", ended("data: a\n\n"), keeps("1 streams ended with a blank line")},
		{blank, "CRLF", ended("data: a\r\n\r\n"), keeps("1 streams")},
		{blank, "CR", ended("data: a\r\r"), keeps("1 streams")},
		{blank, "nothing at all", ended(""), keeps("1 streams")},
		{blank, "a part of a comment", ended("data: a\n\n: b"), keeps("1 streams")},
		{blank, "in HTTP/1.0", sceneOf(probeStream, taped(mainStream, text("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n"))), keeps("1 streams")},
		{blank, "our close", watched("data: a\n"), doesNotApply("the server ended no stream")},
		{blank, "our limit", sceneOf(probeStream, taped(mainStream, text(streamHead+"data: a"), wire.Piece{End: wire.EndLimit})), hinders("gave up on the exchange")},
		{blank, "no stream", sceneOf(probeStream, taped(mainStream, text("HTTP/1.1 500 No\r\n\r\nno"))), doesNotApply("the server ended no stream")},
		{blank, "a line without its end", ended("data: a\n\n‸data: b"), cut("7")},
		{blank, "a line without a blank one", ended("‸data: a\n"), cut("8")},
		{blank, "data behind a comment", ended("‸: a\ndata: b\n"), cut("12")},
		{blank, "spaces are no blank line", ended("‸data: a\n \n"), cut("10")},
		{blank, "cut amid a chunk", sceneOf(probeStream, taped(mainStream, text(chunkedHead+"5\r\n‸data"))), cut("4")},
		{blank, "one of two", sceneOf(probeStream, live(mainStream, "data: a"), taped(controlStream, text(streamHead+"‸data: a\n"))), cut("8")},
	}, unseenRows(is)...)
}

// lineEndRows are about CR, LF and the length of lines.
func lineEndRows() []row {
	const one, size = "framing-one-line-end", "framing-line-size"
	long := func(n int) string { return "data: " + strings.Repeat("x", n-len("data: \n")) + "\n" }
	tooLong := func(bytes string) evidence {
		return because("a line that many clients cannot read", "at most 65536 bytes", bytes+" bytes")
	}
	return append([]row{
		{one, "LF", watched("data: a\n\n: b\n\n"), keeps("every line ends with LF")},
		{one, "CRLF", watched("data: a\r\n\r\n: b\r\n\r\n"), keeps("every line ends with CRLF")},
		{one, "a last line without end", watched("data: a\r\n\r\ndata"), keeps("every line ends with CRLF")},
		{one, "CR amid CRLF inside a chunk border", sceneOf(probeStream, taped(mainStream, text(streamHead+"data: a\r"), text("\n\r"), text("\n"), closedAt(9))), keeps("CRLF")},
		{one, "a lone CR", watched("data: a\n‸data: b\rdata: c\n\n"), breaks(because("a lone CR", "LF or CRLF", "CR"))},
		{one, "CR throughout", watched("‸data: a\r\r"), breaks(because("a lone CR", "LF or CRLF", "CR"))},
		{one, "LF after CRLF", watched("data: a\r\n\r\n‸: b\n\n"), breaks(because("line ends are mixed", "CRLF everywhere", "LF"))},
		{one, "CRLF after LF", watched("data: a\n‸\r\n"), breaks(because("line ends are mixed", "LF everywhere", "CRLF"))},

		{size, "short", watched("data: a\n\n"), keeps("the longest line has 8 bytes")},
		{size, "64 KiB", watched(long(65536) + "\n"), keeps("the longest line has 65536 bytes")},
		{size, "64 KiB and a byte", watched("id: 1\n‸" + long(65537) + "\n"), breaks(tooLong("65537"))},
		{size, "a comment", watched("‸:" + long(70000) + "\n"), breaks(tooLong("70001"))},
		{size, "a line that did not end", watched("‸" + strings.TrimSuffix(long(70001), "\n")), breaks(tooLong("70000"))},
	}, unseenRows(one, size)...)
}

// fieldNameRows are about the names of fields and frames without data.
func fieldNameRows() []row {
	const exact, unknown, data = "framing-field-name-exact", "framing-no-unknown-field", "framing-event-has-data"
	meant := func(want, actual string) evidence { return because("a client ignores this field", want, actual) }
	ignored := func(name string) evidence {
		return because("a field that clients ignore", "data, event, id or retry", name)
	}
	lost := func(typ string) evidence { return because("is never dispatched", "a data line", "event: "+typ) }
	return append([]row{
		{exact, "all of them", watched("id: 1\nevent: a\nretry: 5\ndata\n\n"), keeps("every field name is literal")},
		{exact, "another name", watched("Datum: a\nDATA1: b\n\n"), keeps("every field name is literal")},
		{exact, "a part cut by our close", watched("data: a\n\nData"), keeps("every field name is literal")},
		{exact, "behind the mark at the start", watched("\uFEFFdata: a\n\n"), keeps("every field name is literal")},
		{exact, "a capital", watched("id: 1\n‸Data: a\n\n"), breaks(meant("data", `"Data"`))},
		{exact, "spaces around", watched("‸ data: a\n‸event : b\n‸\tid: 1\n\n"), breaks(meant("data", `" data"`), meant("event", `"event "`), meant("id", `"\tid"`))},
		{exact, "no colon", watched("‸RETRY\n\n"), breaks(meant("retry", `"RETRY"`))},

		{unknown, "none", watched("id: 1\ndata: a\n\n: c\n\n"), keeps("no unknown fields")},
		{unknown, "misspelt ones are not its matter", watched("Data: a\n\n"), keeps("no unknown fields")},
		{unknown, "a part cut by our close", watched("data: a\n\nda"), keeps("no unknown fields")},
		{unknown, "one twice", watched("‸foo: a\nfoo: b\ndata: c\n\n"), breaks(ignored(`"foo"`))},
		{unknown, "lines of text", watched("data: {\n‸\"a\": 1\n‸}\n\n"), breaks(ignored(`"\"a\""`), ignored(`"}"`))},
		{unknown, "a name that begins like one", watched("‸dataset: a\n\n"), breaks(ignored(`"dataset"`))},

		{data, "data", watched("event: a\ndata\n\n"), keeps("every frame with a type has data")},
		{data, "neither", watched("retry: 5\n\nid: 1\n\n\n"), keeps("every frame with a type has data")},
		{data, "unfinished", watched("event: a\n"), keeps("every frame with a type has data")},
		{data, "a type alone", watched("data: x\n\n‸event: close\n\n"), breaks(lost("close"))},
		{data, "a type and an id", watched("‸id: 1\nevent: ping\n\n‸event\n\n"), breaks(lost("ping"), lost(""))},
		{data, "misspelt data", watched("‸event: a\nDATA: b\n\n"), breaks(lost("a"))},
	}, unseenRows(exact, unknown, data)...)
}

func TestMeantName(t *testing.T) {
	tests := []struct{ name, want string }{
		{"data", "data"},
		{"Event", "event"},
		{" \tID\u00A0", "id"},
		{"\uFEFFretry", "retry"},
		{"data-x", ""},
		{"da ta", ""},
		{"", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := meantName(tt.name); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
