package specs

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

func TestProgress(t *testing.T) {
	var told []Progress
	p := newProgress(func(now Progress) { told = append(told, now) }, []check{
		chapterCheck("a-b", 0, nil), chapterCheck("a-c", 0, nil), {probe: probeQuiet},
	})
	p.begin(probeStream)
	p.begin(probeQuiet)
	p.end(probeStream)
	p.end(probeOdd)
	p.end(probeQuiet)
	want := []Progress{
		{probeStream, false, 0, 3},
		{probeQuiet, false, 0, 3},
		{probeStream, true, 2, 3},
		{probeOdd, true, 2, 3},
		{probeQuiet, true, 3, 3},
	}
	if len(told) != len(want) {
		t.Fatalf("got %d calls, want %d", len(told), len(want))
	}
	for i := range want {
		if told[i] != want[i] {
			t.Errorf("call %d: got %+v, want %+v", i, told[i], want[i])
		}
	}
}

func TestNobodyNeedsToHearOfProgress(t *testing.T) {
	p := newProgress(nil, checks())
	p.begin(probeStream)
	p.end(probeStream)
}

// Whatever the Target does, every selected Requirement can be judged in the
// end, and whoever listens is told one thing at a time.
func TestProgressReachesTheTotal(t *testing.T) {
	right := httptest.NewServer(newHub())
	t.Cleanup(right.Close)
	missing := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(missing.Close)
	tests := []struct {
		name, base, labels string
		hook               bool
	}{
		{"a stream", right.URL, "", false},
		{"a hook", right.URL, "chapter:framing || chapter:data", true},
		{"no stream", missing.URL, "", true},
		{"one requirement of a late probe", right.URL, "id:data-empty", true},
		{"one requirement that needs a hook", right.URL, "id:data-empty", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg, err := configFor(tt.base)
			if err != nil {
				t.Fatal(err)
			}
			if !tt.hook {
				cfg.Publisher = nil
			}
			var alone sync.Mutex
			var last Progress
			open := map[string]bool{}
			cfg.Labels, cfg.Progress = tt.labels, func(p Progress) {
				if !alone.TryLock() {
					t.Error("two calls at a time")
					return
				}
				defer alone.Unlock()
				open[p.Probe] = !p.Done
				if p.Judgeable < last.Judgeable {
					t.Errorf("from %+v to %+v", last, p)
				}
				last = p
			}
			selected, err := selectChecks(tt.labels, "")
			if err != nil {
				t.Fatal(err)
			}
			observe(t.Context(), cfg, selected)
			if last.Judgeable != last.Total || last.Total != len(selected) || !last.Done {
				t.Errorf("got %+v in the end, want %d", last, len(selected))
			}
			for probe, still := range open {
				if still {
					t.Errorf("probe %s began and did not end", probe)
				}
			}
		})
	}
}
