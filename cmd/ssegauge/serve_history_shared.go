package main

import (
	"context"
	"fmt"
	"log/slog"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/jetstream"
)

// share starts the history behind several processes, in JetStream whatever its
// kind, and returns the flags by which they find it. The caller must call closeAll
// whatever the error.
func (o *historyOptions) share(ctx context.Context, c refserver.Config, log *slog.Logger) (flags map[string][]string, closeAll func(), err error) {
	var server *jetstream.Embedded
	closeAll = func() {
		if server != nil {
			server.Close()
		}
	}
	config := o.config(&c, log)
	if err := config.Validate(); err != nil {
		return nil, closeAll, usagef("%s", flagsOfHistory(err.Error()))
	}
	if len(o.servers) == 0 {
		if server, err = o.startShared(ctx, c.MaxPublishBytes, log); err != nil {
			return nil, closeAll, err
		}
		config.Server = server
		flags = map[string][]string{"nats": {server.ClientURL()}, "data-dir": nil, "sync": nil, "history": {inJetStream}}
	}
	opened, err := jetstream.Open(ctx, config) // makes the stream
	if err != nil {
		return nil, closeAll, &hintedError{err, o.openHint(err)}
	}
	opened.Close()
	return flags, closeAll, nil
}

// startShared starts an embedded server for other processes. Without a directory it
// keeps events in memory: they die with the group.
func (o *historyOptions) startShared(ctx context.Context, maxEvent int64, log *slog.Logger) (*jetstream.Embedded, error) {
	config := jetstream.ServerConfig{Listen: true, SyncAlways: o.sync == syncAlways, MaxEventBytes: maxEvent, Logger: log}
	if !o.durable() {
		server, err := jetstream.StartServer(ctx, config)
		if err != nil {
			return nil, fmt.Errorf("keep events for several processes: %w", err)
		}
		return server, nil
	}
	return o.startIn(ctx, config)
}
