package wire

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/http2"
)

// h2Head is the head of an event stream.
func h2Head(fields ...Field) string {
	return FieldsFrame(false, append([]Field{{":status", "200"}, {"content-type", "text/event-stream"}}, fields...)...)
}

func TestHTTP2Ends(t *testing.T) {
	tests := []struct {
		name         string
		text         string
		kind         EndKind
		detail, body string
	}{
		{"END_STREAM on DATA", h2Head() + DataFrame(true, "data: a\n\n"), EndComplete, "complete", "data: a\n\n"},
		{"END_STREAM on empty DATA", h2Head() + DataFrame(false, "x") + DataFrame(true, ""), EndComplete, "complete", "x"},
		{"END_STREAM on HEADERS", FieldsFrame(true, Field{":status", "204"}), EndComplete, "complete", ""},
		{"trailers", h2Head() + DataFrame(false, "x") + FieldsFrame(true, Field{"x-sum", "1"}), EndComplete, "complete", "x"},
		{"RST_STREAM", h2Head() + DataFrame(false, "x") + ResetFrame(http2.ErrCodeInternal), EndStreamReset, "with INTERNAL_ERROR", "x"},
		{"RST_STREAM at once", ResetFrame(http2.ErrCodeRefusedStream), EndStreamReset, "with REFUSED_STREAM", ""},
		{"RST_STREAM after the end", h2Head() + DataFrame(true, "x") + ResetFrame(http2.ErrCodeNo), EndComplete, "complete", "x"},
		{"GOAWAY without this stream", h2Head() + GoAwayFrame(GoAway{0, http2.ErrCodeNo}), EndGoAway, "leaves stream 1 unanswered", ""},
		{"GOAWAY with it", h2Head() + GoAwayFrame(GoAway{1, http2.ErrCodeNo}) + DataFrame(true, "x"), EndComplete, "complete", "x"},
		{"GOAWAY, then the connection is closed", h2Head() + GoAwayFrame(GoAway{1, http2.ErrCodeNo}), EndTruncated, "before END_STREAM, after GOAWAY with NO_ERROR", ""},
		{"GOAWAY with an error", h2Head() + GoAwayFrame(GoAway{1, http2.ErrCodeInternal}), EndGoAway, "after GOAWAY with INTERNAL_ERROR", ""},
		{"closed", h2Head() + DataFrame(false, "x"), EndTruncated, "before END_STREAM", "x"},
		{"closed in a frame", h2Head() + DataFrame(false, "xyz")[:10], EndTruncated, "before END_STREAM", ""},
		{"closed at once", "", EndTruncated, "before the response head", ""},
		{"interim only", FieldsFrame(true, Field{":status", "103"}), EndMalformed, "END_STREAM follows an interim", ""},
		{"DATA first", DataFrame(false, "x"), EndMalformed, "DATA before the response head", ""},
		{"no status", FieldsFrame(false, Field{"a", "b"}), EndMalformed, "no :status", ""},
		{"bad status", FieldsFrame(false, Field{":status", "2x0"}), EndMalformed, `"2x0" is malformed`, ""},
		{"padding", h2Head() + frame(http2.FrameData, http2.FlagDataPadded|http2.FlagDataEndStream, 1, []byte("\x02ab\x00\x00")), EndComplete, "complete", "ab"},
		{"too much padding", h2Head() + frame(http2.FrameData, http2.FlagDataPadded, 1, []byte("\x05ab")), EndMalformed, "padding", ""},
		{"unknown frames", h2Head() + frame(99, 1, 1, []byte("x")) + DataFrame(true, ""), EndComplete, "complete", ""},
		{"compressed fields", frame(http2.FrameHeaders, 4, 1, []byte{0x88}), EndMalformed, "not made of literals", ""},
		{"an endless frame", "\xff\xff\xff\x00\x00\x00\x00\x00\x01", EndMalformed, "16777215 bytes, more than", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := FromPieces("t", Request{Proto: HTTP2}, Piece{Text: tt.text})
			if tr.End.Kind != tt.kind || !strings.Contains(tr.End.Detail, tt.detail) || string(tr.Body) != tt.body {
				t.Errorf("got %s (%s), body %q", tr.End.Kind, tr.End.Detail, tr.Body)
			}
		})
	}
}

