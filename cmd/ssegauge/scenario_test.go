package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/fixtures"
)

// asked returns a subcommand that has parsed flags, and then read a file, if one is
// named, and a scenario.
func asked(t *testing.T, name, file, scenario string, flags ...string) (*cobra.Command, error) {
	t.Helper()
	cmd, _, err := newRoot().Find([]string{name})
	if err != nil || cmd.Name() != name {
		t.Fatalf("find command %s: %v", name, err)
	}
	cmd.SetErr(new(bytes.Buffer))
	if err := cmd.ParseFlags(flags); err != nil {
		t.Fatal(err)
	}
	return cmd, loadBoth(cmd, file, scenario, nil, nil)
}

func scenarios(t *testing.T) []fixtures.Scenario {
	t.Helper()
	all, err := fixtures.Scenarios()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// valuesOfAll returns the values of all flags that are not the default.
func valuesOfAll(cmd *cobra.Command) map[string]string {
	all := map[string]string{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Value.String() != f.DefValue {
			all[f.Name] = f.Value.String()
		}
	})
	return all
}

func TestEveryScenarioIsAConfiguration(t *testing.T) {
	for _, s := range scenarios(t) {
		if s.Name == listScenarios {
			t.Error("a scenario has the name that lists them")
		}
		for _, command := range s.Sections {
			t.Run(s.Name+"/"+command, func(t *testing.T) {
				byName, err := asked(t, command, "", s.Name)
				if err != nil {
					t.Fatal(err)
				}
				byFile, err := asked(t, command, filepath.Join("../../fixtures/scenarios", s.Name+".yaml"), "")
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(valuesOfAll(byFile), valuesOfAll(byName)); diff != "" || len(valuesOfAll(byName)) == 0 {
					t.Errorf("by file and by name (-file +name):\n%s", diff)
				}
			})
		}
	}
}

// A scenario that no script runs may have stopped to work.
func TestEveryScenarioIsRun(t *testing.T) {
	script, err := os.ReadFile("testdata/scenario/run.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenarios(t) {
		if n := strings.Count(string(script), "--scenario "+s.Name); n < len(s.Sections) {
			t.Errorf("%s: run.txtar runs it %d times, it has %d sections", s.Name, n, len(s.Sections))
		}
	}
}

func TestWhatWinsOverAScenario(t *testing.T) {
	tests := []struct {
		name, scenario, file string
		flags                []string
		want                 map[string]string // "" is the default
	}{
		{"nothing", "departed", "", nil, map[string]string{"streams": "500", "churn": "10%/s", "timeout": "10s"}},
		{"a flag", "departed", "", []string{"--streams", "20"}, map[string]string{"streams": "20", "ramp": "2s", "churn": "10%/s"}},
		{"a file", "departed", "load: {streams: 20}", nil, map[string]string{"streams": "20", "duration": "20s"}},
		{"a flag over a file", "departed", "load: {streams: 20}", []string{"--streams=30"}, map[string]string{"streams": "30"}},
		{"a flag with the default", "departed", "", []string{"--duration=30s"}, map[string]string{"duration": "30s"}},
		{"stages over streams", "departed", "", []string{"--stage=1s:5"}, map[string]string{"stage": "[1s:5]", "streams": "100", "duration": "30s", "churn": "10%/s"}},
		{"arrivals over streams", "departed", "load: {arrivals: 5/s}", nil, map[string]string{"arrivals": "5/s", "streams": "100", "duration": "20s"}},
		{"streams over stages", "25kb-every-20ms", "", []string{"--streams=5"}, map[string]string{"stage": "[]", "threshold": "[lost == 0]"}},
		{"a time over stages", "25kb-every-20ms", "load: {duration: 5s}", nil, map[string]string{"stage": "[]", "threshold": "[lost == 0]"}},
		{"stages over stages", "25kb-every-20ms", "", []string{"--stage=1s:5"}, map[string]string{"stage": "[1s:5]", "threshold": "[lost == 0]"}},
		{"thresholds", "25kb-every-20ms", "", []string{"--threshold", "lost < 5"}, map[string]string{"threshold": "[lost < 5]"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := ""
			if tt.file != "" {
				file = filepath.Join(t.TempDir(), "ssegauge.yaml")
				if err := os.WriteFile(file, []byte(tt.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			cmd, err := asked(t, "load", file, tt.scenario, tt.flags...)
			if err != nil {
				t.Fatal(err)
			}
			for key, want := range tt.want {
				if got := cmd.Flags().Lookup(key).Value.String(); got != want {
					t.Errorf("%s is %s, want %s", key, got, want)
				}
			}
		})
	}
}

func TestScenariosThatCannotBeAsked(t *testing.T) {
	tests := []struct{ name, command, scenario, want, hint string }{
		{"unknown", "load", "depated", `--scenario: unknown name "depated": did you mean "departed"`, "those of load are 25kb-every-20ms, departed; --scenario list shows what they ask"},
		{"like none", "capacity", "zzz", `--scenario: unknown name "zzz"`, "those of capacity are how-many; --scenario list shows what they ask"},
		{"of another command", "load", "how-many", "--scenario how-many: it says nothing to load", "ssegauge capacity --scenario how-many"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := asked(t, tt.command, "", tt.scenario)
			_, isUsage := errors.AsType[*usageError](err)
			if !isUsage || err.Error() != tt.want || hintFor(err) != tt.hint {
				t.Errorf("got %v, hint %q", err, hintFor(err))
			}
		})
	}
}

func TestScenarioIsNoKey(t *testing.T) {
	_, l := configured(t, "load", "load:\n  scenario: departed\n")
	if want := `ssegauge.yaml:2:3: "scenario" is for the command line only`; !slices.Equal(l.problems(), []string{want}) {
		t.Errorf("got %q", l.problems())
	}
}
