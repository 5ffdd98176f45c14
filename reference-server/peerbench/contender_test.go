//go:build linux

package peerbench_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/peerbench"
)

// serve serves with c until the test ends, and returns the server's URL.
func serve(t *testing.T, c peerbench.Contender) string {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1) // sent by the goroutine below, once
	go func() { served <- c.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}

// subscribe opens a stream that ends with the test.
func subscribe(t *testing.T, url string) *bufio.Reader {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("answered %s with %v, want an event stream", res.Status, res.Header)
	}
	return bufio.NewReader(res.Body)
}

func publish(t *testing.T, url, data string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/publish", strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("publish: %s, %v", res.Status, err)
	}
}

// dataFrames reads frames with data until the last one wanted.
func dataFrames(t *testing.T, r *bufio.Reader, last string) (frames []string) {
	t.Helper()
	frame := ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if frame += line; line != "\n" {
			continue
		}
		if strings.Contains(frame, "data: ") {
			frames = append(frames, frame)
		}
		if strings.Contains(frame, "data: "+last+"\n") {
			return frames
		}
		frame = ""
	}
}

// TestContendersWriteTheSame holds the comparison fair: all servers send the same
// bytes for the same publishes, and deliver from the head on.
func TestContendersWriteTheSame(t *testing.T) {
	for _, c := range peerbench.Contenders() {
		t.Run(c.Name, func(t *testing.T) {
			url := serve(t, c)
			streams := []*bufio.Reader{subscribe(t, url+c.Path), subscribe(t, url+c.Path)}
			for _, data := range []string{"one", "two", "three"} {
				publish(t, url, data)
			}
			want := "id: 1000000000\ndata: one\n\nid: 1000000001\ndata: two\n\nid: 1000000002\ndata: three\n\n"
			for i, stream := range streams {
				if got := strings.Join(dataFrames(t, stream, "three"), ""); got != want {
					t.Errorf("stream %d:\ngot  %q\nwant %q", i, got, want)
				}
			}
		})
	}
}

func TestContendersNameOneProductAndOneFloor(t *testing.T) {
	roles := make(map[peerbench.Role]int)
	for _, c := range peerbench.Contenders() {
		roles[c.Role]++
	}
	if roles[peerbench.Product] != 1 || roles[peerbench.Floor] != 1 || roles[peerbench.Peer] != 2 {
		t.Errorf("roles %v, want one product, one floor and two peers", roles)
	}
}
