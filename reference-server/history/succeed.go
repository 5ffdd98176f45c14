package history

// Succeed cuts l and returns an empty log that goes on with its sequence: what
// remains of a log where the events died with the process and the IDs did not. A
// client that has read l to its end resumes exactly, and one that has not is told
// that events were evicted.
func (l *Log) Succeed() *Log {
	l.Cut()
	l.mu.RLock()
	defer l.mu.RUnlock()
	return &Log{
		limits:  l.limits,
		view:    l.view,
		named:   make(map[string]int64),
		topics:  make(map[string]*topic),
		last:    l.last,
		evicted: l.last,
	}
}
