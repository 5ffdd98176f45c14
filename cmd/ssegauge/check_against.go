package main

import (
	"fmt"

	"github.com/ssegauge/ssegauge/specs"
)

// secondPath returns the configuration of the second path to the same server. In
// what the paths differ beside the address is set here, and nowhere else.
func (o *checkOptions) secondPath(cfg specs.Config) specs.Config {
	cfg.URL = o.against
	return cfg
}

// validatePaths says what is wrong with the configuration of each path.
func (o *checkOptions) validatePaths(cfg specs.Config) error {
	if err := cfg.Validate(); err != nil {
		return err
	}
	if o.against == "" {
		return nil
	}
	if err := o.secondPath(cfg).Validate(); err != nil {
		return fmt.Errorf("--against: %w", err)
	}
	return nil
}

// checkAgainst says what --against lacks, or does not go with.
func (o *checkOptions) checkAgainst() error {
	switch {
	case o.against == "":
		return nil
	case o.url == "":
		return usagef("--against: want the url of the first path as well")
	case o.save != "":
		return usagef("--against and --save-transcripts: save one path at a time")
	case o.gate.baseline != "":
		return usagef("--against and --baseline: what is known of one path is not known of the other; judge one at a time")
	}
	return nil
}
