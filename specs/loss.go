package specs

import (
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// lostOf returns the markers of what t has not received.
func lostOf(published []Published, t *wire.Transcript) []string {
	var lost []string
	for _, p := range published {
		if _, ok := received(t, p.Publication); !ok {
			lost = append(lost, p.Marker)
		}
	}
	return lost
}

// after returns what was published after the first n.
func after(published []Published, n int) []Published { return published[min(n, len(published)):] }

// indicesIn returns, for each of published, the index of its event in t, -1 if
// there is none. It is quick where they have come in order.
func indicesIn(t *wire.Transcript, published []Published) []int {
	indices := make([]int, 0, len(published))
	next := 0
	for _, p := range published {
		i := next
		if i >= len(t.Events) || p.Marker == "" || !strings.Contains(t.Events[i].Data, p.Marker) {
			i = indexReceived(t, p.Publication)
		}
		if i >= 0 {
			next = i + 1
		}
		indices = append(indices, i)
	}
	return indices
}

// lossOf returns broken, with that message, unless t has received everything.
func lossOf(published []Published, t *wire.Transcript, message string) Judgement {
	lost := lostOf(published, t)
	switch {
	case len(published) == 0:
		return inconclusive("the publish hook did not accept an event")
	case len(lost) == 0:
		return kept("all %d events arrived", len(published))
	}
	return broken(nowhere(t, "%s", message).but(
		fmt.Sprintf("%d events", len(published)),
		fmt.Sprintf("%d of them, lost: %s", len(published)-len(lost), strings.Join(lost[:min(len(lost), 3)], " ")),
	))
}
