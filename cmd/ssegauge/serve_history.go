package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/pflag"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/history"
	"github.com/ssegauge/ssegauge/reference-server/jetstream"
)

// The kinds of a history, and of syncing it.
const (
	inMemory     = "memory"
	inJetStream  = "jetstream"
	syncAlways   = "always"
	syncInterval = "interval"
)

// defaultStream is the JetStream stream of those who name none.
const defaultStream = "SSEGAUGE"

// historyOptions say where serve keeps events.
type historyOptions struct {
	kind        string
	dir         string
	sync        string
	servers     []string
	credentials string
	stream      string
	replicas    int
}

func (o *historyOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.kind, "history", inMemory, "keep events in `KIND`: memory, or jetstream to outlive the process")
	f.StringVar(&o.dir, "data-dir", "", "where jetstream keeps them, `DIR` (default: that of the user's data)")
	f.StringVar(&o.sync, "sync", syncInterval, "`WHEN` they are on the disk: interval (a power cut loses 2 s), always")
	f.StringSliceVar(&o.servers, "nats", nil, "use the NATS cluster at `URLS` instead, as further nodes may")
	refuseEmpty(f, "nats")
	f.StringVar(&o.credentials, "nats-creds", "", "credentials for it, `FILE`")
	f.StringVar(&o.stream, "nats-stream", defaultStream, "`NAME` of the JetStream stream")
	f.IntVar(&o.replicas, "replicas", 1, "servers of the cluster that keep each event, 1 to 5")
}

// durable reports whether the events are to outlive the process.
func (o *historyOptions) durable() bool { return o.kind == inJetStream }

// check returns what is wrong with the flags, or contradicts another.
func (o *historyOptions) check() error {
	switch o.kind {
	case inJetStream:
		return o.checkJetStream()
	case inMemory:
	default:
		return hintedUsage("want memory or jetstream", "--history %s: no such kind", o.kind)
	}
	for _, needless := range []struct {
		flag string
		set  bool
	}{
		{"data-dir", o.dir != ""},
		{"sync", o.sync != syncInterval},
		{"nats", len(o.servers) > 0},
		{"nats-creds", o.credentials != ""},
		{"nats-stream", o.stream != defaultStream},
		{"replicas", o.replicas != 1},
	} {
		if needless.set {
			return hintedUsage("add --history jetstream", "--%s: a history in memory has none", needless.flag)
		}
	}
	return nil
}

func (o *historyOptions) checkJetStream() error {
	cluster := len(o.servers) > 0
	switch {
	case o.sync != syncInterval && o.sync != syncAlways:
		return hintedUsage("want interval or always", "--sync %s: no such mode", o.sync)
	case cluster && o.dir != "":
		return hintedUsage("leave one of them out", "--data-dir and --nats: the cluster keeps the data")
	case cluster && o.sync == syncAlways:
		return hintedUsage("set sync_interval: always in the servers' configuration", "--sync and --nats: the cluster syncs as it is configured")
	case !cluster && o.credentials != "":
		return hintedUsage("name the cluster with --nats", "--nats-creds: the embedded server wants none")
	case !cluster && o.replicas != 1:
		return hintedUsage("name a cluster with --nats", "--replicas: the embedded server is one")
	}
	return nil
}

func hintedUsage(hint, format string, args ...any) error {
	return &usageError{&hintedError{fmt.Errorf(format, args...), hint}}
}

// open adds the history that outlives the process to the configuration. The
// caller must call closeAll whatever the error.
func (o *historyOptions) open(ctx context.Context, c *refserver.Config, log *slog.Logger) (closeAll func(), err error) {
	var server *jetstream.Embedded
	var opened *jetstream.History
	closeAll = func() {
		if opened != nil {
			opened.Close()
		}
		if server != nil {
			server.Close()
		}
	}
	if !o.durable() {
		return closeAll, nil
	}
	config := o.config(c, log)
	if err := config.Validate(); err != nil {
		return closeAll, usagef("%s", flagsOfHistory(err.Error()))
	}
	if len(o.servers) == 0 {
		if server, err = o.startServer(ctx, c.MaxPublishBytes, log); err != nil {
			return closeAll, err
		}
		config.Server = server
	}
	if opened, err = jetstream.Open(ctx, config); err != nil {
		return closeAll, &hintedError{err, o.openHint(err)}
	}
	c.History = opened
	return closeAll, nil
}

