package rawhttp

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"testing"
)

func TestResponse(t *testing.T) {
	for _, test := range []struct {
		name    string
		minor   int
		chunked bool
		body    []byte
		proto   string
	}{
		{"chunked", 1, true, append(AppendChunk(AppendChunk(nil, []byte("data: a\n\n")), []byte("data: b\n\n")), "0\r\n\r\n"...), "HTTP/1.1"},
		{"up to the end", 1, false, []byte("data: a\n\ndata: b\n\n"), "HTTP/1.1"},
		{"HTTP/1.0", 0, false, []byte("data: a\n\ndata: b\n\n"), "HTTP/1.0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			given := http.Header{"Content-Type": {"text/event-stream"}}
			text := append(Head(given, test.minor, test.chunked), test.body...)
			res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(text)), nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			if err := res.Body.Close(); err != nil {
				t.Error(err)
			}
			if err != nil || string(body) != "data: a\n\ndata: b\n\n" {
				t.Errorf("body is %q, error %v", body, err)
			}
			if res.Proto != test.proto || !res.Close || res.Header.Get("Date") == "" || res.Header.Get("Content-Type") != "text/event-stream" {
				t.Errorf("%s, close %t, headers %v", res.Proto, res.Close, res.Header)
			}
			if len(given) != 1 {
				t.Errorf("the headers given are now %v", given)
			}
		})
	}
}
