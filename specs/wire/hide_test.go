package wire

import (
	"bytes"
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// words are Secrets: each of them, and the header X-Key.
type words []string

func (words) SecretHeader(name string) bool { return strings.EqualFold(name, "X-Key") }

func (w words) Mask(b []byte) []byte {
	b = bytes.Clone(b)
	for _, word := range w {
		b = bytes.ReplaceAll(b, []byte(word), bytes.Repeat([]byte("*"), len(word)))
	}
	return b
}

func (w words) URL(s string) string {
	return strings.ReplaceAll(w.Text(s), "token=abc", "token=[redacted]")
}

func (w words) Text(s string) string { return strings.NewReplacer(w[0], "[redacted]").Replace(s) }

func TestHideKeepsEveryByteInItsPlace(t *testing.T) {
	tests := []struct {
		name   string
		pieces []string
		raw    string
		body   string
	}{
		{
			"until the end",
			[]string{"HTTP/1.1 200 OK\r\nX-Key: a\tb c\r\nServer: swordfish\r\n\r\nid: sword", "fish\n\n"},
			"HTTP/1.1 200 OK\r\nX-Key: *\t* *\r\nServer: *********\r\n\r\nid: *********\n\n", "id: *********\n\n",
		},
		{
			"in chunks",
			[]string{chunkedHead + "9\r\n: swordfi\r\n", "4;x=y\r\nsh\n\n\r\n0\r\n\r\n"},
			chunkedHead + "9\r\n: *******\r\n4;x=y\r\n**\n\n\r\n0\r\n\r\n", ": *********\n\n",
		},
		{
			"a trailer",
			[]string{chunkedHead + "0\r\nX-Key: a b\r\nA: swordfish\r\n", "\r\n"},
			chunkedHead + "0\r\nX-Key: * *\r\nA: *********\r\n\r\n", "",
		},
		{"the last chunk is cut", []string{chunkedHead + "f\r\nswordfish"}, chunkedHead + "f\r\n*********", "*********"},
		{"with bytes after the body", []string{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nswordfish swordfish"}, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n********* *********", "*********"},
		{
			"an interim response, folded lines",
			[]string{"HTTP/1.1 103 Hi\r\nx-key: 1\r\n\r\nHTTP/1.1 200 OK\r\nX-Key: 2\r\n 3\r\nA: b\r\n\r\n"},
			"HTTP/1.1 103 Hi\r\nx-key: *\r\n\r\nHTTP/1.1 200 OK\r\nX-Key: *\r\n *\r\nA: b\r\n\r\n", "",
		},
		{"no response", []string{"swordfish!"}, "*********!", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := FromText("hidden", tt.pieces[0])
			if len(tt.pieces) > 1 {
				tr = FromText("hidden", tt.pieces[0], Piece{At: time.Second, Text: tt.pieces[1]})
			}
			before := string(tr.Raw())
			got := tr.Hide(words{"swordfish"})
			if diff := cmp.Diff([]string{tt.raw, tt.body}, []string{string(got.Raw()), string(got.Body)}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if string(tr.Raw()) != before {
				t.Errorf("Hide has changed its Transcript: %q", tr.Raw())
			}
			if len(got.Events) != len(tr.Events) || len(got.Frames) != len(tr.Frames) || got.End.Kind != tr.End.Kind {
				t.Errorf("got %d events, %d frames, %v", len(got.Events), len(got.Frames), got.End)
			}
			checkPlaces(t, got)
		})
	}
}

// TestHideMissesNoText plants a secret in every text that is saved, but for the
// vocabulary of the protocols.
func TestHideMissesNoText(t *testing.T) {
	tr := filled(t, "swordfish")
	tr.Name, tr.Request.Proto = "name", "HTTP/1.1"
	tr.TLS.Version, tr.TLS.CipherSuite, tr.TLS.ALPN = "TLS 1.3", "X", "http/1.1"
	tr.Request.Header[0].Name = "A"
	tr.Request.URL = mustURL(t, "http://u:p@h/swordfish?token=abc")
	tr.Request.Header = append(tr.Request.Header, Field{"x-key", "other secret"})
	for i := range tr.Redirects {
		tr.Redirects[i].Dropped = []string{"Cookie"}
	}
	data, err := json.Marshal(tr.Hide(words{"swordfish"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"swordfish", "token=abc", "other secret", "u:p@"} {
		if at := bytes.Index(data, []byte(secret)); at >= 0 {
			t.Errorf("%s is left: …%s", secret, data[max(0, at-60):])
		}
	}
}

func TestHideStandsAnAddressThatBecomesNone(t *testing.T) {
	tr := FromPieces("odd", Request{URL: mustURL(t, "http://h:8080/events")})
	tr.Request.URL = &url.URL{Scheme: "http", Host: "[::1"}
	if got := tr.Hide(words{"::1"}).Request.URL; got.Host != "[***" {
		t.Errorf("got %v", got)
	}
}

// filled returns a Transcript in which every observed field is set, each text to
// the given one.
func filled(t *testing.T, text string) *Transcript {
	t.Helper()
	tr := FromText("filled", "HTTP/1.1 200 OK\r\nServer: "+text+"\r\n\r\ndata: "+text+"\n\n")
	v := reflect.ValueOf(tr).Elem()
	for field, value := range v.Fields() {
		if field.IsExported() && field.Name != "Chunks" && !isDerived(field.Name) {
			fill(t, value, text)
		}
	}
	tr.Request.URL, tr.Limits.BodyBytes, tr.Limits.HeadBytes, tr.Limits.Lines = mustURL(t, "http://h/"), 1<<20, 1<<20, 1<<20
	tr.Limits.Stream.MaxLineBytes, tr.Limits.Stream.MaxEventBytes, tr.Limits.Stream.MaxIDBytes = 1<<20, 1<<20, 1<<20
	return tr
}

// isDerived names the fields of Transcript that follow from the others.
func isDerived(name string) bool {
	derived := []string{"Interim", "Head", "Framing", "Body", "Frames", "Events", "LastEventID", "Retry", "StreamErr"}
	return slices.Contains(derived, name)
}

// fill sets v and all that it holds.
func fill(t *testing.T, v reflect.Value, text string) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		v.SetUint(7)
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i), text)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), text)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), text)
	case reflect.Struct:
		fillStruct(t, v, text)
	default:
		t.Fatalf("a Transcript holds a %s: say here how it is set", v.Type())
	}
}

func fillStruct(t *testing.T, v reflect.Value, text string) {
	t.Helper()
	switch v.Addr().Interface().(type) {
	case *time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)))
	case *url.URL:
	default:
		for _, value := range v.Fields() {
			fill(t, value, text)
		}
	}
}

// TestEveryFieldIsSaved sets every field that is not derived: what comes back
// from JSON must have them all.
func TestEveryFieldIsSaved(t *testing.T) {
	tr := filled(t, "text")
	data, err := json.Marshal(tr)
	if err != nil {
		t.Fatal(err)
	}
	var got Transcript
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for field, want := range reflect.ValueOf(tr).Elem().Fields() {
		if !field.IsExported() || isDerived(field.Name) {
			continue
		}
		have := reflect.ValueOf(got).FieldByIndex(field.Index)
		if diff := cmp.Diff(want.Interface(), have.Interface()); diff != "" {
			t.Errorf("%s is neither saved nor derived (-want +got):\n%s", field.Name, diff)
		}
	}
}
