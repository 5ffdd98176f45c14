package processes

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// maxLineBytes bounds what is kept of a line that has not ended. A longer one is
// passed on in pieces.
const maxLineBytes = 64 << 10

// lines passes on what one process writes, in whole lines with its number.
type lines struct {
	process int
	to      *sharedWriter

	mu   sync.Mutex
	rest []byte // a line that has not ended
}

// Write implements io.Writer. It never fails: when nobody listens, the process
// goes on.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, b...)
	for {
		i := bytes.IndexByte(l.rest, '\n')
		if i < 0 && len(l.rest) < maxLineBytes {
			return len(b), nil
		}
		if i < 0 {
			i = len(l.rest)
		}
		l.pass(l.rest[:i])
		l.rest = l.rest[min(i+1, len(l.rest)):]
	}
}

// flush passes on a last line that has no end.
func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rest) > 0 {
		l.pass(l.rest)
		l.rest = nil
	}
}

// say adds a line about the process.
func (l *lines) say(text string) { l.pass([]byte(text)) }

func (l *lines) pass(line []byte) { l.to.write(attributed(l.process, line)) }

// attributed returns a line with the number of the process that wrote it.
func attributed(process int, line []byte) []byte {
	if rest, ok := bytes.CutPrefix(line, []byte(`{"`)); ok {
		return fmt.Appendf(nil, "{\"process\":%d,\"%s\n", process, rest)
	}
	return fmt.Appendf(nil, "process=%d %s\n", process, line)
}

// sharedWriter is written to by all processes.
type sharedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (s *sharedWriter) write(line []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.w.Write(line)
}
