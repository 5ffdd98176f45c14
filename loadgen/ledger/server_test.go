package ledger_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
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

// request sends a request that must be answered with 200.
func request(t *testing.T, client *http.Client, method, url, body string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: status %s", method, url, res.Status)
	}
	return res
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

// read returns the IDs of a stream, up to the event of type "end".
func read(res *http.Response) (ids []int64, err error) {
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
	return nil, fmt.Errorf("the stream ended, error %w", lines.Err())
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
