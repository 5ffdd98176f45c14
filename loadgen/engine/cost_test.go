package engine

import (
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// A stream is what every Subscriber costs. 512 bytes are promised for all of it, with its last
// event ID, its places in two tables and what the allocator rounds up to: 288 for a stream.
func TestStreamSize(t *testing.T) {
	if size := unsafe.Sizeof(stream{}); size != 272 {
		t.Errorf("a stream has %d bytes", size)
	}
}

// idle returns the only worker of an engine that does not run.
func idle(tb testing.TB) *worker {
	tb.Helper()
	maker, err := request.New(tb.Context(), request.Spec{Targets: []request.Target{{URL: "http://127.0.0.1:1/"}}})
	if err != nil {
		tb.Fatal(err)
	}
	e, err := New(Config{
		Plan: schedule.Plan{Stages: schedule.Ramp(1, 0, time.Minute)}, Maker: maker, Workers: 1, Tags: 1,
		Sequence: stamp.Publisher("run"), Limits: Limits{HeadBytes: 1 << 16},
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(e.Close)
	w := e.workers[0]
	w.begin = time.Now()
	return w
}

// openAll returns streams whose head has arrived.
func openAll(w *worker, n int) []*stream {
	all := make([]*stream, n)
	for i := range all {
		s := &stream{w: w, number: int32(i)}
		w.streams.put(s)
		s.enter(asking)
		s.http1([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"))
		all[i] = s
	}
	return all
}

// published returns n chunks with an event each.
func published(n int) [][]byte {
	all := make([][]byte, n)
	for i := range all {
		now := time.Now().UnixNano()
		data := stamp.Append(nil, stamp.Stamp{Run: "run", Topic: "default", Seq: int64(i), Due: now, Sent: now}, 110)
		event := fmt.Sprintf("id: %d\ndata: %s\n\n", i, data)
		all[i] = fmt.Appendf(nil, "%x\r\n%s\r\n", len(event), event)
	}
	return all
}

// What arrives costs no memory, in one piece or in two.
func TestNothingIsAllocatedForAnEvent(t *testing.T) {
	for _, at := range []int{0, 3, 30, 100} {
		t.Run(fmt.Sprintf("cut at %d", at), func(t *testing.T) {
			w := idle(t)
			streams, chunks := openAll(w, 10), published(1200)
			n := 0
			turn := func() {
				for _, s := range streams {
					s.Data(&s.conn, chunks[n][:at])
					s.Data(&s.conn, chunks[n][at:])
				}
				n++
			}
			for range 100 {
				turn()
			}
			if allocations := testing.AllocsPerRun(1000, turn); allocations != 0 {
				t.Errorf("%v allocations for %d events", allocations, len(streams))
			}
			if got := streams[9].events; int(got) != n {
				t.Errorf("received %d of %d events", got, n)
			}
			if tally := w.book.Tally(); tally.Lost != 0 || tally.Received != int64(n*len(streams)) {
				t.Errorf("the ledger says %+v", tally)
			}
		})
	}
}

func BenchmarkEvent(b *testing.B) {
	w := idle(b)
	streams, chunks := openAll(w, 1000), published(10_000)
	b.SetBytes(int64(len(chunks[0])))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s := streams[i%len(streams)]
		s.Data(&s.conn, chunks[i/len(streams)%len(chunks)])
		i++
	}
}

// An event that ends its stream must not have its decoder given to two others.
func TestDecoderIsGivenBackOnce(t *testing.T) {
	w := idle(t)
	w.cfg.Caps.Events = 1
	s := openAll(w, 1)[0]
	chunk := published(1)[0]
	s.Data(&s.conn, chunk[:20])
	if s.dec == nil {
		t.Fatal("the stream has no decoder of its own")
	}
	s.Data(&s.conn, chunk[20:])
	if s.phase != gone || len(w.decoders) != 1 {
		t.Errorf("%d decoders were given back", len(w.decoders))
	}
}

// What is due at one time does not happen in one turn of the loop.
func TestStartsTakeTurns(t *testing.T) {
	w := idle(t)
	for n := range 10 * startsPerTurn {
		w.arrive(schedule.Move{Kind: schedule.Open, Subscriber: n})
	}
	if w.queue.len() != 10*startsPerTurn {
		t.Errorf("%d wait", w.queue.len())
	}
	w.work()
	if waiting := w.queue.len(); waiting != 9*startsPerTurn {
		t.Errorf("%d wait after a turn", waiting)
	}
}
