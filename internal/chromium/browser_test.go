package chromium_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
)

func TestNotFound(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := chromium.Start(t.Context(), chromium.Options{})
	if !errors.Is(err, chromium.ErrNotFound) || !strings.Contains(err.Error(), "apt-get install chromium") {
		t.Errorf("error %v, want one that says how to install it", err)
	}
}

// TestNothingIsLeft: neither processes nor the profile, also when the browser has
// died or did not start.
func TestNothingIsLeft(t *testing.T) {
	for name, tabs := range map[string]int{"closed": 0, "closed with tabs": 3} {
		t.Run(name, func(t *testing.T) {
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			b, err := chromium.Start(t.Context(), chromium.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if users(t, temp) == "" {
				t.Error("no process uses the profile: this test sees nothing")
			}
			for range tabs {
				if _, err := b.Private(t.Context()); err != nil {
					t.Error(err)
				}
			}
			for range 2 {
				if err := b.Close(); err != nil {
					t.Error(err)
				}
			}
			nothingLeft(t, temp)
		})
	}
	t.Run("not started", func(t *testing.T) {
		temp := t.TempDir()
		t.Setenv("TMPDIR", temp)
		program := filepath.Join(t.TempDir(), "chromium")
		if err := os.WriteFile(program, []byte("#!/bin/sh\nsleep 600 & echo nothing; exec sleep 600\n"), 0o700); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
		t.Setenv("PATH", filepath.Dir(program)+":"+os.Getenv("PATH"))
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		if _, err := chromium.Start(ctx, chromium.Options{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want that it took too long", err)
		}
		nothingLeft(t, temp)
	})
}

func nothingLeft(t *testing.T, temp string) {
	t.Helper()
	if left := users(t, temp); left != "" {
		t.Errorf("processes are left:\n%s", left)
	}
	entries, err := os.ReadDir(temp)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "chromium-profile-") {
			t.Errorf("%s is left", e.Name())
		}
	}
}

// users are the processes that have a directory among their arguments.
func users(t *testing.T, dir string) string {
	t.Helper()
	all, err := exec.CommandContext(t.Context(), "ps", "-eo", "pid,stat,args").Output()
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(all)) {
		if strings.Contains(line, dir) {
			found = append(found, line)
		}
	}
	return strings.Join(found, "")
}

// TestEndedBrowser: what a closed browser is asked is an error, and soon.
func TestEndedBrowser(t *testing.T) {
	b, err := chromium.Start(t.Context(), chromium.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tab, err := b.Tab(t.Context())
	if err != nil {
		t.Error(err)
	}
	waited := make(chan error, 1) // sent by the goroutine below
	go func() { waited <- tab.Until(t.Context(), "it is never", "false") }()
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if err := <-waited; err == nil || strings.Contains(err.Error(), "deadline") {
		t.Errorf("error %v, want that it has ended", err)
	}
	if err := tab.Eval(t.Context(), "1", nil); err == nil {
		t.Error("a closed tab answers")
	}
	if _, err := b.Tab(t.Context()); err == nil {
		t.Error("a closed browser opens tabs")
	}
}

func TestPrivate(t *testing.T) {
	b, url := chromiumtest.New(t, chromium.Options{}), serve(t)
	one, two, other := b.Open(t, url), b.Open(t, url), b.OpenPrivate(t, url)
	one.Eval("localStorage.setItem('seen', 'here')", nil)
	for _, test := range []struct {
		page *chromiumtest.Page
		want string
	}{{two, "here"}, {other, ""}} {
		var got string
		test.page.Eval("localStorage.getItem('seen') ?? ''", &got)
		if got != test.want {
			t.Errorf("another tab has %q, want %q", got, test.want)
		}
	}
}
