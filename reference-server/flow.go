package refserver

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/fanout"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// flow is a stream that net/http carries, with a goroutine for itself: one over
// TLS or HTTP/2, one with a coding, or one that something was wrapped around.
type flow struct {
	server *Server
	log    *history.Log // what it reads: another one is the server's after a restart
	number uint64
	opened time.Time
	asked  subscription
	remote string
	since  int64 // the end of the history when it was opened
	proto  string
	news   history.Bell
	out    *outlet
	cancel context.CancelCauseFunc
	endAt  chan time.Duration // receives once, when it is to end
	events atomic.Int64
	line   net.Conn // nil if it is not the stream's own

	mu   sync.Mutex // guards what follows
	over bool       // the connection is net/http's again
}

// borderError is a cause for which a stream ends as a complete response.
type borderError struct{ error }

func (e borderError) Unwrap() error { return e.error }

// openFlow sends one stream to its end.
func (s *Server) openFlow(w http.ResponseWriter, r *http.Request, asked subscription) {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	f := &flow{
		server: s,
		log:    s.log(),
		number: s.subscribers.lastID.Add(1),
		opened: time.Now(),
		asked:  asked,
		remote: r.RemoteAddr,
		proto:  r.Proto,
		news:   history.NewBell(),
		out:    &outlet{w: w, control: http.NewResponseController(w), timeout: s.config.WriteTimeout, total: &s.meters.bytes},
		cancel: cancel,
		endAt:  make(chan time.Duration, 1),
		line:   lineOf(r),
	}
	defer f.finish()
	cursor, start := f.log.Open(asked.topics, asked.lastEventID, f.news.Ring)
	defer cursor.Close()
	f.since = start.EndPlace
	s.meters.resumed(asked, start, cursor)
	asked.feed.opened()
	if f.serve(ctx, r, cursor, s.hello(start, asked)) == fanout.HalfClose {
		f.halfClose(r.Context())
	}
	if f.out.broken {
		panic(http.ErrAbortHandler) // the response must not look complete
	}
}

// serve has the stream known while it lives, and returns how its connection is to end.
func (f *flow) serve(ctx context.Context, r *http.Request, cursor *history.Cursor, beginning []byte) (how fanout.Ending) {
	visit, err := f.server.arrive(f.number, r, f.asked), errAborted
	defer func() { f.ended(visit, ending{err, r.ProtoMajor, f.events.Load(), f.out.written.Load()}) }()
	f.server.subscribers.addFlow(f)
	defer f.server.subscribers.removeFlow(f)
	how, err = f.live(ctx, cursor, beginning)
	return how
}

// live writes the beginning and what follows it, and returns how and why the stream
// ends.
func (f *flow) live(ctx context.Context, cursor *history.Cursor, beginning []byte) (fanout.Ending, error) {
	err := f.out.send(beginning)
	if err == nil {
		err = f.letGo(f.follow(ctx, cursor))
	}
	if off, ok := errors.AsType[breakOffError](context.Cause(ctx)); ok {
		f.out.broken = true
		return off.how, off // what a write says then is its consequence
	}
	if f.out.timedOut {
		err = fanout.ErrStopped
	}
	return fanout.Complete, err
}

// errAborted is why a stream ended whose writer has panicked, as http.ErrAbortHandler
// asks of what Config.Wrap puts around it.
var errAborted = errors.New("the response was aborted")

// ended gives back what the stream had taken, however it ended.
func (f *flow) ended(v *visit, e ending) {
	if faults := f.server.subscribers.fault.Load(); faults != nil {
		faults.End(faultyFlow{f}, false, nil)
	}
	f.server.ended(f.asked.home, v, f.asked.feed, e)
}

// follow writes what the cursor reads until the client leaves, a write fails, the
// cursor has fallen behind, the stream is ended, or a drained log is delivered
// (io.EOF).
func (f *flow) follow(ctx context.Context, cursor *history.Cursor) error {
	rhythm := f.rhythm()
	var batch []*history.Entry
	for {
		if f.isRevoked() { // a busy stream does not come to the wait below
			return fanout.ErrRevoked
		}
		if ctx.Err() != nil {
			return f.stopped(ctx)
		}
		var err error
		if batch, err = f.read(cursor, batch[:0]); err != nil {
			return err
		}
		if len(batch) > 0 {
			before := f.out.written.Load()
			if err = f.deliver(batch); f.out.written.Load() > before {
				rhythm.sent()
			}
		} else {
			err = f.wait(ctx, &rhythm)
		}
		if err != nil {
			return err
		}
	}
}

