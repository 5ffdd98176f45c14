package refserver

import (
	"net/http"
	"sync"
)

// exchanges counts those that are open. Its zero value has none.
type exchanges struct {
	mu   sync.Mutex
	open int
	none chan struct{} // closed when none is left; nil while nobody waits for it
}

// counted counts the exchanges of next.
func (e *exchanges) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.add(1)
		defer e.add(-1)
		next.ServeHTTP(w, r)
	})
}

func (e *exchanges) add(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.open += n
	e.tell()
}

// ended returns a channel that is closed as soon as none is open. The server must
// have been told to take no more.
func (e *exchanges) ended() <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.none == nil {
		e.none = make(chan struct{})
	}
	e.tell()
	return e.none
}

// tell is called with mu locked.
func (e *exchanges) tell() {
	if e.open > 0 || e.none == nil {
		return
	}
	select {
	case <-e.none:
	default:
		close(e.none)
	}
}
