package specs

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// offlineTargets are the reference server and servers that err in many ways.
func offlineTargets(t *testing.T) []target {
	t.Helper()
	names := []string{
		"reference server, ids of its own", "reference server, without a hook", "404", "HTML", "no answer", "a head that waits for an event",
		"an end amid the first event", "a reset at an event", "seconds for milliseconds", "stored by caches",
	}
	wrong := slices.Concat(eventTargets(), fieldTargets(), resumeTargets())
	var chosen []target
	all := allTargets(t)
	for _, name := range names {
		i := slices.IndexFunc(all, func(tt target) bool { return tt.name == name })
		if i < 0 {
			t.Fatalf("there is no target %s", name)
		}
		chosen = append(chosen, all[i])
	}
	for i := 0; i < len(wrong); i += 4 {
		chosen = append(chosen, wrong[i])
	}
	return chosen
}

// What was saved is judged as what was seen: the Runs are equal, evidence and
// places included.
func TestJudgedOfflineAsLive(t *testing.T) {
	targets := offlineTargets(t)
	dir := t.TempDir()
	seen, configs, errs := make([]*Observations, len(targets)), make([]Config, len(targets)), make([]error, len(targets))
	var observing sync.WaitGroup
	places := make(chan struct{}, 10)
	for i, tt := range targets {
		server := httptest.NewServer(tt.serve)
		t.Cleanup(server.Close)
		places <- struct{}{}
		observing.Go(func() {
			defer func() { <-places }()
			configs[i], errs[i] = configFor(server.URL)
			configs[i].Labels = calm
			if tt.change != nil {
				tt.change(&configs[i], server.URL)
			}
			if errs[i] == nil {
				seen[i], errs[i] = Observe(t.Context(), configs[i])
			}
		})
	}
	observing.Wait()
	for i, tt := range targets {
		t.Run(tt.name, func(t *testing.T) {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			sameOffline(t, filepath.Join(dir, strings.ReplaceAll(tt.name, "/", " ")), seen[i], configs[i])
		})
	}
}

// So is what was seen over TLS, and on connections in HTTP/2 that streams share.
func TestJudgedOfflineAsLiveOverTLS(t *testing.T) {
	base, config := secureReferenceServer(t)
	cfg, err := secureConfigFor(base, config)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := Observe(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if k := seen.probe(probeHTTP2).trunkNamed(sharedTrunk); k == nil || !k.Settings() || len(k.Streams) <= trunkStreams {
		t.Fatalf("there is no connection in HTTP/2 to save: %+v", k)
	}
	dir := t.TempDir()
	sameOffline(t, dir, seen, cfg)
	loaded, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range seen.Probes { // saved at the clock on the wall, without what only this process knows
		seen.Probes[i] = seen.Probes[i].withoutSecrets(report.Redactor{}).at(seen.Started)
	}
	if diff := cmp.Diff(seen.Probes, loaded.Probes, sameObservations()); diff != "" {
		t.Errorf("(-seen +loaded):\n%s", diff)
	}
}

// sameOffline judges what was seen, and again what of it was saved.
func sameOffline(t *testing.T, dir string, seen *Observations, cfg Config) {
	t.Helper()
	live, liveErr := Judge(seen, cfg)
	saveIn(t, dir, seen, report.Redactor{})
	loaded, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, againErr := Judge(loaded, Config{Labels: cfg.Labels, Require: cfg.Require})
	if diff := cmp.Diff(live, again); diff != "" {
		t.Errorf("(-live +again):\n%s", diff)
	}
	if (liveErr == nil) != (againErr == nil) || liveErr != nil && liveErr.Error() != againErr.Error() {
		t.Errorf("got %v, live it was %v", againErr, liveErr)
	}
}

// So is a Target that gave nothing to judge.
func TestUnreachableOffline(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	cfg := Config{URL: "http://" + l.Addr().String(), Limits: brief()}
	seen, err := Observe(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sameOffline(t, dir, seen, cfg)
	loaded, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Judge(loaded, Config{})
	if unreachable, ok := errors.AsType[*UnreachableError](err); !ok || unreachable.End != wire.EndDialError {
		t.Errorf("got %v", err)
	}
}

// A run that was called off still could not judge when it is judged again.
func TestCalledOffOffline(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cfg := Config{URL: server.URL, Limits: brief()}
	seen, err := Observe(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sameOffline(t, dir, seen, cfg)
	loaded, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if run, err := Judge(loaded, Config{}); !errors.Is(err, context.Canceled) || run.Verdict != report.Error {
		t.Errorf("got %v, %v", run.Verdict, err)
	}
}

// Fewer Requirements may be asked for than were observed.
func TestOfflineSelection(t *testing.T) {
	seen, err := Load(savedFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	run, err := Judge(seen, Config{Labels: "chapter:retry"})
	if err != nil || len(run.Results) != 4 || run.Verdict != report.Pass {
		t.Errorf("got %+v, %v", run, err)
	}
}
