package main

import (
	"strings"

	"github.com/spf13/cobra"
)

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "ssegauge",
		Short: "Test Server-Sent Events endpoints",
		Long: `Test Server-Sent Events endpoints: a conformance suite, a load tester and a
reference server.

  ssegauge check                             # judge the reference server
  ssegauge check https://example.com/events  # judge your own endpoint
  ssegauge load http://localhost:8080/events # put thousands of streams on it
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
		return usagef("%s", plainFlagError(err.Error()))
	})
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", ".FlagUsagesWrapped 80"))
	root.SetHelpCommand(newHelp())
	root.AddCommand(newCheck(), newLoad(), newCapacity(), newServe(), newServeProcess(), newServeTarget(), newParse(), newExplain())
	return root
}

// newHelp is cobra's help command, but a topic that is none is a mistake.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about any command",
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return noArgs(cmd.Root(), args)
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}
