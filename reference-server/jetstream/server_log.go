package jetstream

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
)

// serverLog passes on what a NATS server says: its story at level debug, warnings
// and errors as such.
type serverLog struct {
	log *slog.Logger
	// alarm hears of every warning and error.
	alarm func(text string)
	// started says that the advice on how to configure the server is over.
	started *atomic.Bool
}

func (l serverLog) Noticef(format string, v ...any) {
	l.log.Debug("nats: " + fmt.Sprintf(format, v...))
}
func (l serverLog) Debugf(string, ...any) {}
func (l serverLog) Tracef(string, ...any) {}

func (l serverLog) Warnf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	level := slog.LevelDebug
	if l.started.Load() {
		level = slog.LevelWarn
	}
	l.log.Log(context.Background(), level, "nats: "+text)
	l.alarm(text)
}

func (l serverLog) Errorf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	l.log.Error("nats: " + text)
	l.alarm(text)
}

func (l serverLog) Fatalf(format string, v ...any) { l.Errorf(format, v...) }