func (o *historyOptions) config(c *refserver.Config, log *slog.Logger) jetstream.Config {
	return jetstream.Config{
		URLs:        o.servers,
		Credentials: o.credentials,
		Stream:      o.stream,
		Replicas:    o.replicas,
		Limits:      history.Limits{Count: c.HistoryCount, Bytes: c.HistoryBytes, Age: c.HistoryAge, Patterns: c.MaxPatterns},
		FirstID:     c.FirstID,
		Logger:      log,
	}
}

func (o *historyOptions) startServer(ctx context.Context, maxEvent int64, log *slog.Logger) (*jetstream.Embedded, error) {
	return o.startIn(ctx, jetstream.ServerConfig{SyncAlways: o.sync == syncAlways, MaxEventBytes: maxEvent, Logger: log})
}

// startIn starts an embedded server in the directory of the options.
func (o *historyOptions) startIn(ctx context.Context, config jetstream.ServerConfig) (*jetstream.Embedded, error) {
	dir, err := o.dataDir()
	if err != nil {
		return nil, err
	}
	config.Dir = dir
	server, err := jetstream.StartServer(ctx, config)
	if err != nil {
		return nil, &hintedError{fmt.Errorf("--data-dir %s: %w", dir, err), dataDirHint(err)}
	}
	return server, nil
}

// dataDir returns the directory named, or that of the user's data.
// https://specifications.freedesktop.org/basedir-spec/latest/
func (o *historyOptions) dataDir() (string, error) {
	if o.dir != "" {
		return o.dir, nil
	}
	const name = "ssegauge"
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return "", usagef("--data-dir: none is named, and the user has none: %w", err)
		}
		return filepath.Join(dir, name), nil
	}
	home, err := os.UserHomeDir()
	dir := cmp.Or(os.Getenv("XDG_DATA_HOME"), filepath.Join(home, ".local", "share"))
	if err != nil && !filepath.IsAbs(dir) {
		return "", usagef("--data-dir: none is named, and the user has none: %w", err)
	}
	return filepath.Join(dir, name), nil
}

func dataDirHint(err error) string {
	switch {
	case errors.Is(err, jetstream.ErrInUse):
		return "another ssegauge serves from there; name another directory, or share a cluster by --nats"
	case errors.Is(err, jetstream.ErrDamaged):
		return "bring back a copy of it, or name an empty directory to begin anew"
	case errors.Is(err, syscall.ENOSPC):
		return "make room there, or name another directory"
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return "name a directory that you can write to"
	}
	return "name another directory"
}

func (o *historyOptions) openHint(err error) string {
	switch {
	case len(o.servers) == 0:
		return "name an empty directory with --data-dir to begin anew"
	case strings.Contains(err.Error(), "uthoriz"):
		return "give the credentials with --nats-creds, or in the URL"
	case strings.Contains(err.Error(), "stream"):
		return "name another stream with --nats-stream; has every server JetStream enabled?"
	}
	return "is a NATS server running there, with JetStream enabled (nats-server -js)?"
}

// flagsOfHistory replaces the names of settings by those of their flags.
func flagsOfHistory(text string) string {
	return strings.NewReplacer("URLs:", "--nats:", "Stream:", "--nats-stream:", "Replicas:", "--replicas:",
		"Limits:", "--history-count, --history-bytes, --history-age:").Replace(text)
}

// historyLog is where the story of the history goes. Who did not ask for a log hears
// of what is wrong.
func historyLog(asked *slog.Logger, stderr io.Writer) *slog.Logger {
	if asked != nil {
		return asked
	}
	return slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
