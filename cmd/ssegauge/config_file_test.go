package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// configured returns a subcommand that has parsed flags and then read text as
// its configuration.
func configured(t *testing.T, name, text string, flags ...string) (*cobra.Command, loaded) {
	t.Helper()
	cmd, _, err := newRoot().Find([]string{name})
	if err != nil || cmd.Name() != name {
		t.Fatalf("find command %s: %v", name, err)
	}
	if err := cmd.ParseFlags(flags); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ssegauge.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var l loaded
	l.err = loadConfig(cmd, file, map[string]*string{"url": &l.url}, &l.secrets)
	l.folder = filepath.Dir(file) + string(filepath.Separator)
	return cmd, l
}

// loaded is what loadConfig leaves beside flags.
type loaded struct {
	url     string
	secrets []string
	err     error
	folder  string
}

// problems returns the lines of the error, with names of files relative to the
// folder.
func (l loaded) problems() []string {
	if l.err == nil {
		return nil
	}
	return strings.Split(strings.ReplaceAll(l.err.Error(), l.folder, ""), "\n")
}

// sampleOf returns a value for f that is not its default.
func sampleOf(f *pflag.Flag) string {
	samples := map[string]string{
		"bool": "true", "duration": "1m7s", "int": "7", "string": "some: text # 'and \"more", "size": "7KiB", "rate": "7/s", "float64": "0.7",
		"stringArray": "one, with a comma", "stringSlice": "one",
	}
	return samples[f.Value.Type()]
}

func TestEveryFlagIsAKeyOfTheConfiguration(t *testing.T) {
	for _, name := range []string{"check", "serve"} {
		cmd, _, err := newRoot().Find([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if ofCommandLine(f.Name) {
				return
			}
			t.Run(name+"/"+f.Name, func(t *testing.T) {
				sample := sampleOf(f)
				byFlag, _ := configured(t, name, "", "--"+f.Name+"="+sample)
				byFile, l := configured(t, name, name+":\n  "+f.Name+": '"+strings.ReplaceAll(sample, "'", "''")+"'\n")
				if l.err != nil {
					t.Fatal(l.err)
				}
				want, got := byFlag.Flags().Lookup(f.Name).Value.String(), byFile.Flags().Lookup(f.Name).Value.String()
				if want == f.DefValue || got != want {
					t.Errorf("the file sets %q, the command line %q, the default is %q", got, want, f.DefValue)
				}
			})
		})
	}
}

func TestConfigurationValues(t *testing.T) {
	t.Setenv("SSEGAUGE_TEST_HOST", "example.com")
	t.Setenv("SSEGAUGE_TEST_TOKEN", "s3cret, \"value\"")
	t.Setenv("SSEGAUGE_TEST_EMPTY", "")
	tests := []struct {
		name, key, value string
		flags, want      []string // of the key
	}{
		{"plain", "method", "POST", nil, []string{"POST"}},
		{"quoted", "method", `"POST"`, nil, []string{"POST"}},
		{"escapes of YAML", "body", `"a\tb"`, nil, []string{"a\tb"}},
		{"several lines", "body", "|\n    a\n    b", nil, []string{"a\nb\n"}},
		{"folded lines", "body", ">-\n    a\n    b", nil, []string{"a b"}},
		{"number", "concurrency", "3", nil, []string{"3"}},
		{"truth", "strict", "true", nil, []string{"true"}},
		{"list", "header", "['A: b', 'C: d, e']", nil, []string{"A: b", "C: d, e"}},
		{"list over lines", "header", "\n    - 'A: b'\n    - \"C: d\"", nil, []string{"A: b", "C: d"}},
		{"list of one", "header", "'A: b'", nil, []string{"A: b"}},
		{"empty list", "header", "[]", nil, nil},
		{"variable", "method", "${SSEGAUGE_TEST_HOST}", nil, []string{"example.com"}},
		{"variable in a text", "body", "'http://${SSEGAUGE_TEST_HOST}/'", nil, []string{"http://example.com/"}},
		{"variable with quotes", "body", "${SSEGAUGE_TEST_TOKEN}", nil, []string{`s3cret, "value"`}},
		{"empty variable", "body", "'a${SSEGAUGE_TEST_EMPTY}b'", nil, []string{"ab"}},
		{"variable in a list", "header", "['X: ${SSEGAUGE_TEST_HOST}']", nil, []string{"X: example.com"}},
		{"no variable", "body", "'$${HOME} $HOME $ {}'", nil, []string{"${HOME} $HOME $ {}"}},
		{"template", "publish-body", "'{{json .Data}}'", nil, []string{"{{json .Data}}"}},
		{"flag wins", "method", "POST", []string{"--method=PUT"}, []string{"PUT"}},
		{"flag wins with the default", "method", "POST", []string{"--method=GET"}, []string{"GET"}},
		{"flag wins over a list", "header", "['A: b', 'C: d']", []string{"-H", "E: f"}, []string{"E: f"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cmd, l := configured(t, "check", "check:\n  "+test.key+": "+test.value+"\n", test.flags...)
			if l.err != nil {
				t.Fatal(l.err)
			}
			if diff := cmp.Diff(test.want, valuesOf(cmd, test.key)); diff != "" {
				t.Errorf("%s (-want +got): %s", test.key, diff)
			}
		})
	}
}

