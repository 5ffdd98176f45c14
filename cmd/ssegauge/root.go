package main

import (
	"strings"

	"github.com/spf13/cobra"
)

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "ssegauge",
		Short: "Test Server-Sent Events endpoints",
		Long: `Test Server-Sent Events endpoints: a conformance suite and a reference server.

  ssegauge check                                   # the suite against the bundled reference server
  ssegauge check https://example.com/events        # against your own endpoint
  curl -N https://example.com/events | ssegauge parse`,
		Version:           version,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		Args:              noArgs,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("ssegauge {{.Version}}\n")
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --"); unknown {
			return usagef("%w%s", err, didYouMean("--", suggestFlag(cmd.Flags(), name)))
		}
		return &usageError{err}
	})
	root.AddCommand(newCheck(), newServe(), newParse())
	return root
}
