package stats

import (
	"slices"
	"strconv"
	"sync"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// An archive gives up the older half of its events when it has so many, or so much.
const (
	mostArchived      = 100_000
	mostArchivedBytes = 64 << 20 // of frames
)

// archive keeps the events of the taught form. Its zero value is empty.
type archive struct {
	mu   sync.Mutex
	kept []*history.Entry
	size int // bytes of their frames
}

func (a *archive) keep(e *history.Entry) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for len(a.kept) >= mostArchived || len(a.kept) > 0 && a.size >= mostArchivedBytes {
		half := (len(a.kept) + 1) / 2
		for _, old := range a.kept[:half] {
			a.size -= len(old.Frame())
		}
		a.kept = slices.Clone(a.kept[half:])
	}
	a.kept, a.size = append(a.kept, e), a.size+len(e.Frame())
}

func (a *archive) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kept, a.size = nil, 0
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
