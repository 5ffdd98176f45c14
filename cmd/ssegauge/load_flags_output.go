package main

import "github.com/spf13/pflag"

// loadOutputOptions say where to write what.
type loadOutputOptions struct {
	json, junit, md string
	hdr, csv        string
	secretHeader    []string
	verbose         bool
}

func (o *loadOutputOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.json, "json", "", "write the run as JSON to `FILE`, - is stdout")
	f.StringVar(&o.junit, "junit", "", "write JUnit XML to `FILE`")
	f.StringVar(&o.md, "markdown", "", "write Markdown to `FILE`")
	f.StringVar(&o.hdr, "hdr", "", "write all histograms to `FILE`, an HdrHistogram log: lag each second")
	f.StringVar(&o.csv, "csv", "", "write what was measured each second to `FILE`")
	f.StringArrayVar(&o.secretHeader, "secret-header", nil, "header `NAME` whose value no report may show (repeatable)")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show everything that was measured")
}
