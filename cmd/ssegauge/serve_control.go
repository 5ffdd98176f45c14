package main

import "github.com/spf13/pflag"

// addControlFlags adds the flags of the control API.
func (o *serveOptions) addControlFlags(f *pflag.FlagSet) {
	c := &o.server
	f.BoolVar(&c.Control, "control", false, "serve /control, which drops, delays and lies on request; GET it for a list; programs on this machine may use it")
	f.StringArrayVar(&c.ControlTokens, "control-token", nil, "bearer `TOKEN` that /control then needs, and takes from elsewhere too (repeatable)")
}
