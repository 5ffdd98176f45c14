package wire

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"net"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

func TestErr(t *testing.T) {
	none := map[EndKind]bool{EndOpen: true, EndComplete: true, EndClosed: true}
	for k := EndOpen; k <= EndInvalidRequest; k++ {
		tr := &Transcript{End: End{Kind: k, Detail: "detail"}, err: io.ErrClosedPipe}
		err := tr.Err()
		if none[k] {
			if err != nil {
				t.Errorf("%s: got %v, want nil", k, err)
			}
			continue
		}
		var end *EndError
		if !errors.As(err, &end) || end.End != tr.End || !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: got %v", k, err)
		}
	}
}

func TestTimesOfPlaces(t *testing.T) {
	head := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	tr := FromText("places", head, Piece{At: 1, Text: "3\r\nab"}, Piece{At: 2, Text: "c"}, Piece{At: 3, Text: "\r\n"},
		Piece{At: 4, Text: "1\r\nd\r\n1\r\ne\r\n"}, Piece{At: 9, End: EndReset})
	raw := int64(len(head))
	tests := []struct {
		name      string
		body, raw int64
		want      time.Duration
	}{
		{"first byte", 0, raw + 3, 1},
		{"last byte of a read", 1, raw + 4, 1},
		{"first byte of a read", 2, raw + 5, 2},
		{"after framing", 3, raw + 11, 4},
		{"second chunk of a read", 4, raw + 17, 4},
		{"past the end", 5, raw + 20, 9},
		{"far past the end", 1 << 40, 1 << 40, 9},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tr.TimeOf(tt.body); got != tt.want {
				t.Errorf("TimeOf(%d): got %d, want %d", tt.body, got, tt.want)
			}
			if got := tr.TimeOfRaw(tt.raw); got != tt.want {
				t.Errorf("TimeOfRaw(%d): got %d, want %d", tt.raw, got, tt.want)
			}
		})
	}
	if got := string(tr.Body); got != "abcde" {
		t.Errorf("body: got %q", got)
	}
	if gap, at := tr.MaxSilence(0, 9); gap != 5 || at != 4 {
		t.Errorf("MaxSilence: got %d at %d", gap, at)
	}
}

func TestMaxSilenceOfAnOpenTranscript(t *testing.T) {
	tr := FromText("open", "HTTP/1.1 200 OK\r\n\r\nx", Piece{At: 5, Text: "y"})
	tr.End = End{}
	if gap, at := tr.MaxSilence(0, 100); gap != 95 || at != 5 {
		t.Errorf("got %d at %d", gap, at)
	}
}

func TestBuilderFinishesOnce(t *testing.T) {
	tr := FromText("once", "HTTP/1.1 200 OK\r\n\r\ndata: a")
	b := newBuilder(tr)
	tr.End = End{}
	b.feed(Chunk{At: 1, Bytes: []byte("HTTP/1.1 200 OK\r\n\r\ndata: a")})
	b.finish(End{Kind: EndReset, At: 2}, io.ErrUnexpectedEOF)
	b.finish(End{Kind: EndClosed, At: 3}, nil)
	if tr.End.Kind != EndReset || tr.End.At != 2 || len(tr.Frames) != 1 || !errors.Is(tr.Err(), io.ErrUnexpectedEOF) {
		t.Errorf("got %v, %d frames, %v", tr.End, len(tr.Frames), tr.Err())
	}
}

func TestReceiverMayAppendToASnapshot(t *testing.T) {
	tr := &Transcript{}
	b := newBuilder(tr)
	b.feed(Chunk{Bytes: []byte(chunkedHead + "9\r\ndata: a\n\n\r\n")})
	s := tr.snapshot()
	s.Body = append(s.Body, "zzzz"...)
	s.Chunks = append(s.Chunks, Chunk{Bytes: []byte("zzzz")})
	s.Events = append(s.Events, Event{Offset: 99})
	s.Framing.HTTPChunks = append(s.Framing.HTTPChunks, HTTPChunk{Size: 99})
	b.feed(Chunk{Bytes: []byte("6\r\ndata\n\n\r\n")})
	if string(tr.Body) != "data: a\n\ndata\n\n" || tr.Events[1].Data != "" || tr.Framing.HTTPChunks[1].Size != 6 {
		t.Errorf("got %q, %+v, %+v", tr.Body, tr.Events, tr.Framing.HTTPChunks)
	}
	if string(s.Body) != "data: a\n\nzzzz" || s.Events[1].Offset != 99 || s.Framing.HTTPChunks[1].Size != 99 {
		t.Errorf("the snapshot changed: %q, %+v, %+v", s.Body, s.Events, s.Framing.HTTPChunks)
	}
}

