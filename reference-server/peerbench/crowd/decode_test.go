//go:build linux

package crowd

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const testHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

func chunked(payload string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(payload), payload) }

func eventFrame(id int, e Event) string {
	return fmt.Sprintf("id: %d\ndata: %s\n\n", id, e.AppendData(nil))
}

func TestEventHas110Bytes(t *testing.T) {
	e := Event{Number: 42, Due: 3 * time.Second}
	if got := len(eventFrame(1_000_000_000, e)); got != 110 {
		t.Errorf("the frame of an event has %d bytes, want 110", got)
	}
	got, err := parseEvent(e.AppendData(nil))
	if err != nil || got != e {
		t.Errorf("parsed %+v, %v, want %+v", got, err, e)
	}
}

func TestAnySplitGivesTheSame(t *testing.T) {
	first, second := Event{Number: 7, Due: time.Second}, Event{Number: 8, Due: 2 * time.Second}
	stream := testHead + chunked("retry: 2000\nid: 106\n\n") + chunked(": heartbeat\n\n") +
		chunked(eventFrame(107, first)[:30]) + chunked(eventFrame(107, first)[30:]+eventFrame(108, second)) +
		chunked("id: 109\nevent: reset\ndata: {}\n\n") + "0\r\n\r\n"
	want := arrival{events: []Event{first, second}, first: "106", lastID: "109", resets: 1, end: true}
	for cut := range len(stream) {
		u := unfinished{head: true}
		var got arrival
		for _, part := range []string{stream[:cut], stream[cut:]} {
			a, err := u.feed([]byte(part))
			if err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			got = joined(got, a)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(arrival{})); diff != "" {
			t.Fatalf("cut at %d (-want +got):\n%s", cut, diff)
		}
	}
}

// joined is what two arrivals in a row are together.
func joined(a, b arrival) arrival {
	if a.first == "" && len(a.events) == 0 {
		a.first = b.first
	}
	if b.lastID != "" {
		a.lastID = b.lastID
	}
	a.events = append(a.events, b.events...)
	a.resets += b.resets
	a.end = b.end
	return a
}

func TestFeedRefuses(t *testing.T) {
	tests := []struct{ name, stream, want string }{
		{"another status", "HTTP/1.1 503 Service Unavailable\r\n\r\n", `open stream: answered "HTTP/1.1 503 Service Unavailable"`},
		{"no chunks", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "open stream: the answer is not chunked"},
		{"an endless head", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", maxHeadBytes), `open stream: answered ""`},
		{"no chunk size", testHead + "size\r\n", "read chunk size: "},
		{"an overlong chunk", testHead + "1\r\nxx\r\n", "read chunk: no line end after 1 bytes"},
		{"other data", testHead + chunked("data: hello\n\n"), `read event: "hello" is not of this run`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := unfinished{head: true}
			if _, err := u.feed([]byte(tt.stream)); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("feed = %v, want %s", err, tt.want)
			}
		})
	}
}
