package main

import (
	"strings"

	"github.com/spf13/pflag"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/coding"
)

// addCompressFlags adds the flags of content codings.
func addCompressFlags(f *pflag.FlagSet, c *refserver.Config) {
	names := strings.Join(coding.Names(), ",")
	f.StringSliceVar(&c.Compress, "compress", nil, "code streams, best `CODING` first: "+names)
}
