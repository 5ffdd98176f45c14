package host

import "time"

// Pauses is when the process did not run although it wanted to.
type Pauses struct {
	// Count is how many there were, of 80 ms or more.
	Count int
	// Total is how long they were together, Longest the longest.
	Total, Longest time.Duration
	// At is when the longest began, since the Watch did.
	At time.Duration
	// Stepped is by how much the clock of the wall was set, forwards and backwards
	// together, or by how much it went on while the machine slept.
	Stepped time.Duration
}

const (
	beatEvery = 20 * time.Millisecond
	leastLate = 80 * time.Millisecond // less is the work of a scheduler
	leastStep = 50 * time.Millisecond // less may have passed between the reading of two clocks
)

// pulse notices pauses by beats that come too late.
type pulse struct {
	began, last time.Time
	seen        Pauses
}

// beat takes the time of a beat, which was due beatEvery after the one before, or came
// early.
func (p *pulse) beat(now time.Time) {
	p.passed(now.Sub(p.last), now.Round(0).Sub(p.last.Round(0))) // rounding takes the steady clock away
	p.last = now
}

// passed takes the time since the beat before, by the steady clock and by the wall's.
func (p *pulse) passed(steady, wall time.Duration) {
	if late := steady - beatEvery; late >= leastLate {
		p.seen.Count++
		p.seen.Total += late
		if late > p.seen.Longest {
			p.seen.Longest, p.seen.At = late, p.last.Sub(p.began)
		}
	}
	if step := (wall - steady).Abs(); step >= leastStep {
		p.seen.Stepped += step
	}
}
