package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// addInsightFlags adds those that show what the server does.
func (o *serveOptions) addInsightFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.server.Metrics, "metrics", false, "let everybody GET /metrics, for Prometheus")
	f.BoolVar(&o.server.Connections, "connections", false, "let programs on this machine GET /connections")
	f.StringVar(&o.accessLog, "access-log", "", "append what was answered to `FILE` as JSON lines, - is stdout")
	f.BoolVar(&o.logStreams, "log", false, "log every stream to stderr")
	f.StringVar(&o.pprof, "pprof", "", "net/http/pprof on this loopback `ADDRESS`")
}

// withLogs runs the server with the logs that were asked for.
func (o *serveOptions) withLogs(cmd *cobra.Command, run func(*cobra.Command) error) error {
	return o.withAccessLog(cmd, func(cmd *cobra.Command) error { return o.withLog(cmd, run) })
}

// withAccessLog runs the server with its access log, and writes the rest of that
// when the server has ended.
func (o *serveOptions) withAccessLog(cmd *cobra.Command, run func(*cobra.Command) error) error {
	if o.accessLog == "" {
		return run(cmd)
	}
	to := cmd.OutOrStdout()
	if o.accessLog != "-" {
		file, err := os.OpenFile(o.accessLog, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
		if err != nil {
			return usagef("--access-log: %w", err)
		}
		defer func() { _ = file.Close() }() // everything was written, or is given up
		to = file
	}
	lines := newLineWriter(to, jsonLoss)
	o.server.AccessLog = slog.New(slog.NewJSONHandler(lines, nil))
	err := run(cmd)
	if end := lines.close(o.grace); end != nil {
		err = errors.Join(err, fmt.Errorf("write access log: %w", end))
	}
	return err
}

// withLog runs the server with its log on standard error, which may be slow: streams
// must not wait for it.
func (o *serveOptions) withLog(cmd *cobra.Command, run func(*cobra.Command) error) error {
	if !o.logStreams && o.demo.name == "" {
		return run(cmd)
	}
	level := slog.LevelInfo
	if o.logStreams {
		level = slog.LevelDebug
	}
	lines := newLineWriter(cmd.ErrOrStderr(), textLoss)
	o.server.Logger = slog.New(slog.NewTextHandler(lines, &slog.HandlerOptions{Level: level}))
	err := run(cmd)
	if end := lines.close(o.grace); end != nil {
		err = errors.Join(err, fmt.Errorf("write log: %w", end))
	}
	return err
}
