package wire

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/http2"
)

func TestHideKeepsEveryFrame(t *testing.T) {
	const nine = "*********"
	long := strings.Repeat("x", 200)
	key := func(value string) Field { return Field{"x-key", value} }
	padded := frame(http2.FrameData, http2.FlagDataPadded, 1, []byte("\x02swordfish\x00\x00"))
	tests := []struct{ name, text, want, body string }{
		{"in a field", h2Head(Field{"server", "a swordfish"}, key("a b\tc")), h2Head(Field{"server", "a " + nine}, key("* *\t*")), ""},
		{"in a long field", h2Head(key(long), Field{"server", long + "swordfish"}), h2Head(key(strings.Repeat("*", 200)), Field{"server", long + nine}), ""},
		{"in a name", h2Head(Field{"x-swordfish", "1"}), h2Head(Field{"x-" + nine, "1"}), ""},
		{"what is wrong stays wrong", h2Head(key("a\x00b")), h2Head(key("*\x00*")), ""},
		{"in data", h2Head() + DataFrame(true, "data: swordfish\n\n"), h2Head() + DataFrame(true, "data: "+nine+"\n\n"), "data: " + nine + "\n\n"},
		{
			"over two frames", h2Head() + DataFrame(false, "swor") + DataFrame(false, "") + DataFrame(true, "dfish!"),
			h2Head() + DataFrame(false, "****") + DataFrame(false, "") + DataFrame(true, "*****!"), nine + "!",
		},
		{"padded", h2Head() + padded, h2Head() + strings.Replace(padded, "swordfish", nine, 1), nine},
		{
			"an interim response, a trailer", FieldsFrame(false, Field{":status", "103"}, key("1")) + h2Head() + FieldsFrame(true, key("2")),
			FieldsFrame(false, Field{":status", "103"}, key("*")) + h2Head() + FieldsFrame(true, key("*")), "",
		},
		{"after the end", h2Head() + DataFrame(true, "x") + DataFrame(true, "swordfish"), h2Head() + DataFrame(true, "x") + DataFrame(true, nine), "x"},
		{"in a frame that is not whole", h2Head() + DataFrame(true, "swordfish!")[:18], h2Head() + DataFrame(true, nine+"!")[:18], ""},
		{"before the head", DataFrame(false, "swordfish"), DataFrame(false, nine), ""},
		{"in a frame of another type", h2Head() + frame(0x20, 0, 1, []byte("swordfish")), h2Head() + frame(0x20, 0, 1, []byte(nine)), ""},
		{"no literals", frame(http2.FrameHeaders, 4, 1, []byte("\x82swordfish")), frame(http2.FrameHeaders, 4, 1, []byte("\x82"+nine)), ""},
		{"half a literal", frame(http2.FrameHeaders, 4, 1, []byte("\x10\x7fswordfish")), frame(http2.FrameHeaders, 4, 1, []byte("\x10\x7f"+nine)), ""},
		{"no value", frame(http2.FrameHeaders, 4, 1, []byte("\x10\x01aswordfish")), frame(http2.FrameHeaders, 4, 1, []byte("\x10\x01a"+nine)), ""},
		{"a reset", h2Head() + ResetFrame(http2.ErrCodeCancel), h2Head() + ResetFrame(http2.ErrCodeCancel), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cuts := []Piece{{Text: tt.text[:len(tt.text)/2]}, {At: time.Second, Text: tt.text[len(tt.text)/2:]}}
			tr := FromPieces("hidden", Request{Proto: HTTP2}, cuts...)
			got := tr.Hide(words{"swordfish"})
			if diff := cmp.Diff([]string{tt.want, tt.body}, []string{string(got.Raw()), string(got.Body)}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if string(tr.Raw()) != tt.text {
				t.Errorf("Hide has changed its Transcript: %q", tr.Raw())
			}
			if got.End.Kind != tr.End.Kind || len(got.Events) != len(tr.Events) || len(got.Framing.Problems) != len(tr.Framing.Problems) {
				t.Errorf("got %v, %d events, %v", got.End, len(got.Events), got.Framing.Problems)
			}
			checkPlaces(t, got)
		})
	}
}

// filledTrunk returns a TrunkTranscript in which every field is set, each text to
// the given one.
func filledTrunk(t *testing.T, text string) *TrunkTranscript {
	t.Helper()
	k := new(TrunkTranscript)
	for field, value := range reflect.ValueOf(k).Elem().Fields() {
		if field.IsExported() && field.Name != "Streams" {
			fill(t, value, text)
		}
	}
	k.Frames[0].Type = http2.FramePing
	k.Streams = []*Transcript{filled(t, text)}
	k.Streams[0].replay()
	return k
}

// TestTrunkIsSavedWhole sets every field: what comes back from JSON must have them
// all.
func TestTrunkIsSavedWhole(t *testing.T) {
	want := filledTrunk(t, "text")
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got TrunkTranscript
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, &got, cmpopts.IgnoreUnexported(TrunkTranscript{}, Transcript{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestHideMissesNoTextOfATrunk plants a secret in every text that is saved, but
// for the names and the vocabulary of the protocols.
func TestHideMissesNoTextOfATrunk(t *testing.T) {
	k := filledTrunk(t, "swordfish")
	k.Name, k.TLS.Version, k.TLS.CipherSuite, k.TLS.ALPN = "name", "TLS 1.3", "X", "h2"
	k.URL = "https://h/swordfish?token=abc"
	k.Frames[0].Fields = []Field{{":path", "/swordfish?token=abc"}, {":authority", "swordfish"}, {"x-key", "other secret"}, {"swordfish", "swordfish"}}
	k.Frames = append(k.Frames, k.Frames[0])
	copy(k.Frames[1].Opaque[:], "fish")
	k.Streams = []*Transcript{FromPieces("stream", Request{Proto: HTTP2, Header: []Field{{"x-key", "other secret"}}}, Piece{Text: h2Head(Field{"x-key", "other secret"}) + DataFrame(false, "swordfish")})}
	before := cmp.Diff(k, filledTrunk(t, ""), cmpopts.IgnoreUnexported(TrunkTranscript{}, Transcript{}))
	data, err := json.Marshal(k.Hide(words{"swordfish"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"swordfish", "token=abc", "other secret"} {
		if at := bytes.Index(data, []byte(secret)); at >= 0 {
			t.Errorf("%s is left: …%s", secret, data[max(0, at-60):])
		}
	}
	if after := cmp.Diff(k, filledTrunk(t, ""), cmpopts.IgnoreUnexported(TrunkTranscript{}, Transcript{})); before != after {
		t.Errorf("Hide has changed its TrunkTranscript: %s", after)
	}
	if hidden := k.Hide(words{"fish"}).Frames[1].Opaque; string(hidden[:4]) != "****" {
		t.Errorf("got the PING %q", hidden)
	}
}
