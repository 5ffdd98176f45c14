package ledger_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/loadgen/ledger"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// patience ends a test that would hang; nothing is measured against it.
const patience = 30 * time.Second

// serve runs a reference server until the test ends, and returns its URL.
func serve(t *testing.T) string {
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
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return "http://" + l.Addr().String()
}

// reply is a response that the test closes when it ends.
type reply struct{ *http.Response }

// request sends a request that must be answered with 200. Headers are names, each before its
// value.
func request(t *testing.T, client *http.Client, method, url, body string, headers ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: status %s", method, url, res.Status)
	}
	return reply{res}
}

// faults is the answer of /control/faults.
type faults struct{ Decided, Dropped, Doubled, Reordered, Held int64 }

func askFaults(t *testing.T, client *http.Client, method, url, body string) (f faults) {
	t.Helper()
	res := request(t, client, method, url+"/control/faults?limit=0", body)
	if err := json.NewDecoder(res.Body).Decode(&f); err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return f
}

// read returns the IDs of a stream, up to its end or the event of type "end".
func read(res reply) (ids []int64, err error) {
	lines, id, end := bufio.NewScanner(res.Body), int64(0), false
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			if id, err = strconv.ParseInt(value, 10, 64); err != nil {
				return nil, err
			}
		case "event":
			end = value == "end"
		case "data":
			if end {
				return ids, nil
			}
			ids = append(ids, id)
		}
	}
	return ids, lines.Err()
}

// faulty has so many streams receive so many events with faults, and returns what each of
// them got and what the server did.
func faulty(t *testing.T, streams, events int) (seen [][]int64, did faults) {
	t.Helper()
	url, transport := serve(t), new(http.Transport)
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var reading sync.WaitGroup
	seen = make([][]int64, streams)
	for i := range streams {
		res := request(t, client, http.MethodGet, url+"/events", "")
		reading.Go(func() {
			var err error
			if seen[i], err = read(res); err != nil {
				t.Error(err)
			}
		})
	}
	askFaults(t, client, http.MethodPost, url, `{"drop":0.05,"double":0.06,"reorder":0.07,"seed":3}`)
	for range events {
		_ = request(t, client, http.MethodPost, url+"/publish", "x").Body.Close()
	}
	await.Until(t, patience, "all is decided", func() bool {
		return askFaults(t, client, http.MethodGet, url, "").Decided == int64(streams*events)
	})
	did = askFaults(t, client, http.MethodDelete, url, "")
	_ = request(t, client, http.MethodPost, url+"/publish?event=end", "x").Body.Close()
	reading.Wait()
	return seen, did
}

// What the reference server did to the deliveries is what the books say, exactly.
// There are enough streams that the first and the last event are hit too.
func TestFaultsAreRecoveredExactly(t *testing.T) {
	const streams, events = 150, 40
	seen, did := faulty(t, streams, events)
	w, hit := newWorker(streams, ledger.Options{}), map[int64]bool{}
	w.open(1, false)
	for i, ids := range seen {
		for _, id := range ids {
			w.receive(i, id, 0)
		}
		for _, n := range []int64{1, events} {
			hit[n] = hit[n] || !slices.Contains(ids, n)
		}
		w.book.Settle(&w.subs[i], int32(i), next(events))
	}
	got := w.book.Tally()
	want := ledger.Tally{
		Expected: streams * events, Received: streams*events - did.Dropped + did.Doubled,
		Lost: did.Dropped, Duplicate: did.Doubled, Reordered: did.Reordered,
		Closed: streams, Incomplete: got.Incomplete,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
	if min(got.Lost, got.Duplicate, got.Reordered) == 0 || !hit[1] || !hit[events] {
		t.Errorf("the test is too small: %+v, lost of the first and last %v", got, hit)
	}
}

// A Subscriber whose stream ended is owed what was published meanwhile if it asked for it,
// and Missed it if not.
func TestStreamsThatEndAndComeBack(t *testing.T) {
	const before, away, after = 5, 4, 3
	for _, resumed := range []bool{true, false} {
		url, transport := serve(t), new(http.Transport)
		client := &http.Client{Transport: transport}
		publish := func(n int, query string) {
			for range n {
				_ = request(t, client, http.MethodPost, url+"/publish"+query, "x").Body.Close()
			}
		}
		w := newWorker(1, ledger.Options{})
		receive := func(res reply) {
			ids, err := read(res)
			if err != nil {
				t.Error(err)
			}
			for _, id := range ids {
				w.receive(0, id, 0)
			}
		}
		stream := request(t, client, http.MethodGet, url+"/events", "")
		w.open(1, false)
		publish(before, "")
		_ = request(t, client, http.MethodPost, url+"/control/streams/drop", `{"all":true,"how":"complete"}`).Body.Close()
		receive(stream)
		publish(away, "")
		var resume []string
		if resumed {
			resume = []string{"Last-Event-ID", strconv.Itoa(before)}
		}
		stream = request(t, client, http.MethodGet, url+"/events", "", resume...)
		w.open(before+away+1, resumed)
		publish(after, "")
		publish(1, "?event=end")
		receive(stream)
		w.book.Settle(&w.subs[0], 0, next(before+away+after))
		want := ledger.Tally{Expected: before + after, Received: before + after, Missed: away, Closed: 1}
		if resumed {
			want = ledger.Tally{Expected: before + away + after, Received: before + away + after, Replayed: away, Closed: 1}
		}
		if diff := cmp.Diff(want, w.book.Tally()); diff != "" {
			t.Errorf("resumed %v: tally (-want +got):\n%s", resumed, diff)
		}
		transport.CloseIdleConnections()
	}
}
