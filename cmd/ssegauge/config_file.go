package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// defaultConfig is read if it is there.
const defaultConfig = "ssegauge.yaml"

// configFile is a configuration file as one command reads it.
type configFile struct {
	name string
	cmd  *cobra.Command
	// args are the arguments that the section may hold beside flags.
	args map[string]*string
	// secrets gets the values of environment variables that no report may show.
	secrets *[]string
	// said holds the keys that something has said that wins over the file: the
	// command line, or a file that was read before.
	said map[string]bool
	// says gets those that the file says.
	says map[string]bool
	// isScenario has it give way where it would not stand beside what was said.
	isScenario bool
}

// loadConfig sets the flags of cmd that the command line has not set from the
// section of the configuration file with its name. Every problem is reported.
func loadConfig(cmd *cobra.Command, file string, args map[string]*string, secrets *[]string) error {
	return loadBoth(cmd, file, "", args, secrets)
}

// loadBoth is loadConfig, and then sets what nobody has said from a scenario, if one
// is named.
func loadBoth(cmd *cobra.Command, file, scenario string, args map[string]*string, secrets *[]string) error {
	c := configFile{cmd: cmd, args: args, secrets: secrets, said: map[string]bool{}, says: map[string]bool{}}
	cmd.Flags().Visit(func(f *pflag.Flag) { c.said[f.Name] = true })
	for name, value := range args {
		c.said[name] = *value != ""
	}
	if err := c.readFile(file); err != nil {
		return err
	}
	maps.Copy(c.said, c.says)
	return c.readScenario(scenario)
}

func (c configFile) readFile(file string) error {
	c.name = cmp.Or(file, defaultConfig)
	text, err := os.ReadFile(c.name)
	if file == "" && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return usagef("read configuration: %w", err)
	}
	return c.read(text)
}

// read sets what the text says.
func (c configFile) read(text []byte) error {
	doc, err := parser.ParseBytes(text, 0)
	if err != nil {
		return &usageError{c.syntaxError(err)}
	}
	if len(doc.Docs) > 1 && doc.Docs[1].Body != nil {
		return &usageError{c.at(doc.Docs[1].Body, "want one document")}
	}
	var problems []error
	for _, d := range doc.Docs {
		problems = append(problems, c.sections(d.Body)...)
	}
	if err := errors.Join(problems...); err != nil {
		return &usageError{err}
	}
	return nil
}

// syntaxError returns the first line of err, with the position in front. The
// others show the file, and there may be secrets in it.
func (c configFile) syntaxError(err error) error {
	first, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	if m := regexp.MustCompile(`^\[(\d+:\d+)\] (.*)`).FindStringSubmatch(first); m != nil {
		return fmt.Errorf("%s:%s: %s", c.name, m[1], m[2])
	}
	return fmt.Errorf("%s: %s", c.name, first)
}

// sections applies the section of the command and checks the names of the
// others.
func (c configFile) sections(body ast.Node) []error {
	if body == nil || body.Type() == ast.NullType {
		return nil
	}
	entries, ok := pairs(body)
	if !ok {
		return []error{c.at(body, "want sections such as %q", "check:")}
	}
	var problems []error
	for _, pair := range entries {
		key := pair.Key.GetToken().Value
		if key == c.cmd.Name() {
			problems = append(problems, c.section(pair.Value)...)
			continue
		}
		root := c.cmd.Root()
		if found, _, err := root.Find([]string{key}); err != nil || found == root || found.Flag("config") == nil {
			near := append(root.SuggestionsFor(key), "")[0]
			problems = append(problems, c.at(pair.Key, "unknown section %q%s", key, didYouMean("", near)))
		}
	}
	return problems
}

func (c configFile) section(body ast.Node) []error {
	if body.Type() == ast.NullType {
		return nil
	}
	entries, ok := pairs(body)
	if !ok {
		return []error{c.at(body, "want the flags of %s as keys", c.cmd.Name())}
	}
	var problems []error
	for _, pair := range entries {
		if err := c.set(pair.Key.GetToken().Value, pair); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

// set sets an argument or a flag, unless the command line has.
func (c configFile) set(key string, pair *ast.MappingValueNode) error {
	values, err := c.scalars(key, pair.Value)
	if err != nil {
		return err
	}
	if arg, ok := c.args[key]; ok {
		if len(values) != 1 {
			return c.at(pair.Value, "%s: want one value", key)
		}
		if c.says[key] = true; !c.said[key] {
			*arg = values[0]
		}
		return nil
	}
	flag := c.cmd.Flags().Lookup(key)
	switch {
	case ofCommandLine(key):
		return c.at(pair.Key, "%q is for the command line only", key)
	case flag == nil:
		return c.at(pair.Key, "unknown key %q%s", key, didYouMean("", suggestFlag(c.cmd.Flags(), key)))
	case c.said[key]:
		return nil
	}
	c.says[key] = true
	if err := setFlag(flag, c.withoutStages(key, values)); err != nil {
		return c.at(pair.Value, "%s: %s", key, plainFlagError(err.Error()))
	}
	return nil
}

// ofCommandLine reports whether a flag cannot be a key.
func ofCommandLine(name string) bool {
	return slices.Contains([]string{"config", "scenario", "help"}, name)
}

func setFlag(flag *pflag.Flag, values []string) error {
	if list, ok := flag.Value.(pflag.SliceValue); ok {
		return list.Replace(values)
	}
	if len(values) != 1 {
		return errors.New("want one value")
	}
	return flag.Value.Set(values[0])
}

func (c configFile) at(n ast.Node, format string, args ...any) error {
	pos := n.GetToken().Position
	return fmt.Errorf("%s:%d:%d: %s", c.name, pos.Line, pos.Column, fmt.Sprintf(format, args...))
}

// pairs returns the entries of a mapping, and whether n is one.
func pairs(n ast.Node) (entries []*ast.MappingValueNode, ok bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	return nil, false
}
