package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// defaultConfig is read if it is there.
const defaultConfig = "ssegauge.yaml"

// loadConfig sets the flags of cmd that the command line has not set from the
// section of the configuration file with its name. args are the arguments that
// the section may hold beside flags. Values that come from environment variables
// with the names of secrets are appended to secrets.
func loadConfig(cmd *cobra.Command, file string, args map[string]*string, secrets *[]string) error {
	name := file
	if name == "" {
		name = defaultConfig
	}
	text, err := os.ReadFile(name)
	if file == "" && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return usagef("read configuration: %w", err)
	}
	doc, err := parser.ParseBytes(text, 0)
	if err != nil {
		return usagef("parse %s: %s", name, strings.TrimSpace(err.Error()))
	}
	c := configFile{name: name, cmd: cmd, args: args, secrets: secrets}
	var problems []error
	for _, d := range doc.Docs {
		problems = append(problems, c.sections(d.Body)...)
	}
	if err := errors.Join(problems...); err != nil {
		return &usageError{err}
	}
	return nil
}

type configFile struct {
	name    string
	cmd     *cobra.Command
	args    map[string]*string
	secrets *[]string
}

// sections applies the section of the command and checks the names of the
// others.
func (c configFile) sections(body ast.Node) []error {
	var problems []error
	for _, pair := range pairs(body) {
		key := pair.Key.GetToken().Value
		if key == c.cmd.Name() {
			problems = append(problems, c.section(pair.Value)...)
			continue
		}
		if found, _, err := c.cmd.Root().Find([]string{key}); err != nil || found == c.cmd.Root() {
			problems = append(problems, c.at(pair.Key, "unknown section %q: want the name of a command", key))
		}
	}
	if body != nil && body.Type() != ast.NullType && len(pairs(body)) == 0 {
		problems = append(problems, c.at(body, "want sections such as %q", "check:"))
	}
	return problems
}

func (c configFile) section(body ast.Node) []error {
	var problems []error
	if body.Type() != ast.NullType && len(pairs(body)) == 0 {
		return []error{c.at(body, "want the flags of %s as keys", c.cmd.Name())}
	}
	seen := map[string]bool{}
	for _, pair := range pairs(body) {
		key := pair.Key.GetToken().Value
		if seen[key] {
			problems = append(problems, c.at(pair.Key, "%q stands here twice", key))
			continue
		}
		seen[key] = true
		if err := c.set(key, pair); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

// set sets an argument or a flag, unless the command line has.
func (c configFile) set(key string, pair *ast.MappingValueNode) error {
	values, err := c.scalars(pair.Value)
	if err != nil {
		return err
	}
	if arg, ok := c.args[key]; ok && len(values) == 1 {
		if *arg == "" {
			*arg = values[0]
		}
		return nil
	}
	flag := c.cmd.Flags().Lookup(key)
	if flag == nil || key == "config" || key == "help" {
		return c.at(pair.Key, "unknown key %q%s", key, didYouMean("", suggestFlag(c.cmd.Flags(), key)))
	}
	if flag.Changed {
		return nil
	}
	list, isList := flag.Value.(pflag.SliceValue)
	switch {
	case isList:
		err = list.Replace(values)
	case len(values) != 1:
		err = errors.New("want one value")
	default:
		err = flag.Value.Set(values[0])
	}
	if err != nil {
		return c.at(pair.Value, "%s: %v", key, err)
	}
	return nil
}

// scalars returns the value of a scalar, or those of a list of scalars.
func (c configFile) scalars(n ast.Node) ([]string, error) {
	if list, ok := n.(*ast.SequenceNode); ok {
		var all []string
		for _, item := range list.Values {
			if _, nested := item.(*ast.SequenceNode); nested {
				return nil, c.at(item, "want a list of texts")
			}
			one, err := c.scalars(item)
			if err != nil {
				return nil, err
			}
			all = append(all, one...)
		}
		return all, nil
	}
	scalar, ok := n.(ast.ScalarNode)
	if !ok || n.Type() == ast.NullType {
		return nil, c.at(n, "want a text, a number or a list")
	}
	text, err := c.expand(scalar)
	return []string{text}, err
}

// expand replaces ${VAR} by the environment variable VAR; $${ stands for ${.
func (c configFile) expand(n ast.ScalarNode) (string, error) {
	text := n.GetToken().Value
	if literal, ok := n.(*ast.LiteralNode); ok {
		text = literal.Value.Value
	}
	var missing error
	variable := regexp.MustCompile(`\$?\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)
	text = variable.ReplaceAllStringFunc(text, func(match string) string {
		if strings.HasPrefix(match, "$$") {
			return match[1:]
		}
		name := variable.FindStringSubmatch(match)[1]
		value, ok := os.LookupEnv(name)
		if !ok {
			missing = c.at(n, "the environment has no variable %s", name)
		}
		if c.secrets != nil && namesSecret(name) {
			*c.secrets = append(*c.secrets, value)
		}
		return value
	})
	return text, missing
}

// namesSecret reports whether a variable with that name holds a secret.
func namesSecret(name string) bool {
	return regexp.MustCompile(`(?i)TOKEN|SECRET|KEY|PASS|AUTH|CREDENTIAL|COOKIE`).MatchString(name)
}

func (c configFile) at(n ast.Node, format string, args ...any) error {
	pos := n.GetToken().Position
	return fmt.Errorf("%s:%d:%d: %s", c.name, pos.Line, pos.Column, fmt.Sprintf(format, args...))
}

// pairs returns the entries of a mapping, none for any other node.
func pairs(n ast.Node) []*ast.MappingValueNode {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	}
	return nil
}
