package control_test

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/ssegauge/ssegauge/fixtures"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// prepared is the answer of /control/play and /control/answer.
type prepared struct {
	Taken, Done, Gone, Open int
	Pending                 []any
}

const untilEnd = "\r\n0\r\n\r\n"

func TestPlayChunks(t *testing.T) {
	s := start(t, refserver.Config{})
	tests := []struct {
		name, version, script, want string
	}{
		{"one", "1.1", `{"body":"data: a\n\n"}`, "9\r\ndata: a\n\n" + untilEnd},
		{"of a size", "1.1", `{"body":"data: a\n\n","chunk":4,"delay":"1ms"}`, "4\r\ndata\r\n4\r\n: a\n\r\n1\r\n\n" + untilEnd},
		{"of several sizes", "1.1", `{"body":"data: a\n\n","chunk":[1,2]}`, "1\r\nd\r\n2\r\nat\r\n6\r\na: a\n\n" + untilEnd},
		{"of more sizes than bytes", "1.1", `{"body":"abc","chunk":[2,2,2]}`, "2\r\nab\r\n1\r\nc" + untilEnd},
		{"no bytes", "1.1", `{"body":""}`, "0\r\n\r\n"},
		{"all bytes", "1.1", `{"base64":"` + base64.StdEncoding.EncodeToString([]byte{0, 0xff, '\r'}) + `"}`, "3\r\n\x00\xff\r" + untilEnd},
		{"HTTP/1.0", "1.0", `{"body":"data: a\n\n","chunk":1}`, "data: a\n\n"},
		{"no chunks", "1.1", `{"body":"data: a\n\n","chunk":1,"framing":"close"}`, "data: a\n\n"},
		{"cut", "1.1", `{"body":"ab","end":"fin"}`, "2\r\nab\r\n"},
		{"half-closed", "1.1", `{"body":"ab","end":"half-close"}`, "2\r\nab\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ask[prepared](t, s, http.MethodPost, "/control/play", tt.script)
			c := dial(t, s)
			head := c.get(t, tt.version, "/events")
			if chunked := strings.Contains(head, "\r\nTransfer-Encoding: chunked\r\n"); chunked != strings.Contains(tt.want, "\r\n") {
				t.Errorf("head %q", head)
			}
			if !strings.Contains(head, "\r\nContent-Type: text/event-stream\r\n") || !strings.HasPrefix(head, "HTTP/1.1 200 OK\r\n") {
				t.Errorf("head %q", head)
			}
			if got, err := c.rest(); got != tt.want || err != nil {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

// Every fixture arrives as it is, by HTTP/1.1 and HTTP/2, in pieces of a byte.
func TestPlayFixtures(t *testing.T) {
	all, err := fixtures.Streams()
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, refserver.Config{})
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		if protocol == "HTTP/2.0" {
			s.overHTTP2(t)
		}
		for i, fixture := range all {
			const each = 7 // of seven, for the time it takes
			if i%each != 0 || len(fixture.Body) > 4<<10 {
				continue
			}
			ask[prepared](t, s, http.MethodPost, "/control/play", `{"fixture":"`+fixture.Name+`","chunk":1}`)
			res := s.send(t, http.MethodGet, "/events", "")
			body, err := io.ReadAll(res.Body)
			if err != nil || string(body) != string(fixture.Body) || res.Proto != protocol {
				t.Errorf("%s of %s: got %q, %v, want %q", res.Proto, fixture.Name, body, err, fixture.Body)
			}
		}
	}
}

// A raw socket tells the ends of a connection apart.
func TestPlayEnds(t *testing.T) {
	tests := []struct {
		end   string
		reset bool // is what the client reads
		hears bool // says whether the server receives after the end
	}{
		{"fin", false, false},
		{"rst", true, false},
		{"half-close", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.end, func(t *testing.T) {
			s := start(t, refserver.Config{})
			ask[prepared](t, s, http.MethodPost, "/control/play", `{"body":"ab","end":"`+tt.end+`"}`)
			c := dial(t, s)
			c.get(t, "1.1", "/events")
			text, err := c.rest()
			if text != "2\r\nab\r\n" || errors.Is(err, syscall.ECONNRESET) != tt.reset || (err != nil) != tt.reset {
				t.Errorf("got %q, %v", text, err)
			}
			if hears := c.hears(t); hears != tt.hears {
				t.Errorf("the server receives: %v, want %v", hears, tt.hears)
			}
			if got := ask[prepared](t, s, http.MethodGet, "/control/play", ""); got.Taken != 1 || got.Done != 1 || len(got.Pending) > 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestPlayEndsOverHTTP2(t *testing.T) {
	s := start(t, refserver.Config{})
	s.overHTTP2(t)
	for end, whole := range map[string]bool{"fin": false, "rst": false, "half-close": false, "complete": true} {
		ask[prepared](t, s, http.MethodPost, "/control/play", `{"body":"ab","end":"`+end+`"}`)
		body, err := io.ReadAll(s.send(t, http.MethodGet, "/events", "").Body)
		if string(body) != "ab" || (err == nil) != whole {
			t.Errorf("%s: got %q, %v", end, body, err)
		}
	}
}

// A script goes to as many streams as were said, and then there are events again.
func TestPlayCounts(t *testing.T) {
	s := start(t, refserver.Config{})
	ask[prepared](t, s, http.MethodPost, "/control/play", `{"count":2,"body":"first"}`)
	ask[prepared](t, s, http.MethodPost, "/control/play", `{"body":"second"}`)
	ask[prepared](t, s, http.MethodPost, "/control/play", `{"body":"other","path":"/other"}`)
	if status, _ := s.text(t, http.MethodHead, "/events", ""); status != http.StatusOK {
		t.Errorf("HEAD: status %d", status)
	}
	for _, want := range []string{"first", "first", "second"} {
		if _, got := s.text(t, http.MethodGet, "/events", ""); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	begin := make([]byte, len("retry"))
	if _, err := io.ReadFull(s.send(t, http.MethodGet, "/events", "").Body, begin); err != nil || string(begin) != "retry" {
		t.Errorf("got %q, %v, want a stream", begin, err)
	}
	got := ask[prepared](t, s, http.MethodDelete, "/control/play", "")
	if got.Taken != 3 || got.Done != 3 || got.Open != 0 || len(got.Pending) != 1 {
		t.Errorf("got %+v", got)
	}
	if status, _ := s.text(t, http.MethodGet, "/other", ""); status != http.StatusNotFound {
		t.Errorf("what was forgotten: status %d", status)
	}
}

// A stream that is kept ends with the client, with DELETE, with a restart and with
// the server.
func TestPlayKeeps(t *testing.T) {
	s := start(t, refserver.Config{})
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		if protocol == "HTTP/2.0" {
			s.overHTTP2(t)
		}
		ends := map[string]func(reply){
			"client":  func(res reply) { _ = res.Body.Close() },
			"delete":  func(reply) { ask[prepared](t, s, http.MethodDelete, "/control/play", "") },
			"restart": func(reply) { s.text(t, http.MethodPost, "/control/restart", "") },
		}
		for name, end := range ends {
			ask[prepared](t, s, http.MethodDelete, "/control/play", "")
			ask[prepared](t, s, http.MethodPost, "/control/play", `{"body":"ab","end":"keep"}`)
			res := s.send(t, http.MethodGet, "/events", "")
			if _, err := io.ReadFull(res.Body, make([]byte, 2)); err != nil {
				t.Fatal(err)
			}
			if got := ask[prepared](t, s, http.MethodGet, "/control/play", ""); got.Open != 1 {
				t.Errorf("%s, %s: %+v", protocol, name, got)
			}
			end(res)
			until(t, "it ends", func() bool { return ask[prepared](t, s, http.MethodGet, "/control/play", "").Open == 0 })
			if _, err := io.ReadAll(res.Body); err == nil {
				t.Errorf("%s, %s: it looks complete", protocol, name)
			}
		}
	}
	ask[prepared](t, s, http.MethodPost, "/control/play", `{"body":"ab","end":"keep"}`)
	res := s.send(t, http.MethodGet, "/events", "")
	begin := make([]byte, 2)
	if _, err := io.ReadFull(res.Body, begin); err != nil || string(begin) != "ab" {
		t.Fatalf("got %q, %v", begin, err)
	}
	s.stop()
	if rest, err := io.ReadAll(res.Body); len(rest) > 0 || err == nil {
		t.Errorf("then %q, %v", rest, err)
	}
}
