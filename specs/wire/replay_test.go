package wire

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// derived compares Transcripts without what the cut of the bytes changes.
func derived() cmp.Options {
	return cmp.Options{
		cmpopts.IgnoreUnexported(Transcript{}),
		cmpopts.IgnoreFields(Transcript{}, "Chunks"),
		cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b error) bool { return (a == nil) == (b == nil) && (a == nil || a.Error() == b.Error()) }),
	}
}

// cut returns text in pieces whose lengths plan chooses; by ones after that.
func cut(text string, plan []byte) []Piece {
	var pieces []Piece
	for i := 0; len(text) > 0; i++ {
		n := 1
		if i < len(plan) {
			n = 1 + int(plan[i])
		}
		n = min(n, len(text))
		pieces = append(pieces, Piece{Text: text[:n]})
		text = text[n:]
	}
	return pieces
}

// responses are seeds: each way through the parser at least once.
func responses() []string {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
	return []string{
		ok + "\r\n\ufeffid: 1\r\ndata: a\r\n\r\nretry: 5\rdata\r\rdata: un",
		ok + "Transfer-Encoding: chunked\r\n\r\n9;a=b\r\ndata: a\n\n\r\n1 \nx\n0\r\nX: y\r\n\r\nrest",
		ok + "Content-Length: 9\r\n\r\ndata: a\n\n+",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200\nA : b\n c\nd\n\n:x\n\n",
		"HTTP/1.1 204 No Content\r\nTransfer-Encoding: gzip, chunked\r\n\r\nx",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
		chunkedHead + "FFFFFFFFFFFFFFFFF\r\n", chunkedHead + "1\r\nab", chunkedHead + "zz\r\n",
		"HTTP/1.1 OK\r\n\r\n", "SSH-2.0-OpenSSH\r\n", "\x00", "",
		chunkedHead + "1;" + strings.Repeat("x", 300) + "\r\n", chunkedHead + "0\r\n" + strings.Repeat("a: b\r\n", 60) + "\r\n",
		"HTTP/1.1 200 " + strings.Repeat("x", 300) + "\r\n\r\n",
		ok + "\r\n" + strings.Repeat("\r\n", 60), ok + "\r\ndata: " + strings.Repeat("x", 100) + "\n\n",
		ok + "\r\n" + strings.Repeat(":\r\n", 20) + strings.Repeat("data: 12345678\n", 8) + "\n",
		ok + "\r\n" + strings.Repeat("data: 123456\n\n", 40), ok + "\r\nid: " + strings.Repeat("1", 40) + "\n\n",
	}
}

// small are limits that the seeds exceed.
func small() Limits {
	return Limits{HeadBytes: 250, BodyBytes: 400, Lines: 50, Stream: eventstream.Options{MaxLineBytes: 80, MaxEventBytes: 1000, MaxIDBytes: 20}}
}

func build(t *testing.T, limits Limits, pieces []Piece) *Transcript {
	t.Helper()
	return buildProto(t, "", limits, pieces)
}

func buildProto(t *testing.T, proto string, limits Limits, pieces []Piece) *Transcript {
	t.Helper()
	tr := FromPieces("fuzz", Request{Proto: proto})
	tr.Limits, tr.End, tr.Chunks = limits, End{}, nil
	b := newBuilder(tr)
	for _, p := range pieces {
		b.feed(Chunk{Bytes: []byte(p.Text)})
	}
	b.finish(b.endOf(pieces))
	return tr
}

func FuzzSplitIndependence(f *testing.F) {
	for _, response := range responses() {
		f.Add(response, []byte{})
		f.Add(response, []byte{1, 1, 1, 50, 2, 40})
	}
	f.Fuzz(func(t *testing.T, response string, plan []byte) {
		for _, limits := range []Limits{{}, small()} {
			want := build(t, limits, []Piece{{Text: response}})
			got := build(t, limits, cut(response, plan))
			if diff := cmp.Diff(want, got, derived()); diff != "" {
				t.Errorf("the cut matters (-whole +cut):\n%s", diff)
			}
			if !bytes.Equal(got.Raw(), []byte(response)) {
				t.Errorf("raw bytes: got %q", got.Raw())
			}
			checkPlaces(t, got)
			if limits == small() && (len(got.Body) > 400 || len(got.Frames) > 51) {
				t.Errorf("limits passed: %d bytes, %d frames", len(got.Body), len(got.Frames))
			}
		}
	})
}

// checkPlaces compares what the Transcript points at with what is there.
func checkPlaces(t *testing.T, tr *Transcript) {
	t.Helper()
	raw := tr.Raw()
	if h := tr.Head; h != nil && !bytes.HasPrefix(raw[h.Offset:], h.Raw) {
		t.Errorf("head is not at %d", h.Offset)
	}
	for _, f := range tr.Frames {
		for _, l := range f.Lines {
			if !bytes.HasPrefix(tr.Body[l.Offset:], l.Raw) {
				t.Errorf("line %q is not at %d", l.Raw, l.Offset)
			}
		}
	}
	for _, p := range tr.Framing.Problems {
		if p.Offset < 0 || p.Offset >= int64(len(raw)) {
			t.Errorf("problem %v is outside of %d bytes", p, len(raw))
		}
	}
}