func valuesOf(cmd *cobra.Command, key string) []string {
	flag := cmd.Flags().Lookup(key)
	list, ok := flag.Value.(pflag.SliceValue)
	if !ok {
		return []string{flag.Value.String()}
	}
	if len(list.GetSlice()) == 0 {
		return nil
	}
	return list.GetSlice()
}

func TestConfigurationOfTheURL(t *testing.T) {
	t.Setenv("SSEGAUGE_TEST_PASSWORD", "hunter2!")
	_, l := configured(t, "check", "check:\n  url: 'http://me:${SSEGAUGE_TEST_PASSWORD}@127.0.0.1/'\n")
	if l.err != nil || l.url != "http://me:hunter2!@127.0.0.1/" {
		t.Errorf("url %q, %v", l.url, l.err)
	}
	if !slices.Contains(l.secrets, "hunter2!") {
		t.Errorf("secrets %q do not hold the password", l.secrets)
	}
}

func TestConfigurationThatSaysNothing(t *testing.T) {
	for _, text := range []string{"", "\n", "# a comment\n", "---\n", "check:\n", "check:\n  # a comment\n", "serve:\n  retry: 1s\n"} {
		cmd, l := configured(t, "check", text)
		if l.err != nil || l.url != "" {
			t.Errorf("%q: url %q, %v", text, l.url, l.err)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if got := f.Value.String(); got != f.DefValue {
				t.Errorf("%q: %s is %s, want %s", text, f.Name, got, f.DefValue)
			}
		})
	}
}

func TestConfigurationMistakes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // the beginning of each line
	}{
		{"text", "hello\n", []string{`ssegauge.yaml:1:1: want sections such as "check:"`}},
		{"unknown section", "chek:\n  url: x\n", []string{`ssegauge.yaml:1:1: unknown section "chek"`}},
		{"unknown key", "check:\n  timeuot: 1s\n", []string{`ssegauge.yaml:2:3: unknown key "timeuot": did you mean "timeout"`}},
		{"nothing like it", "check:\n  zzz: 1s\n", []string{`ssegauge.yaml:2:3: unknown key "zzz"`}},
		{"key of another section", "check:\n  listen: x\n", []string{`ssegauge.yaml:2:3: unknown key "listen"`}},
		{"no configuration in itself", "check:\n  config: x\n", []string{`ssegauge.yaml:2:3: "config" is for the command line only`}},
		{"section that is a text", "check: 5\n", []string{"ssegauge.yaml:1:8: want the flags of check as keys"}},
		{"section that is a list", "check:\n  - a\n", []string{"ssegauge.yaml:2:3: want the flags of check as keys"}},
		{"no value", "check:\n  timeout:\n", []string{"ssegauge.yaml:2:"}},
		{"no unit", "check:\n  timeout: 5\n", []string{`ssegauge.yaml:2:12: timeout: `}},
		{"no number", "check:\n  concurrency: many\n", []string{"ssegauge.yaml:2:16: concurrency: "}},
		{"no truth", "check:\n  strict: maybe\n", []string{"ssegauge.yaml:2:11: strict: "}},
		{"list for one", "check:\n  timeout: [1s, 2s]\n", []string{"ssegauge.yaml:2:12: timeout: want one value"}},
		{"mapping", "check:\n  header: {A: b}\n", []string{"ssegauge.yaml:2:11: header: want a text; one with a colon needs quotes"}},
		{"list of lists", "check:\n  header: [[a]]\n", []string{"ssegauge.yaml:2:12: header: want a text, a number or a list of texts"}},
		{"missing variable", "check:\n  body: 'a ${SSEGAUGE_TEST_NONE}'\n", []string{"ssegauge.yaml:2:9: the environment has no variable SSEGAUGE_TEST_NONE"}},
		{"several", "check:\n  timeout: 5\n  nope: 1\nhello: 1\n", []string{"ssegauge.yaml:2:12: ", "ssegauge.yaml:3:3: ", "ssegauge.yaml:4:1: "}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, l := configured(t, "check", test.text)
			got := l.problems()
			if len(got) != len(test.want) {
				t.Fatalf("problems %q, want %q", got, test.want)
			}
			for i, want := range test.want {
				if !strings.HasPrefix(got[i], want) {
					t.Errorf("problem %q, want %q", got[i], want)
				}
			}
			if code := exitCode(t.Context(), l.err); code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
		})
	}
}

func TestConfigurationThatIsNotYAML(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"key twice", "check:\n  strict: true\n  strict: false\n", "3:3"},
		{"section twice", "check:\n  strict: true\ncheck:\n", "3:1"},
		{"tab", "check:\n\tstrict: true\n", "2:1"},
		{"open quote", "check:\n  body: \"a\n", "2:9"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, l := configured(t, "check", test.text)
			if l.err == nil || !strings.Contains(l.err.Error(), test.want) || !strings.Contains(l.err.Error(), "ssegauge.yaml") {
				t.Errorf("got %v, want the file and %s", l.err, test.want)
			}
			if code := exitCode(t.Context(), l.err); code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
		})
	}
}

func TestHoldsSecret(t *testing.T) {
	tests := map[string]bool{
		"TOKEN": true, "API_TOKEN": true, "apiKey": true, "DB_PASSWORD": true, "PASSWD": true, "CLIENT_SECRET": true,
		"AUTHORIZATION": true, "SESSION_COOKIE": true, "HOST": false, "PORT": false, "LANG": false,
	}
	for name, want := range tests {
		if got := holdsSecret("url", name); got != want {
			t.Errorf("holdsSecret(%q) = %v, want %v", name, got, want)
		}
	}
}