func TestPeerName(t *testing.T) {
	tests := []struct {
		name string
		cert x509.Certificate
		want string
	}{
		{"DNS", x509.Certificate{DNSNames: []string{"a.example", "b.example"}, IPAddresses: []net.IP{net.IPv6loopback}}, "a.example"},
		{"address", x509.Certificate{IPAddresses: []net.IP{net.IPv6loopback}, Subject: pkix.Name{CommonName: "c"}}, "::1"},
		{"common name", x509.Certificate{Subject: pkix.Name{CommonName: "c"}}, "c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := peerName(&tt.cert); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestReadBuffer(t *testing.T) {
	var b readBuffer
	var taken [][]byte
	for i := range 100 {
		space := b.space()
		if len(space) < readSpace {
			t.Fatalf("read %d: %d bytes of space", i, len(space))
		}
		n := 1 + i*40
		for k := range n {
			space[k] = byte(i)
		}
		taken = append(taken, b.take(n))
	}
	for i, p := range taken {
		if len(p) != 1+i*40 || cap(p) != len(p) || p[0] != byte(i) || p[len(p)-1] != byte(i) {
			t.Errorf("read %d was overwritten: %d bytes, %d … %d", i, len(p), p[0], p[len(p)-1])
		}
	}
}

func TestRetryAndLastEventID(t *testing.T) {
	tests := []struct {
		name, body string
		retry      []int64 // at most one
		id         string
	}{
		{"none", "data: a\n\n", nil, ""},
		{"not a number", "retry: 5s\n\n", nil, ""},
		{"zero", "retry: 0\n\n", []int64{0}, ""},
		{"last one", "retry: 5\nretry: 7\n", []int64{7}, ""},
		{"id without data", "id: 3\n\n", nil, "3"},
		{"id not dispatched", "id: 3\n\nid: 4\n", nil, "3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := FromText(tt.name, "HTTP/1.1 200 OK\r\n\r\n"+tt.body)
			var retry []int64
			if tr.Retry != nil {
				retry = append(retry, *tr.Retry)
			}
			if !slices.Equal(retry, tt.retry) || tr.LastEventID != tt.id {
				t.Errorf("got %v, %q", retry, tr.LastEventID)
			}
		})
	}
}

func TestRetryOfASnapshotDoesNotChange(t *testing.T) {
	tr := &Transcript{}
	b := newBuilder(tr)
	b.feed(Chunk{Bytes: []byte("HTTP/1.1 200 OK\r\n\r\nretry: 5\n")})
	s := tr.snapshot()
	b.feed(Chunk{Bytes: []byte("retry: 7\n")})
	if *s.Retry != 5 || *tr.Retry != 7 {
		t.Errorf("got %d, then %d", *s.Retry, *tr.Retry)
	}
}

// TestSnapshotClipsEverySlice holds for fields that are added later, too.
func TestSnapshotClipsEverySlice(t *testing.T) {
	tr := &Transcript{
		Redirects: make([]Redirect, 1, 9), Chunks: make([]Chunk, 1, 9), Interim: make([]*Head, 1, 9), Body: make([]byte, 1, 9),
		Frames: make([]eventstream.Frame, 1, 9), Events: make([]Event, 1, 9), arrivals: make([]arrival, 1, 9),
		Framing: Framing{HTTPChunks: make([]HTTPChunk, 1, 9), Problems: make([]Problem, 1, 9), Trailer: make([]Field, 1)},
	}
	s := tr.snapshot()
	for _, v := range []reflect.Value{reflect.ValueOf(*s), reflect.ValueOf(s.Framing)} {
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.Slice && (f.Len() != 1 || f.Cap() != 1) {
				t.Errorf("%s: length %d, capacity %d", v.Type().Field(i).Name, f.Len(), f.Cap())
			}
		}
	}
}