func TestHTTP2Head(t *testing.T) {
	tr := FromPieces("t", Request{Proto: HTTP2},
		Piece{At: 1, Text: FieldsFrame(false, Field{":status", "103"}, Field{"link", "x"})},
		Piece{At: 2, Text: h2Head(Field{"x-a", "1"}, Field{"keep-alive", "timeout=5"})},
		Piece{At: 3, Text: DataFrame(false, "id: 4\ndata: a\n\n")},
		Piece{At: 4, Text: FieldsFrame(true, Field{"x-end", "1"})},
	)
	if len(tr.Interim) != 1 || tr.Interim[0].Status != 103 || tr.Head == nil || tr.Head.Status != 200 || tr.Head.Proto != HTTP2 {
		t.Fatalf("got %+v, %+v", tr.Interim, tr.Head)
	}
	want := []Field{{"content-type", "text/event-stream"}, {"x-a", "1"}, {"keep-alive", "timeout=5"}}
	if diff := cmp.Diff(want, tr.Head.Fields); diff != "" {
		t.Error(diff)
	}
	if raw := string(tr.Raw()[tr.Head.OffsetOf("Keep-Alive"):]); !strings.HasPrefix(raw, "\x10\x0akeep-alive\x09timeout=5") {
		t.Errorf("the field is not at its place: %q", raw)
	}
	if len(tr.Head.Problems) != 1 || !strings.Contains(tr.Head.Problems[0].Message, "keep-alive is a connection-specific field") {
		t.Errorf("got %v", tr.Head.Problems)
	}
	checkTimes(t, tr)
}

func checkTimes(t *testing.T, tr *Transcript) {
	t.Helper()
	if tr.Head.FirstByteAt != 2 || tr.Head.At != 2 || tr.TimeOf(0) != 3 || len(tr.Events) != 1 || tr.Events[0].At != 3 || tr.LastEventID != "4" {
		t.Errorf("got %v, %v, %v, %+v", tr.Head.FirstByteAt, tr.Head.At, tr.TimeOf(0), tr.Events)
	}
	if tr.Framing.Kind != FramingStream || len(tr.Framing.Trailer) != 1 || tr.End.At != 4 {
		t.Errorf("got %+v, %+v", tr.Framing, tr.End)
	}
}

func TestHTTP2Problems(t *testing.T) {
	long := strings.Repeat("v", 300)
	tests := []struct {
		name, text, want string
	}{
		{"none", h2Head(Field{"x", long}, Field{"date", ""}, Field{"content-length", "1"}) + DataFrame(true, "x"), ""},
		{"connection", h2Head(Field{"connection", "close"}), "connection is a connection-specific"},
		{"transfer-encoding", h2Head(Field{"transfer-encoding", "chunked"}), "transfer-encoding is a connection-specific"},
		{"upper case", h2Head(Field{"X-A", "1"}), `"X-A" is not in lower case`},
		{"connection in upper case", h2Head(Field{"Connection", "close"}), "Connection is a connection-specific"},
		{"no token", h2Head(Field{"a b", "1"}), `"a b" is not a token`},
		{"empty name", h2Head(Field{"", "1"}), `"" is not a token`},
		{"line break", h2Head(Field{"a", "1\r\nb: 2"}), "holds the byte 0x0d"},
		{"white space", h2Head(Field{"a", " 1"}), "white space"},
		{"status twice", h2Head(Field{":status", "200"}), ":status stands here again"},
		{"status late", FieldsFrame(false, Field{"a", "b"}, Field{":status", "200"}), ":status follows"},
		{"request field", h2Head(Field{":path", "/"}), "no pseudo-header field of a response"},
		{"status 101", FieldsFrame(false, Field{":status", "101"}), "no status 101"},
		{"status 999", FieldsFrame(false, Field{":status", "999"}), "above 599"},
		{"lengths", h2Head(Field{"content-length", "1"}, Field{"content-length", "2"}), "both 1 and 2"},
		{"length", h2Head(Field{"content-length", "3"}) + DataFrame(true, "x"), "after 1 bytes, but Content-Length is 3"},
		{"body where none is", FieldsFrame(false, Field{":status", "204"}) + DataFrame(true, "x"), "has no body has DATA"},
		{"trailer goes on", h2Head() + FieldsFrame(false, Field{"a", "b"}), "lacks END_STREAM"},
		{"trailer with status", h2Head() + FieldsFrame(true, Field{":status", "200"}), "in the trailer section: :status"},
		{"frames after the end", h2Head() + DataFrame(true, "") + DataFrame(false, "x"), "DATA follows END_STREAM"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := FromPieces("t", Request{Proto: HTTP2}, Piece{Text: tt.text})
			problems := slices.Concat(tr.Head.Problems, tr.Framing.Problems)
			if tt.want == "" && len(problems) > 0 || tt.want != "" && !slices.ContainsFunc(problems, func(p Problem) bool { return strings.Contains(p.Message, tt.want) }) {
				t.Errorf("got %v, want … %s …", problems, tt.want)
			}
		})
	}
}

