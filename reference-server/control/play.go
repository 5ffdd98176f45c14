package control

import (
	"net/http"
	"sync"
	"time"
)

// scriptShown is a script that is still to be played.
type scriptShown struct {
	Path    string   `json:"path"`
	Left    int      `json:"left"`
	Fixture string   `json:"fixture,omitempty"`
	Bytes   int      `json:"bytes"`
	Writes  int      `json:"writes"`
	Delay   Duration `json:"delay"`
	End     End      `json:"end"`
	Framing string   `json:"framing"`
}

// The framings of a body in HTTP/1.1.
const (
	chunked = "chunked"
	byClose = "close"
)

func showScript(t turn[script]) scriptShown {
	s := t.what
	framing := chunked
	if s.until {
		framing = byClose
	}
	return scriptShown{
		Path: t.path, Left: t.left, Fixture: s.fixture, Bytes: len(s.body), Writes: s.writes(), Delay: s.delay, End: s.end, Framing: framing,
	}
}

// getPlay answers GET /control/play.
func (c *Control) getPlay(call) (any, *refusal) { return show(&c.scripts, showScript, false), nil }

// deletePlay answers DELETE /control/play, and ends what is being played.
func (c *Control) deletePlay(call) (any, *refusal) {
	was := show(&c.scripts, showScript, true)
	c.stage.clear()
	return was, nil
}

// postPlay answers POST /control/play.
func (c *Control) postPlay(in call) (any, *refusal) {
	s := script{end: Complete}
	var text payload
	where, framing := newTarget(), chunked
	has, p := decode(in.w, in.r, fields{
		"count": &where.count, "path": &where.path, "fixture": &s.fixture, "body": &text.text, "base64": &text.base64,
		"chunk": &s.sizes, "delay": &s.delay, "end": &s.end, "framing": &framing,
	})
	if p = firstOf(p, where.check()); p != nil {
		return nil, p
	}
	s.body, p = text.orFixture(has, s.fixture)
	if s.until = framing == byClose; !s.until && framing != chunked {
		p = firstOf(p, bad("framing", "want %q or %q", chunked, byClose))
	}
	p = firstOf(p, s.check())
	if p == nil {
		p = c.scripts.add(turn[script]{path: where.path, left: where.count, what: s})
	}
	if p != nil {
		return nil, p
	}
	return c.getPlay(in)
}

// stage is where scripts are played. The zero value is open.
type stage struct {
	mu      sync.Mutex
	curtain chan struct{} // clear closes it
	shut    bool
}

// open returns a channel that is closed when what is played then must end.
func (s *stage) open() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.curtain == nil {
		s.curtain = make(chan struct{})
	}
	if s.shut {
		defer s.fall()
	}
	return s.curtain
}

// clear ends what is played.
func (s *stage) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fall()
}

// shutDown is clear for good.
func (s *stage) shutDown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shut = true
	s.fall()
}

// fall closes the curtain. The stage must be locked.
func (s *stage) fall() {
	if s.curtain != nil {
		close(s.curtain)
		s.curtain = nil
	}
}

// play plays a script to its end, that of the client or that of the server.
func (c *Control) play(w http.ResponseWriter, r *http.Request, t taken[script]) {
	curtain := c.stage.open()
	out, err := openWire(w, r, t.what, c.config.WriteTimeout)
	if err != nil {
		t.finish(false)
		panic(http.ErrAbortHandler)
	}
	whole := perform(t.what, out, curtain)
	t.finish(whole)
	if whole {
		out.end(t.what.end, curtain)
		return
	}
	out.end(FIN, curtain)
}

// perform reports whether everything was written, and for one that is kept open
// waits for an end.
func perform(s script, out wire, curtain <-chan struct{}) bool {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for piece := range s.sizes.pieces(s.body) {
		select {
		case <-pause.C:
		case <-curtain:
			return false
		case <-out.gone():
			return false
		}
		if out.write(piece) != nil {
			return false
		}
		pause.Reset(time.Duration(s.delay))
	}
	if s.end == Keep {
		select {
		case <-curtain:
		case <-out.gone():
		}
	}
	return true
}
