package history

import "time"

// evict drops the oldest entries until the limits hold, and sees to it that it
// is called again when the next one grows too old. The log must be locked.
func (l *Log) evict(now time.Time) {
	for l.entries.len() > 0 && l.exceeded(now) {
		l.dropOldest()
	}
	if l.entries.len() > 0 && l.expiry == nil && !l.closed {
		l.expiry = time.AfterFunc(l.untilExpiry(now), l.expire)
	}
}

func (l *Log) exceeded(now time.Time) bool {
	n := l.entries.len()
	return n > l.limits.Count || (n > 1 && l.bytes > l.limits.Bytes) || l.untilExpiry(now) <= 0
}

// untilExpiry returns the time that the oldest entry has left.
func (l *Log) untilExpiry(now time.Time) time.Duration {
	return l.limits.Age - now.Sub(l.entries.at(0).at)
}

func (l *Log) dropOldest() {
	e := l.entries.pop()
	for _, p := range l.patternsOf(e.topic) {
		p.drop()
	}
	e.topic.drop()
	l.release(e.topic)
	delete(l.named, e.id)
	l.evicted = e.mark
	l.bytes -= int64(len(e.Frame()))
}

// expire is run by the timer. The oldest entry may have been evicted for
// another reason since the timer was set; the timer is set anew then.
func (l *Log) expire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expiry = nil
	l.evict(time.Now())
}
