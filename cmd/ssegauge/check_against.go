package main

import (
	"cmp"
	"fmt"

	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// compares reports whether there is a second path to the same server: another
// address, another version of HTTP, or both.
func (o *checkOptions) compares() bool { return o.against != "" || o.againstHTTP != "" }

// secondPath returns the configuration of the second path. In what the paths
// differ is set here, and nowhere else.
func (o *checkOptions) secondPath(cfg specs.Config) specs.Config {
	cfg.URL = cmp.Or(o.against, cfg.URL)
	cfg.Proto = cmp.Or(protocol(o.againstHTTP), cfg.Proto)
	return cfg
}

// protocol returns the name of a version of HTTP, "" if it is none of those that
// can be chosen.
func protocol(version string) string {
	return map[string]string{"1.1": "HTTP/1.1", "2": wire.HTTP2}[version]
}

// validatePaths says what is wrong with the configuration of each path.
func (o *checkOptions) validatePaths(cfg specs.Config) error {
	if err := cfg.Validate(); err != nil {
		return err
	}
	if !o.compares() {
		return nil
	}
	second := o.secondPath(cfg)
	if second.URL == cfg.URL && second.Proto == cfg.Proto {
		return fmt.Errorf("--against: both paths are %s over %s", cfg.URL, cfg.Proto)
	}
	if err := second.Validate(); err != nil {
		return fmt.Errorf("--against: %w", err)
	}
	return nil
}

// checkAgainst says what --against lacks, or does not go with.
func (o *checkOptions) checkAgainst() error {
	switch {
	case !o.compares():
		return nil
	case o.againstHTTP != "" && protocol(o.againstHTTP) == "":
		return usagef("--against-http %s: want 1.1 or 2", o.againstHTTP)
	case o.against != "" && o.url == "":
		return usagef("--against: want the url of the first path as well")
	case o.proof:
		return usagef("--self-test and --against: want one of them")
	case o.save != "":
		return usagef("--against and --save-transcripts: save one path at a time")
	case o.gate.baseline != "":
		return usagef("--against and --baseline: what is known of one path is not known of the other; judge one at a time")
	}
	return nil
}
