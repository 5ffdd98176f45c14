package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/reference-server/dialects"
)

// serveUsage is what help of serve shows behind its description, but for the flags.
const serveUsage = `Usage:
  {{.UseLine}}

Examples:
{{.Example}}
`

// flagGroup is what help shows under one title.
type flagGroup struct {
	title string
	flags *pflag.FlagSet
}

// newFlagGroup returns a group of the flags that the functions add, in their order.
func newFlagGroup(title string, add ...func(*pflag.FlagSet)) flagGroup {
	g := flagGroup{title, pflag.NewFlagSet(title, pflag.ContinueOnError)}
	g.flags.SortFlags = false
	for _, some := range add {
		some(g.flags)
	}
	return g
}

// flagGroups returns all flags of serve, those that most people want first.
func (o *serveOptions) flagGroups() []flagGroup {
	return []flagGroup{
		newFlagGroup("Flags", o.addMainFlags),
		newFlagGroup("Demos", o.demo.addFlags),
		newFlagGroup("Events that are kept", o.history.addFlags, o.addEventFlags),
		newFlagGroup("Who may read and publish", o.addAccessFlags),
		newFlagGroup("TLS", o.tls.addFlags),
		newFlagGroup("Streams", o.addStreamFlags, o.addCompressFlags),
		newFlagGroup("Several processes", o.processes.addFlags),
		newFlagGroup("What the server shows", o.addInsightFlags),
		newFlagGroup("Limits", o.addLimitFlags),
		newFlagGroup("Misbehaving on purpose", o.addControlFlags, o.addPlayFlags),
	}
}

// addFlags adds all flags to f.
func (o *serveOptions) addFlags(f *pflag.FlagSet) { addGroups(f, o.flagGroups()) }

func addGroups(f *pflag.FlagSet, groups []flagGroup) {
	f.SortFlags = false
	for _, g := range groups {
		f.AddFlagSet(g.flags)
	}
}

// setGrouped adds the flags to cmd, and has its help show them in groups.
func setGrouped(cmd *cobra.Command, groups []flagGroup) {
	addGroups(cmd.Flags(), groups)
	groups[0].flags.BoolP("help", "h", false, "help for "+cmd.Name()) // shown here, but cobra's
	var shown strings.Builder
	shown.WriteString(serveUsage)
	for _, g := range groups {
		literal := strings.ReplaceAll(g.flags.FlagUsagesWrapped(80), "{{", `{{"{{"}}`) // the whole is a template
		fmt.Fprintf(&shown, "\n%s:\n%s", g.title, literal)
	}
	cmd.SetUsageTemplate(shown.String())
}

func (o *serveOptions) addMainFlags(f *pflag.FlagSet) {
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "`ADDRESS` to listen on, port 0 takes a free one")
	f.StringVar(&o.config, "config", "", "read `FILE` instead of ssegauge.yaml")
	scenarioFlag(f, &o.scenario)
}

// addEventFlags adds those that bound how long events are kept.
func (o *serveOptions) addEventFlags(f *pflag.FlagSet) {
	c := &o.server
	f.IntVar(&c.HistoryCount, "history-count", 10_000, "events kept for resuming")
	c.HistoryBytes = 64 << 20
	f.Var((*sizeValue)(&c.HistoryBytes), "history-bytes", "their total size, as `SIZE`")
	f.DurationVar(&c.HistoryAge, "history-age", time.Hour, "how long an event is kept")
}

// addPlayFlags adds those that have the server play something else than itself.
func (o *serveOptions) addPlayFlags(f *pflag.FlagSet) {
	f.StringSliceVar(&o.defects, "defect", nil, "err on purpose, by the `NAME` of a defect (repeatable)")
	f.StringVar(&o.dialect, "dialect", "", "also speak `DIALECT`: "+strings.Join(dialects.Names(), ", "))
}
