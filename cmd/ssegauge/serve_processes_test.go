package main

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

func TestShareOf(t *testing.T) {
	tests := []struct {
		total, count int
		want         []int
	}{
		{10, 2, []int{5, 5}},
		{11, 3, []int{4, 4, 3}},
		{3, 3, []int{1, 1, 1}},
	}
	for _, test := range tests {
		var got []int
		for process := 1; process <= test.count; process++ {
			got = append(got, shareOf(test.total, test.count, process))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%d over %d (-want +got):\n%s", test.total, test.count, diff)
		}
	}
}

func TestFilesNote(t *testing.T) {
	tests := []struct {
		name           string
		streams, count int
		files          uint64
		want           string
	}{
		{"enough", 39_800, 2, 20_000, ""},
		{"no bound", 0, 1, 20_000, ""},
		{
			"too few", 39_801, 2, 20_000,
			"--max-streams 39801: 39800 streams are possible, since a process may open 20000 files;\n" +
				"want --processes 3 or a higher limit (ulimit -n)\n",
		},
		{"no limit", 1_000_000, 1, 1<<64 - 1, ""},
		{
			"hardly any", 10, 2, 64,
			"--max-streams 10: 2 streams are possible, since a process may open 64 files;\n" +
				"want --processes 10 or a higher limit (ulimit -n)\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := filesNote(test.streams, test.count, test.files)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("note (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBriefKeepsEveryFlag sets each flag of serve to something, and sees that a
// process is told all but those that are for the parent.
func TestBriefKeepsEveryFlag(t *testing.T) {
	parents := []string{"listen", "config", "scenario", "processes", "admin"}
	given := new(serveOptions)
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	given.addFlags(flags)
	flags.VisitAll(func(f *pflag.Flag) {
		if slices.Contains(parents, f.Name) {
			return
		}
		if err := setFlag(f, anything(f)); err != nil {
			t.Fatalf("--%s: %v", f.Name, err)
		}
	})
	brief := given.brief(flags, nil, "127.0.0.1:1", 1)
	flags.VisitAll(func(f *pflag.Flag) {
		if _, told := brief.Flags[f.Name]; told == slices.Contains(parents, f.Name) {
			t.Errorf("--%s: told is %t", f.Name, told)
		}
	})
	taken := new(serveOptions)
	if err := taken.take(brief); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(taken, given) {
		t.Errorf("taken is %+v\nwant     %+v", taken, given)
	}
}

func TestBriefReplacesFlags(t *testing.T) {
	o := new(serveOptions)
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	o.addFlags(flags)
	o.processes.count, o.server.MaxStreams, o.history.dir = 2, 5, "data"
	got := o.brief(flags, map[string][]string{"data-dir": nil, "nats": {"nats://a"}}, "127.0.0.1:1", 1)
	want := processBrief{Process: 1, Address: "127.0.0.1:1", Flags: map[string][]string{"nats": {"nats://a"}, "max-streams": {"3"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("brief (-want +got):\n%s", diff)
	}
}

// anything returns values for a flag that are not its default.
func anything(f *pflag.Flag) []string {
	switch f.Value.Type() {
	case "bool":
		return []string{"true"}
	case "duration":
		return []string{"1h23m"}
	case "int", "float64":
		return []string{"7"}
	case "rate":
		return []string{"7/s"}
	case "size":
		return []string{"7KiB"}
	case "stringSlice", "stringArray":
		return []string{"a,b", "c"}
	}
	return []string{"something"}
}
