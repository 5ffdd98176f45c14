package main

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/reference-server/coding"
)

// addCompressFlags adds the flags of content codings.
func (o *serveOptions) addCompressFlags(f *pflag.FlagSet) {
	c := &o.server
	names := strings.Join(coding.Names(), ",")
	f.StringSliceVar(&c.Compress, "compress", nil, "code streams, best `CODING` first: "+names)
}
