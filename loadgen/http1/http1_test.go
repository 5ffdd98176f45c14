package http1_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"unsafe"

	"github.com/ssegauge/ssegauge/loadgen/http1"
)

// read reads a response in pieces of n bytes, and returns its body.
func read(response string, n int) (h http1.Head, body string, err error) {
	var held []byte
	var data strings.Builder
	inBody := false
	for len(response) > 0 {
		p := []byte(response[:min(n, len(response))])
		response = response[len(p):]
		if !inBody {
			held = append(held, p...)
			var size int
			if h, size, err = http1.ParseHead(held); err != nil {
				return h, "", err
			}
			if size == 0 {
				continue
			}
			inBody, p = true, held[size:]
		}
		for len(p) > 0 && !h.Body.Ended() {
			var piece []byte
			if piece, p, err = h.Body.Next(p); err != nil {
				return h, data.String(), err
			}
			data.Write(piece)
		}
	}
	if !inBody {
		return h, "", io.ErrUnexpectedEOF
	}
	return h, data.String(), h.Body.Close()
}

func TestBodiesEndWhereTheirHeadSays(t *testing.T) {
	tests := []struct{ name, response, body string }{
		{"until close", "HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n", "data: a\n\n"},
		{"sized", "HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabcdef", "abc"},
		{"empty", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nabc", ""},
		{"no content", "HTTP/1.1 204 No Content\r\n\r\nabc", ""},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\n\r\nmore", "abc0123456789"},
		{"trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\nZ: z\r\n\r\n", "a"},
		{"bare line feeds", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nab\n0\n\n", "ab"},
		{"informational", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", "a"},
		{"same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for n := 1; n <= len(tt.response); n++ {
				if _, body, err := read(tt.response, n); body != tt.body || err != nil {
					t.Fatalf("in pieces of %d: got %q, %v, want %q", n, body, err, tt.body)
				}
			}
		})
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	tests := []struct{ name, response, want string }{
		{"TLS", "\x15\x03\x01\x00\x02", "is no status line"},
		{"junk", "hello\r\n\r\n", `"hello" is no status line`},
		{"HTTP/2", "HTTP/2 200\r\n\r\n", "is no status line"},
		{"no status", "HTTP/1.1 abc OK\r\n\r\n", "has no status"},
		{"no field", "HTTP/1.1 200 OK\r\nabc\r\n\r\n", `"abc" is no field`},
		{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "two lengths"},
		{"a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "is no length"},
		{"another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "transfer coding"},
		{"no size", chunked + "x\r\n", `"x\r\n" is no size`},
		{"a large size", chunked + strings.Repeat("f", 17), "too many digits"},
		{"a chunk that goes on", chunked + "1\r\nab", `"b" follows`},
		{"a long extension", chunked + "1;" + strings.Repeat("x", 9000) + "\r\n", "beside the body"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, _, err := read(tt.response, len(tt.response)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if _, _, err := read(tt.response, 1); err == nil {
				t.Error("byte by byte nothing is wrong")
			}
		})
	}
}

func TestEndsBeforeTheEndAreNoticed(t *testing.T) {
	for _, response := range []string{
		"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
	} {
		if _, _, err := read(response, 5); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%q: got %v", response, err)
		}
	}
}

func TestHeadHoldsWhatMatters(t *testing.T) {
	h, _, err := read("HTTP/1.1 503 Busy\r\nCONTENT-TYPE:  text/plain \r\nRetry-After: 7\r\nLocation: /x\r\nContent-Encoding: gzip\r\n\r\n", 1000)
	if err != nil || h.Status != 503 || string(h.ContentType) != "text/plain" || string(h.RetryAfter) != "7" ||
		string(h.Location) != "/x" || string(h.ContentEncoding) != "gzip" {
		t.Errorf("got %+v, %v", h, err)
	}
}

func TestBodyIsSmall(t *testing.T) {
	if got := unsafe.Sizeof(http1.Body{}); got > 16 {
		t.Errorf("%d bytes, want at most 16", got)
	}
}

func TestNothingIsAllocated(t *testing.T) {
	head := []byte("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
	body := []byte("10\r\ndata: 89abcdef\n\n\r\n")
	var b http1.Body
	if n := testing.AllocsPerRun(100, func() {
		h, _, _ := http1.ParseHead(head)
		b = h.Body
	}); n > 0 {
		t.Errorf("a head costs %v allocations", n)
	}
	if n := testing.AllocsPerRun(100, func() {
		for p := body; len(p) > 0; {
			_, p, _ = b.Next(p)
		}
	}); n > 0 {
		t.Errorf("a chunk costs %v allocations", n)
	}
}

func FuzzPieces(f *testing.F) {
	f.Add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 7)
	f.Fuzz(func(t *testing.T, response string, n int) {
		_, whole, err := read(response, len(response)+1)
		_, pieces, errPieces := read(response, max(n, 1))
		if err == nil && (whole != pieces || errPieces != nil) {
			t.Errorf("got %q, %v, in one piece %q", pieces, errPieces, whole)
		}
	})
}
