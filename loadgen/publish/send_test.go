package publish

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// runOnce publishes one event.
func runOnce(t *testing.T, p Plan) Result {
	t.Helper()
	p.Rate, p.Stop = 1, time.Second
	publisher, err := New(p)
	if err != nil {
		t.Fatal(err)
	}
	var got []Result
	publisher.Run(t.Context(), time.Now(), func(r Result) { got = append(got, r) })
	if len(got) != 1 {
		t.Fatalf("%d results, want one", len(got))
	}
	return got[0]
}

// received is a request and its body.
type received struct {
	method, url, host, body string
	header                  http.Header
}

func TestRequestIsAsTheHookSays(t *testing.T) {
	requests := make(chan received, 1) // the server sends
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		for _, added := range []string{"User-Agent", "Accept-Encoding", "Content-Length"} {
			r.Header.Del(added)
		}
		requests <- received{r.Method, r.URL.String(), r.Host, string(body), r.Header}
	}))
	defer server.Close()
	before := time.Now()
	r := runOnce(t, Plan{
		Topics: []Topic{{Name: "a b"}}, Event: "tick", Run: "us", Sizes: []Size{{Min: 200, Max: 200}},
		Hook: Hook{
			Request: "PUT " + server.URL + "/{{path .Topic}}?e={{urlquery .Event}}&n={{.Seq}}",
			Header:  []string{"X-Id: {{.ID}}", "X-Empty: {{with .Data}}{{end}}", "Host: h.example"},
			Body:    `{"data":{{json .Data}}}`,
		},
	})
	if order := []time.Duration{r.Due, r.Started, r.Answered}; r.Class != Accepted || r.Bytes != 200 || !slices.IsSorted(order) {
		t.Errorf("the result is %+v", r)
	}
	got := <-requests
	data, s := readStamp(t, got.body)
	if s.Due < before.UnixNano() || s.Sent < s.Due || len(data) != r.Bytes {
		t.Errorf("%s: want it due after %d, sent after that, in %d bytes", data, before.UnixNano(), r.Bytes)
	}
	got.body = ""
	want := received{"PUT", "/a%20b?e=tick&n=1", "h.example", "", http.Header{"X-Id": {"1"}}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(received{})); diff != "" {
		t.Error(diff)
	}
	s.Due, s.Sent = 0, 0
	if diff := cmp.Diff(stamp.Stamp{Run: "us", Topic: "a b", Seq: 1}, s); diff != "" {
		t.Error(diff)
	}
}

// readStamp reads {"data":"…"}.
func readStamp(t *testing.T, body string) (data string, s stamp.Stamp) {
	t.Helper()
	var outer struct{ Data string }
	if err := json.Unmarshal([]byte(body), &outer); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(outer.Data), &s); err != nil {
		t.Fatal(err)
	}
	return outer.Data, s
}

func TestClasses(t *testing.T) {
	answer := func(status int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if len(header) > 0 {
				w.Header().Set(header[0], header[1])
			}
			w.WriteHeader(status)
		}
	}
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    Result
	}{
		{"created", answer(201), Result{Class: Accepted, Status: 201}},
		{"redirect", answer(307, "Location", "http://127.0.0.1:1/"), Result{Class: Failed, Status: 307, Detail: "307 Temporary Redirect"}},
		{"bad request", answer(400), Result{Class: Refused, Status: 400, Detail: "400 Bad Request"}},
		{"too many", answer(429, "Retry-After", "7"), Result{Class: Busy, Status: 429, RetryAfter: 7 * time.Second, Detail: "429 Too Many Requests"}},
		{"until a day gone by", answer(503, "Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"), Result{Class: Busy, Status: 503, Detail: "503 Service Unavailable"}},
		{"unavailable", answer(503), Result{Class: Failed, Status: 503, Detail: "503 Service Unavailable"}},
		{"hung up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, Result{Class: Lost, Detail: "the connection was closed before there was an answer"}},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10")
			_, _ = io.WriteString(w, "short")
		}, Result{Class: Lost, Status: 200, Detail: "the answer is not whole: the connection was closed before there was an answer"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(test.handler)
			defer server.Close()
			got := runOnce(t, Plan{Hook: Hook{Request: "POST " + server.URL}})
			got.Seq, got.Due, got.Free, got.Started, got.Answered, got.Bytes = 0, 0, 0, 0, 0, 0
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNoAnswer(t *testing.T) {
	release := make(chan struct{}) // closed by the test
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	got := runOnce(t, Plan{Timeout: 50 * time.Millisecond, Hook: Hook{Request: "POST " + server.URL}})
	if got.Class != Timeout || got.Detail != "no answer in time" {
		t.Errorf("got %s, %q", got.Class, got.Detail)
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	host := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got := runOnce(t, Plan{Hook: Hook{Request: "POST http://ann:secret@" + host}})
	if got.Class != Unreachable || got.Started != 0 || !strings.Contains(got.Detail, "refused") || strings.Contains(got.Detail, "secret") {
		t.Errorf("got %+v", got)
	}
}

// The reference server stores each event once, in the order of each topic, as it was
// stamped.
func TestReferenceServerStoresAll(t *testing.T) {
	server, err := refserver.New(refserver.Config{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1) // sent by the goroutine below
	go func() { served <- server.Serve(ctx, l, 10*time.Second) }()
	defer func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()

	origin := "http://" + l.Addr().String()
	publisher, err := New(Plan{
		Rate: 2000, Stop: 100 * time.Millisecond, Run: "us", Topics: []Topic{{"a", 3}, {"b", 1}},
		Sizes: []Size{{Min: 120, Max: 400}}, Hook: Reference(origin + "/"),
	})
	if err != nil {
		t.Fatal(err)
	}
	tally := publisher.Run(t.Context(), time.Now(), func(r Result) {
		if r.Class != Accepted {
			t.Errorf("event %d: %s", r.Seq, r.Detail)
		}
	})
	if want := (Tally{200, 200, 200}); tally != want || publisher.Last(0) != 150 || publisher.Last(1) != 50 {
		t.Errorf("%+v, last %d and %d; want %+v, 150 and 50", tally, publisher.Last(0), publisher.Last(1), want)
	}
	readBack(t, origin, map[string]int64{"a": 150, "b": 50})
}

// readBack reads events from the history until each topic has as many as it must.
func readBack(t *testing.T, origin string, want map[string]int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, origin+"/events?topic=a&topic=b", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", "0")
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	resp, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	x, err := stamp.Compile(stamp.Publisher("us"))
	if err != nil {
		t.Fatal(err)
	}
	last := map[string]int64{}
	for e, err := range eventstream.Events(resp.Body) {
		if err != nil {
			t.Fatal(err)
		}
		v, ok := x.Extract([]byte(e.Data), nil)
		if topic := string(v.Topic); ok && v.Seq != last[topic]+1 || len(e.Data) < 120 {
			t.Errorf("event %d of topic %q came after %d: %s", v.Seq, topic, last[topic], e.Data)
		}
		if last[string(v.Topic)] = v.Seq; cmp.Equal(last, want) {
			return
		}
	}
	t.Errorf("the stream ended at %v, want %v", last, want)
}
