package processes

import (
	"cmp"
	"time"
)

// Policy says when a process that died is started again. The zero value of every
// field means its default.
type Policy struct {
	// Pause is the wait after the first death; it doubles with each further one.
	// Default 100 ms.
	Pause time.Duration
	// MaxPause bounds the wait. Default 5 s.
	MaxPause time.Duration
	// Steady is how long a process must have lived for its death to count as the
	// first one. Default 10 s.
	Steady time.Duration
	// MaxDeaths is how many deaths in a row end the group, none of them after
	// Steady. Default 5.
	MaxDeaths int
}

func (p Policy) withDefaults() Policy {
	p.Pause = cmp.Or(p.Pause, 100*time.Millisecond)
	p.MaxPause = cmp.Or(p.MaxPause, 5*time.Second)
	p.Steady = cmp.Or(p.Steady, 10*time.Second)
	p.MaxDeaths = cmp.Or(p.MaxDeaths, 5)
	return p
}

// Count returns the number of deaths in a row, where before is the number so far
// and lived how long the process did that has died now.
func (p Policy) Count(before int, lived time.Duration) int {
	if lived >= p.withDefaults().Steady {
		return 1
	}
	return before + 1
}

// Next returns how long to wait before the next start after that many deaths in a
// row, and false if there is to be none. The jitter, at least 0 and below 1, makes
// the wait up to a half shorter: processes that died together come back apart.
func (p Policy) Next(deaths int, jitter float64) (time.Duration, bool) {
	p = p.withDefaults()
	if deaths >= p.MaxDeaths {
		return 0, false
	}
	pause := p.Pause
	for range deaths - 1 {
		if pause >= p.MaxPause {
			break
		}
		pause *= 2
	}
	pause = min(pause, p.MaxPause)
	return pause - time.Duration(jitter*float64(pause)/2), true
}