// wait returns when there may be something to read, or with why the stream is to end.
func (f *flow) wait(ctx context.Context, rhythm *rhythm) error {
	select {
	case <-ctx.Done():
		return f.stopped(ctx)
	case <-f.asked.revoked:
	case <-f.news:
	case d := <-f.endAt:
		time.AfterFunc(d, func() { f.cancel(borderError{fanout.ErrDrained}) })
	case <-rhythm.silence.C:
		rhythm.silence.set()
		return f.out.send(comment("heartbeat"))
	case <-rhythm.ping.C:
		rhythm.ping.set()
		return f.out.send(comment(f.asked.feed.Ping))
	case <-rhythm.pause.C:
		return fanout.ErrDelivered
	}
	return nil
}

// read returns the next batch, nothing while delivery is paused.
func (f *flow) read(cursor *history.Cursor, batch []*history.Entry) ([]*history.Entry, error) {
	if f.paused() {
		return batch, nil
	}
	batch, err := cursor.Next(batch)
	if err == nil && len(batch) == 0 {
		err = f.settle()
	}
	return batch, err
}

// paused says that delivery waits. It does not wait for the end of the log.
func (f *flow) paused() bool {
	gate := f.server.subscribers.gate.Load()
	return gate != nil && (*gate)(f.asked.topics) && !f.log.Closed()
}

// stopped returns why the stream is to stop.
func (f *flow) stopped(ctx context.Context) error {
	cause := context.Cause(ctx)
	if border, ok := errors.AsType[borderError](cause); ok {
		return border.error
	}
	if errors.Is(cause, context.Canceled) {
		return fanout.ErrLeft
	}
	f.out.broken = true
	return cause
}

// deliver writes a batch, and counts it once it is flushed. It lets go of the
// events, which an idle stream would otherwise keep beyond their eviction.
func (f *flow) deliver(batch []*history.Entry) error {
	send := batch
	if faults := f.server.subscribers.fault.Load(); faults != nil {
		send = faults.Apply(faultyFlow{f}, batch, nil)
	}
	err := f.send(send)
	clear(batch)
	return err
}

// settle sends what a fault has held back for longer than it is to.
func (f *flow) settle() error {
	faults := f.server.subscribers.fault.Load()
	if faults == nil {
		return nil
	}
	return f.send(faults.Apply(faultyFlow{f}, nil, nil))
}

// letGo sends what a fault still holds back where the stream ends for a cause as a
// complete response. It returns the cause, or why that cannot be.
func (f *flow) letGo(cause error) error {
	faults := f.server.subscribers.fault.Load()
	if faults == nil {
		return cause
	}
	inOrder := !f.out.broken && !errors.Is(cause, fanout.ErrLeft)
	if err := f.send(faults.End(faultyFlow{f}, inOrder, nil)); err != nil {
		return err
	}
	return cause
}

func (f *flow) send(send []*history.Entry) error {
	frames := make([][]byte, 0, len(send))
	for _, e := range send {
		if frame := f.asked.feed.frame(e); frame != nil {
			frames = append(frames, frame)
		}
	}
	if len(frames) == 0 {
		return nil
	}
	if err := f.out.send(frames...); err != nil {
		return err
	}
	f.events.Add(int64(len(frames)))
	f.server.delivered.Add(int64(len(frames)))
	return nil
}

// drain has the stream end at a time of its own within spread.
func (f *flow) drain(spread time.Duration) {
	select {
	case f.endAt <- time.Duration(rand.Int64N(max(1, int64(spread)))):
	default:
	}
}

func (f *flow) id() uint64 { return f.number }

func (f *flow) isRevoked() bool {
	select {
	case <-f.asked.revoked:
		return true
	default:
		return false
	}
}

func (f *flow) end(cause error, how fanout.Ending) {
	if how == fanout.Complete {
		f.cancel(borderError{cause})
		return
	}
	f.breakOff(breakOffError{cause, how})
}

func (f *flow) connection() Connection {
	return Connection{
		ID:       f.number,
		Remote:   f.remote,
		Protocol: f.proto,
		Topics:   f.asked.topics,
		Opened:   f.opened,
		Events:   f.events.Load(),
		Bytes:    f.out.written.Load(),
		State:    "live",
	}
}