func TestReplay(t *testing.T) {
	for i, response := range responses() {
		tr := FromText("replay", "", cut(response, []byte{30, 3, 1})...)
		want := tr.snapshot()
		tr.Head, tr.Body, tr.Framing.Problems = &Head{Status: 999}, []byte("stale"), []Problem{{0, "stale"}}
		tr.Events, tr.LastEventID = nil, "stale"
		if err := Replay(tr); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, tr, derived()); diff != "" {
			t.Errorf("response %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestReplayRefusesWhatContradictsItself(t *testing.T) {
	tests := []struct {
		name string
		tr   Transcript
		want string
	}{
		{"time runs backwards", Transcript{Chunks: []Chunk{{At: 2}, {At: 1}}}, "chunks[1] is earlier"},
		{"before the start", Transcript{Chunks: []Chunk{{At: -1}}}, "chunks[0] is earlier"},
		{"end before the start", Transcript{End: End{Kind: EndClosed, At: -1}}, "end is before the start"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := Replay(&tt.tr); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want … %s …", err, tt.want)
			}
		})
	}
}

func TestReplayOfAnOpenTranscript(t *testing.T) {
	tr := FromText("open", "HTTP/1.1 200 OK\r\n\r\ndata: a\n\ndata: un")
	tr.End = End{}
	if err := Replay(tr); err != nil {
		t.Fatal(err)
	}
	if len(tr.Frames) != 1 || tr.End.Kind != EndOpen {
		t.Errorf("got %d frames, %v", len(tr.Frames), tr.End)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	tr := FromPieces(
		"saved",
		Request{Method: "POST", Body: []byte("\x00\xff"), Header: []Field{{"Last-Event-ID", "\xff7"}, {"X-A", "ü<"}}},
		Piece{At: time.Second, Text: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"},
		Piece{At: 2 * time.Second, Text: "\ufeffdata: \xff\r"}, Piece{At: 3 * time.Second, Text: "\n\r\nid: 9\n\ndata: un", End: EndReset},
	)
	tr.Start = time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	tr.Connected, tr.Secured, tr.Sent = 1, 2, 3
	tr.End.Detail = "reset \xff"
	tr.TLS = &TLSInfo{Version: "TLS 1.3", CipherSuite: "X", ALPN: "http/1.1", ServerName: "h", Peer: "p"}
	tr.Redirects = []Redirect{{At: 1, Method: "POST", URL: "http://a/", Status: 307, Location: "/\xff", Target: "http://b/", Dropped: []string{"Cookie"}}}

	data, err := json.Marshal(tr)
	if err != nil {
		t.Fatal(err)
	}
	var got Transcript
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tr, &got, cmpopts.IgnoreUnexported(Transcript{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(got.Events) != 1 || got.Events[0].LastEventID != "\ufffd7" || got.LastEventID != "9" {
		t.Errorf("events: got %+v, id %q", got.Events, got.LastEventID)
	}
	if got.TimeOf(10) != 2*time.Second || got.TimeOf(12) != 3*time.Second {
		t.Errorf("times: got %v, %v", got.TimeOf(10), got.TimeOf(12))
	}
	again, err := json.Marshal(&got)
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("saved again: %v\n%s\n%s", err, data, again)
	}
}

func TestJSONHoldsNoSecrets(t *testing.T) {
	tr := FromPieces("redacted", Request{URL: mustURL(t, "http://user:secret@h/"), Header: []Field{{"cookie", "secret"}, {"Proxy-Authorization", "secret"}, {"X-Key", "secret"}}})
	data, err := json.Marshal(tr.Redact("x-key"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(data, []byte("secret\"")) || bytes.Contains(data, []byte("dXNlcj")) || bytes.Count(data, []byte(Redacted)) != 4 {
		t.Errorf("got %s", data)
	}
	if got, _ := tr.Request.Get("Cookie"); got != "secret" {
		t.Errorf("Redact changed its Transcript: %q", got)
	}
	if data, err = json.Marshal([]Transcript{*tr}); err != nil || bytes.Contains(data, []byte("dXNlcj")) {
		t.Errorf("by value: got %s, %v", data, err)
	}
	unsent := &Transcript{Request: Request{URL: mustURL(t, "ftp://user:secret@h/")}}
	if data, err = json.Marshal(unsent); err != nil || bytes.Contains(data, []byte("secret")) {
		t.Errorf("got %s, %v", data, err)
	}
}

func TestLoadErrors(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"no JSON", "{", "unexpected end"},
		{"another schema", `{"schema":"x"}`, `schema "x" is not`},
		{"unknown end", `{"schema":"ssegauge/transcript/v1","end":{"kind":"odd"}}`, `"odd" is none`},
		{"bad URL", `{"schema":"ssegauge/transcript/v1","name":"n","request":{"url":":"},"end":{"kind":"open"}}`, "load transcript n: "},
		{"bad times", `{"schema":"ssegauge/transcript/v1","chunks":[{"at_ns":-1}],"end":{"kind":"open"}}`, "chunks[0]"},
		{"bad text", `{"schema":"ssegauge/transcript/v1","end":{"kind":"open","detail":{"base64":"!"}}}`, "illegal base64"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := &Transcript{Name: "kept"}
			if err := tr.UnmarshalJSON([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) || tr.Name != "kept" {
				t.Errorf("got %v, want … %s …; %q", err, tt.want, tr.Name)
			}
		})
	}
}
