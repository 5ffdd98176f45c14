package wire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFraming(t *testing.T) {
	tests := []struct {
		name     string
		method   string
		head     string
		kind     FramingKind
		length   int64
		problems []string
	}{
		{"chunked", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", FramingChunked, 0, nil},
		{"chunked, any case", "GET", "HTTP/1.1 200 OK\r\ntransfer-encoding: CHUNKED\r\n", FramingChunked, 0, nil},
		{"length", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n", FramingLength, 12, nil},
		{"equal lengths", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 12, 12\r\n", FramingLength, 12, nil},
		{"neither", "GET", "HTTP/1.1 200 OK\r\n", FramingUntilClose, 0, nil},
		{"HTTP/1.0", "GET", "HTTP/1.0 200 OK\r\n", FramingUntilClose, 0, nil},
		{"101", "GET", "HTTP/1.1 101 Switching Protocols\r\n", FramingUntilClose, 0, nil},
		{"HEAD", "HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", FramingNone, 0, nil},
		{"304", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 12\r\n", FramingNone, 0, nil},
		{"204", "GET", "HTTP/1.1 204 No Content\r\n", FramingNone, 0, nil},
		{"204 with a length", "GET", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n", FramingNone, 0, []string{"announces a body"}},
		{"both", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n", FramingChunked, 0, []string{"both Transfer-Encoding and Content-Length"}},
		{"chunked in HTTP/1.0", "GET", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n", FramingChunked, 0, []string{"in HTTP/1.0"}},
		{"identity", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n", FramingUntilClose, 0, []string{`"identity" is not undone`}},
		{"gzip, chunked", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", FramingChunked, 0, []string{`"gzip" is not undone`}},
		{"chunked, gzip", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n", FramingUntilClose, 0, []string{"chunked is not the last", `"gzip" is not undone`}},
		{"chunked twice", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n", FramingChunked, 0, []string{"or stands there twice"}},
		{"empty coding", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n", FramingUntilClose, 0, []string{`"" is not undone`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, err := parseHead([]byte(tt.head+"\r\n"), 0)
			if err != nil {
				t.Fatal(err)
			}
			f, err := framingOf(h, tt.method)
			if err != nil {
				t.Fatal(err)
			}
			if f.Kind != tt.kind || f.Length != tt.length || len(f.Problems) != len(tt.problems) {
				t.Fatalf("got %v %d %v", f.Kind, f.Length, f.Problems)
			}
			for i, want := range tt.problems {
				if !strings.Contains(f.Problems[i].Message, want) {
					t.Errorf("problem %d: got %q, want … %s …", i, f.Problems[i].Message, want)
				}
			}
		})
	}
}

func TestUnreadableLengths(t *testing.T) {
	for _, value := range []string{"", "-1", "+1", "1x", "0x10", "1, 2", "1,", "99999999999999999999"} {
		tr := FromText("length", "HTTP/1.1 200 OK\r\nContent-Length: "+value+"\r\n\r\nab")
		if tr.End.Kind != EndMalformed || tr.Head == nil || tr.Framing.Kind != FramingUnknown || len(tr.Body) != 0 {
			t.Errorf("%q: got %v, %v, %q", value, tr.End, tr.Framing, tr.Body)
		}
	}
}

func TestFramingKindNames(t *testing.T) {
	var got []string
	for k := FramingUnknown; k <= FramingUntilClose; k++ {
		got = append(got, k.String())
	}
	if diff := cmp.Diff([]string{"unknown", "none", "length", "chunked", "until-close"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBytesAfterTheEnd(t *testing.T) {
	tests := []struct{ name, response string }{
		{"length", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx‸y"},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n‸HTTP/1.1 200 OK\r\n\r\n"},
		{"no content", "HTTP/1.1 204 No Content\r\n\r\n‸x"},
		{"length 0", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n‸\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, offsets := marked(tt.response)
			tr := FromText(tt.name, text)
			if tr.End.Kind != EndComplete {
				t.Errorf("end: got %v", tr.End)
			}
			if diff := cmp.Diff(offsets, offsetsOf(tr.Framing.Problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
