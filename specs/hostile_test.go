package specs

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
)

const (
	// hostileTime is what a check of a hostile Target may take. By the limits of
	// the run it takes a fifth of that; a busy machine is slower.
	hostileTime = 60 * time.Second
	// hostileMemory is what the responses may take, unless a row is about the
	// default: less is passed sooner.
	hostileMemory = 16 << 20
	// hostileKiB is what it may take of memory.
	hostileKiB = 200 << 10
)

// goSpeak matches what only people who write Go understand.
const goSpeak = `\bEOF\b|context (deadline exceeded|canceled)|i/o timeout|net/http|use of closed|runtime error|judge by|0x[0-9a-f]{6}`

// TestHostileTargets checks each Target in a process of its own, a few at a
// time because they mostly wait. However it ends, it must end, say what happened
// and keep to its memory.
func TestHostileTargets(t *testing.T) {
	const atATime = 12
	all := hostiles(t)
	results, errs := make([]hostileResult, len(all)), make([]error, len(all))
	places := make(chan struct{}, atATime)
	var checking sync.WaitGroup
	for i, h := range all {
		task := h.start(t)
		places <- struct{}{}
		checking.Go(func() {
			defer func() { <-places }()
			ctx, cancel := context.WithTimeoutCause(t.Context(), hostileTime, context.DeadlineExceeded)
			defer cancel()
			results[i], errs[i] = checkInChild(ctx, t, task)
			if ctx.Err() != nil {
				t.Errorf("%s: the check did not end within %s", h.name, hostileTime)
			}
		})
	}
	checking.Wait()
	for i, h := range all {
		t.Run(h.name, func(t *testing.T) {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			h.compare(t, results[i])
		})
	}
}

// start starts the servers of h, until the test is over, and returns what is to
// be checked.
func (h hostile) start(t *testing.T) hostileTask {
	t.Helper()
	if h.serve == nil {
		ended := make(chan struct{})
		h.serve = unread(ended)
		defer t.Cleanup(func() { close(ended) })
	}
	scheme := "http://"
	if h.tls {
		scheme = "https://"
	}
	task := hostileTask{URL: scheme + listen(t, h.serve) + "/events", Command: h.command, BodyBytes: h.bodyBytes}
	if !h.full {
		task.MaxMemory = hostileMemory
	}
	if h.hook != nil {
		task.Hook = "POST http://" + listen(t, h.hook) + "/publish"
	}
	return task
}

func (h hostile) compare(t *testing.T, got hostileResult) {
	t.Helper()
	if got.Kind != h.kind && h.kind != either {
		t.Errorf("got %q of %s, want %q: %s", got.Kind, got.End, h.kind, got.Error)
	}
	texts := got.Texts
	switch {
	case h.kind == either:
		texts = append(texts, got.Error)
	case got.Error != "":
		texts = []string{got.Error}
	}
	if wanted := regexp.MustCompile("(?s)" + h.says); !slices.ContainsFunc(texts, wanted.MatchString) {
		t.Errorf("got %q, want one that matches %s", texts, h.says)
	}
	for _, text := range append(got.Texts, got.Error) {
		if len(text) > 3*maxText || strings.ContainsFunc(text, unicode.IsControl) || regexp.MustCompile(goSpeak).MatchString(text) {
			t.Errorf("got %.300q, which is too long or not for users", text)
		}
	}
	if got.Leaked != "" {
		t.Errorf("goroutines are left behind:\n%s", got.Leaked)
	}
	if got.PeakKiB > hostileKiB {
		t.Errorf("got a peak of %d MiB of memory, want at most %d", got.PeakKiB>>10, hostileKiB>>10)
	}
	t.Logf("%s in %d ms with %d MiB: %s", got.Verdict, got.TookMS, got.PeakKiB>>10, got.Error)
}
