package refserver

import (
	"bufio"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// arrival is a line of a stream and when it came.
type arrival struct {
	After time.Duration
	Line  string
}

// arrivals reads n lines that are not blank.
func arrivals(t *testing.T, r *bufio.Reader, since time.Time, n int) []arrival {
	t.Helper()
	var lines []arrival
	for len(lines) < n {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("stream ends after %v: %v", lines, err)
		}
		if line != "\n" {
			lines = append(lines, arrival{After: time.Since(since), Line: line})
		}
	}
	return lines
}

func TestHeartbeatAfterSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := startPipe(t, Config{})
		since := time.Now()
		lines := bufio.NewReader(s.request(t, "GET", "/events", "").Body)
		want := []arrival{
			{0, "retry: 2000\n"},
			{0, "id: 0\n"},
			{15 * time.Second, ": heartbeat\n"},
			{30 * time.Second, ": heartbeat\n"},
		}
		if diff := cmp.Diff(want, arrivals(t, lines, since, len(want))); diff != "" {
			t.Errorf("lines (-want +got):\n%s", diff)
		}
		<-time.After(10 * time.Second)
		s.publish(t, "?topic=other", "not heard here")
		s.publish(t, "", "x")
		want = []arrival{
			{40 * time.Second, "id: 2\n"},
			{40 * time.Second, "data: x\n"},
			{55 * time.Second, ": heartbeat\n"},
			{70 * time.Second, ": heartbeat\n"},
		}
		if diff := cmp.Diff(want, arrivals(t, lines, since, len(want))); diff != "" {
			t.Errorf("lines after an event (-want +got):\n%s", diff)
		}
	})
}

func TestHeartbeatIsConfigured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := startPipe(t, Config{Heartbeat: 3 * time.Second, Retry: 500 * time.Millisecond})
		since := time.Now()
		res := s.request(t, "GET", "/events", "", "Last-Event-ID: 0")
		want := []arrival{
			{0, "retry: 500\n"},
			{3 * time.Second, ": heartbeat\n"},
			{6 * time.Second, ": heartbeat\n"},
		}
		if diff := cmp.Diff(want, arrivals(t, bufio.NewReader(res.Body), since, len(want))); diff != "" {
			t.Errorf("lines (-want +got):\n%s", diff)
		}
	})
}

// TestStreamOutlivesEveryTimeout keeps a stream for a day: no deadline may
// count the age of a stream.
func TestStreamOutlivesEveryTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := startPipe(t, Config{Heartbeat: time.Hour})
		since := time.Now()
		lines := bufio.NewReader(s.request(t, "GET", "/events", "").Body)
		beats := arrivals(t, lines, since, 2+24)
		if got := beats[25].After; got != 24*time.Hour {
			t.Errorf("the last heartbeat came after %s", got)
		}
		s.publish(t, "", "x")
		if got := arrivals(t, lines, since, 2)[1].Line; got != "data: x\n" {
			t.Errorf("then came %q", got)
		}
	})
}
