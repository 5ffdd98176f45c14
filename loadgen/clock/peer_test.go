package clock_test

import (
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/loadgen/clock"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// patience ends a test that would hang; nothing is measured against it.
const patience = 30 * time.Second

// start serves the reference server with control until the test ends, and returns the
// URL of its clock.
func start(t *testing.T) clock.Peer {
	t.Helper()
	server, err := refserver.New(refserver.Config{Control: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1) // sent by the goroutine below
	go func() { served <- server.Serve(ctx, l, patience) }()
	transport := new(http.Transport)
	t.Cleanup(func() {
		cancel()
		transport.CloseIdleConnections()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return clock.Peer{Client: &http.Client{Transport: transport}, URL: "http://" + l.Addr().String() + "/control/time"}
}

// skew makes the peer's clock go wrong, and returns between which instants.
func skew(t *testing.T, p clock.Peer, offset time.Duration, drift float64) (from, to int64) {
	t.Helper()
	body := fmt.Sprintf(`{"offset":%q,"drift":%v}`, offset, drift)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	from = time.Now().UnixNano()
	resp, err := p.Client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if answer, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s (%v)", resp.Status, answer, err)
	}
	return from, time.Now().UnixNano()
}

// The offset and drift that the reference server was told to have are within the
// bounds of the estimate, whatever this machine does meanwhile.
func TestAskReferenceServer(t *testing.T) {
	tests := []struct {
		name   string
		offset time.Duration
		drift  float64
	}{
		{"the same clock", 0, 0},
		{"ahead", 250 * time.Millisecond, 0},
		{"behind, and gaining a hundredth", -time.Hour, 10_000},
		{"losing a tenth", 5 * time.Millisecond, -100_000},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			peer := start(t)
			from, to := skew(t, peer, test.offset, test.drift)
			var e clock.Estimator
			began := time.Now()
			await.Until(t, patience, "exchanges were made for 400 ms", func() bool {
				s, err := peer.Ask(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if !e.Add(s) {
					t.Fatalf("impossible stamps: %+v", s)
				}
				return time.Since(began) > 400*time.Millisecond
			})
			line, ok := e.Fit()
			if !ok {
				t.Fatal("there is no line")
			}
			unix := began.UnixNano() + int64(200*time.Millisecond)
			offset, plusMinus := line.At(unix)
			truth := test.offset + time.Duration(float64(unix-(from+to)/2)*test.drift/1e6)
			known := time.Duration(float64(to-from)/2*math.Abs(test.drift)/1e6) + time.Microsecond
			if (offset - truth).Abs() > plusMinus+known {
				t.Errorf("%v ± %v, and in truth %v ± %v", offset, plusMinus, truth, known)
			}
			if drift, plusMinus := line.Drift(); math.Abs(drift-test.drift) > plusMinus {
				t.Errorf("the drift is %v ± %v, and in truth %v", drift, plusMinus, test.drift)
			}
			taken, _ := e.Samples()
			t.Logf("%d exchanges: %v ± %v", taken, offset, plusMinus)
		})
	}
}

func TestAskFails(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{"no control", 404, "", "the answer is 404 Not Found"},
		{"a token is wanted", 401, "", "the answer is 401 Unauthorized"},
		{"a page", 200, "<html>", "read the answer: invalid character '<' looking for beginning of value"},
		{"one stamp", 200, `{"received":1}`, `read the answer: want {"received":n,"sent":n}`},
		{"no numbers", 200, `{"received":"1","sent":2}`, "read the answer: json: cannot unmarshal string into Go struct field answer.Received of type int64"},
	}
	for _, test := range tests {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer x" {
				t.Errorf("%s: the header was not sent", test.name)
			}
			w.WriteHeader(test.status)
			if _, err := io.WriteString(w, test.body); err != nil {
				t.Error(err)
			}
		}))
		url := strings.Replace(server.URL, "http://", "http://me:secret@", 1)
		p := clock.Peer{Client: server.Client(), URL: url, Header: http.Header{"Authorization": {"Bearer x"}}}
		_, err := p.Ask(t.Context())
		want := "ask " + strings.Replace(url, "secret", "xxxxx", 1) + " for the time: " + test.want
		if err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", test.name, err, want)
		}
		server.Close()
	}
}

func TestAskNobody(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := clock.Peer{Client: new(http.Client), URL: server.URL}.Ask(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), "ask "+server.URL+" for the time: dial tcp ") {
		t.Errorf("got %v", err)
	}
	if _, err := (clock.Peer{Client: new(http.Client), URL: ":"}).Ask(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "ask for the time: parse ") {
		t.Errorf("got %v", err)
	}
}
