package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/loadgen"
)

// bundledRate is what is published to a reference server that was started for the run.
const bundledRate = "10/s"

// aim returns what to do to which server. Without a URL that is a reference server, which is
// started here; the target must be stopped.
func (o *loadOptions) aim(cmd *cobra.Command) (loadgen.Scenario, *loadTarget, error) {
	switch {
	case o.request.url == "" && len(o.request.targets) == 0:
		return o.aimAtBundled(cmd)
	case o.publish.rate != "" && o.publish.hook == "" && !o.publish.reference:
		return o.aimAtReference(cmd)
	}
	s, err := o.scenario()
	return s, nil, err
}

// aimAtBundled starts a reference server, once nothing is wrong with the flags.
func (o *loadOptions) aimAtBundled(cmd *cobra.Command) (loadgen.Scenario, *loadTarget, error) {
	o.request.url = "http://127.0.0.1:1/events"
	if o.publish.rate == "" && o.sequence.seq == "" {
		o.publish.rate = bundledRate
	}
	o.publish.reference = o.publish.hook == ""
	if s, err := o.scenario(); err != nil {
		return s, nil, err
	}
	target, err := startTargetProcess(cmd.Context())
	if err != nil {
		return loadgen.Scenario{}, nil, err
	}
	o.request.url = target.url
	s, err := o.scenario()
	if err != nil {
		target.stop()
		return s, nil, err
	}
	cmd.PrintErrf("no url: loading a reference server at %s\n", target.url)
	return s, target, nil
}

// aimAtReference asks whether the server is a reference server, which can be published to
// without more being said.
func (o *loadOptions) aimAtReference(cmd *cobra.Command) (loadgen.Scenario, *loadTarget, error) {
	o.publish.reference = true
	s, err := o.scenario()
	if err != nil {
		return s, nil, err
	}
	origin := originOf(o.request.first())
	is, err := isReference(cmd.Context(), origin, s.Request.TLS)
	switch {
	case err != nil:
		return s, nil, &hintedError{err, hintOfNetwork(err)}
	case !is:
		return s, nil, hintedUsage("example: --publish 'POST "+origin+"/publish?topic={{urlquery .Topic}}'",
			"--publish-rate: %w: %s is no reference server", errNoHook, origin)
	}
	return s, nil, nil
}

// isReference reports whether a reference server answers at an origin.
func isReference(ctx context.Context, origin string, secure *tls.Config) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, origin+"/healthz", http.NoBody)
	if err != nil {
		return false, fmt.Errorf("ask for a reference server: %w", err)
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: secure, DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return false, fmt.Errorf("ask for a reference server: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	var health struct {
		Streams, Published *int64
		LastEventID        *string
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&health)
	return err == nil && health.Streams != nil && health.Published != nil && health.LastEventID != nil, nil
}
