package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/reference-server/defects"
	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs"
)

// explainOptions is what the flags of explain hold.
type explainOptions struct{ json, markdown bool }

func newExplain() *cobra.Command {
	var o explainOptions
	cmd := &cobra.Command{
		Use:   "explain ID...",
		Short: "Explain a requirement: why it matters, and the fix",
		Long: `Explain requirements: the sentence, what one sees where it is broken, why it
matters, what usually breaks it, and the fix with snippets to copy. A chapter in
place of an ID gives its requirements in short; ssegauge check --list names all.

With --json each requirement is one object on a line of its own. Its keys are
id, chapter, level, tier, sentence, source, symptom, why and fix, which are
strings; profile, a string that requirements of a dialect have; causes, an array
of strings; snippets, an array of objects with the strings for, lang and code;
and defects, an array, which may be empty, of objects with the strings name (for
serve --defect) and sentence.`,
		Example: `  ssegauge explain liveness-event-flushed
  ssegauge explain resume
  ssegauge explain data-crlf --json | jq -r '.snippets[].code'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("explain what? want the id of a requirement, or a chapter")
			}
			return nil
		},
		ValidArgsFunction: completeTopics,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.OutOrStdout(), args)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&o.json, "json", false, "write JSON, one object to a line")
	f.BoolVar(&o.markdown, "markdown", false, "write Markdown")
	return cmd
}

// topic is what one argument asks for: a Requirement, or in short a chapter.
type topic struct {
	about   []report.Explanation
	chapter bool
}

func (o *explainOptions) run(out io.Writer, args []string) error {
	if o.json && o.markdown {
		return usagef("--json and --markdown: want one of them")
	}
	topics := make([]topic, 0, len(args))
	for _, arg := range args {
		t, err := findTopic(arg)
		if err != nil {
			return err
		}
		topics = append(topics, t)
	}
	var doc bytes.Buffer
	for i, t := range topics {
		if i > 0 && !o.json {
			doc.WriteByte('\n')
		}
		if err := o.write(&doc, t, report.TextOptions{Color: colored(out), Width: columns(out)}); err != nil {
			return err
		}
	}
	if _, err := out.Write(doc.Bytes()); err != nil {
		return fmt.Errorf("write explanation: %w", err)
	}
	return nil
}

func (o *explainOptions) write(out io.Writer, t topic, text report.TextOptions) error {
	switch {
	case o.json:
		lines := newJSONLines(out)
		for _, e := range t.about {
			lines.write(e)
		}
		return lines.err
	case o.markdown && t.chapter:
		return report.WriteOverviewMarkdown(out, t.about)
	case o.markdown:
		return report.WriteExplanationMarkdown(out, &t.about[0])
	case t.chapter:
		return report.WriteOverview(out, t.about, text)
	}
	return report.WriteExplanation(out, &t.about[0], text)
}

// findTopic returns what is called name. No Requirement has the name of a
// chapter.
func findTopic(name string) (topic, error) {
	var t topic
	for _, r := range specs.Catalogue() {
		if r.ID == name {
			return topic{about: []report.Explanation{explanationOf(r)}}, nil
		}
		if r.Chapter() == name {
			t.chapter = true
			t.about = append(t.about, explanationOf(r))
		}
	}
	if !t.chapter {
		near := suggestName(topicNames(), name)
		return t, usagef("unknown requirement or chapter %q%s", name, didYouMean("", near))
	}
	return t, nil
}

func explanationOf(r specs.Requirement) report.Explanation {
	e := report.Explanation{
		ID: r.ID, Chapter: r.Chapter(), Level: r.Level, Tier: string(r.Tier), Profile: r.Profile, Sentence: r.Sentence,
		Source: r.Source, Symptom: r.Symptom, Why: r.Why, Causes: r.Causes, Fix: r.Fix,
		Snippets: []report.Snippet{}, Defects: defectsThatBreak(r.ID),
	}
	for _, s := range r.Snippets {
		e.Snippets = append(e.Snippets, report.Snippet(s))
	}
	return e
}

// defectsThatBreak returns the Defects of the reference server that show what it
// is like when the Requirement is broken: those that break the fewest others.
func defectsThatBreak(id string) []report.Defect {
	const enough = 3
	all := slices.DeleteFunc(defects.All(), func(d defects.Defect) bool { return !slices.Contains(d.Breaks, id) })
	slices.SortStableFunc(all, func(a, b defects.Defect) int { return len(a.Breaks) - len(b.Breaks) })
	found := []report.Defect{}
	for _, d := range all[:min(len(all), enough)] {
		found = append(found, report.Defect{Name: d.Name, Sentence: d.Sentence})
	}
	return found
}

// topicNames returns every chapter and every ID, in the order of the catalogue.
func topicNames() []string {
	var names []string
	for _, r := range specs.Catalogue() {
		if !slices.Contains(names, r.Chapter()) {
			names = append(names, r.Chapter())
		}
		names = append(names, r.ID)
	}
	return names
}

// completeTopics offers a shell what can still be asked for.
func completeTopics(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	names := slices.DeleteFunc(topicNames(), func(name string) bool {
		return !strings.HasPrefix(name, typed) || slices.Contains(args, name)
	})
	return names, cobra.ShellCompDirectiveNoFileComp
}