func TestHTTP2Limits(t *testing.T) {
	endless := strings.Repeat(FieldsFrame(false, Field{":status", "103"}), 3000)
	tests := []struct{ name, text, limit string }{
		{"interim responses", endless, "head is longer than 250 bytes"},
		{"body", h2Head() + strings.Repeat(DataFrame(false, "data"), 40), "more than 400 bytes"},
		{"empty DATA", h2Head() + strings.Repeat(DataFrame(false, ""), 50), "more than 400 bytes"},
		{"lines", h2Head() + DataFrame(false, strings.Repeat("\n", 60)), "50 line ends"},
		{"trailer", h2Head() + FieldsFrame(true, Field{"a", strings.Repeat("x", 250)}), "head is longer than 250 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := FromPieces("t", Request{Proto: HTTP2})
			tr.Limits, tr.Chunks, tr.End = small(), []Chunk{{Bytes: []byte(tt.text)}}, End{}
			b := newBuilder(tr)
			b.feed(Chunk{Bytes: []byte(tt.text)})
			if kind, err := b.state(); kind != EndLimit || !strings.Contains(err.Error(), tt.limit) {
				t.Errorf("got %s, %v", kind, err)
			}
		})
	}
}

// h2Responses are seeds.
func h2Responses() []string {
	return []string{
		h2Head() + DataFrame(false, "id: 1\ndata: a\n\n") + DataFrame(true, "data: b\n\n"),
		FieldsFrame(false, Field{":status", "103"}) + h2Head(Field{"connection", "x"}) + DataFrame(false, "data") + ResetFrame(8),
		h2Head() + GoAwayFrame(GoAway{1, 2}) + DataFrame(false, ": c\n\n") + FieldsFrame(true, Field{"A", "b"}),
		h2Head() + DataFrame(true, "") + DataFrame(false, "x"), GoAwayFrame(GoAway{}), "HTTP/1.1 400 Bad\r\n\r\n",
		h2Head() + strings.Repeat(DataFrame(false, "\n"), 60), h2Head() + DataFrame(false, strings.Repeat("data: x\n", 100)),
		FieldsFrame(false, Field{":status", strings.Repeat("2", 300)}), frame(1, 4, 1, []byte{0x10, 0x7f, 0xff, 0xff, 0xff, 0xff, 0x7f}),
	}
}

func FuzzHTTP2SplitIndependence(f *testing.F) {
	for _, response := range h2Responses() {
		f.Add(response, []byte{})
		f.Add(response, []byte{1, 1, 1, 50, 2, 40})
	}
	f.Fuzz(func(t *testing.T, response string, plan []byte) {
		for _, limits := range []Limits{{}, small()} {
			want := buildProto(t, HTTP2, limits, []Piece{{Text: response}})
			got := buildProto(t, HTTP2, limits, cut(response, plan))
			if diff := cmp.Diff(want, got, derived()); diff != "" {
				t.Errorf("the cut matters (-whole +cut):\n%s", diff)
			}
			checkPlaces(t, got)
			if limits == small() && (len(got.Body) > 400 || len(got.Frames) > 51) {
				t.Errorf("limits passed: %d bytes, %d frames", len(got.Body), len(got.Frames))
			}
		}
	})
}

func TestHTTP2JSONRoundTrip(t *testing.T) {
	for i, response := range h2Responses() {
		var pieces []Piece
		for at, p := range cut(response, []byte{30, 3, 1, 90, 90, 90, 200, 200, 200}) {
			pieces = append(pieces, Piece{At: time.Duration(at), Text: p.Text})
		}
		tr := FromPieces("saved", Request{Proto: HTTP2}, pieces...)
		tr.Stream = 1
		data, err := json.Marshal(tr)
		if err != nil {
			t.Fatal(err)
		}
		var got Transcript
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		got.err = tr.err
		if diff := cmp.Diff(tr, &got, derived()); diff != "" {
			t.Errorf("response %d (-want +got):\n%s", i, diff)
		}
	}
}
