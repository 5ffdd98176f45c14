package stats

import (
	"slices"
	"strconv"
	"sync"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// mostArchived is how many events an archive keeps before it gives up the older half.
const mostArchived = 100_000

// archive keeps the events of the taught form. Its zero value is empty.
type archive struct {
	mu   sync.Mutex
	kept []*history.Entry
}

func (a *archive) keep(e *history.Entry) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.kept) >= mostArchived {
		a.kept = slices.Clone(a.kept[len(a.kept)/2:])
	}
	a.kept = append(a.kept, e)
}

func (a *archive) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kept = nil
}

// from returns the frames of the events whose IDs are not less than lastEventID, that
// one among them, and the ID of the newest event. What is no integer is neither less
// than another ID nor equal to it, nor greater.
func (a *archive) from(lastEventID string) (frames []byte, newest string) {
	last, err := strconv.ParseInt(lastEventID, 10, 64)
	if err != nil {
		return nil, ""
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, e := range a.kept {
		if id, err := strconv.ParseInt(e.ID(), 10, 64); err == nil && id >= last {
			frames = append(frames, e.Frame()...)
		}
		newest = e.ID()
	}
	return frames, newest
}
