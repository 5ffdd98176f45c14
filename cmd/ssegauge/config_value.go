package main

import (
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// scalars returns the value of a scalar, or those of a list of scalars.
func (c configFile) scalars(key string, n ast.Node) ([]string, error) {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		text, err := c.scalar(key, n)
		return []string{text}, err
	}
	var all []string
	for _, item := range list.Values {
		text, err := c.scalar(key, item)
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, nil
}

func (c configFile) scalar(key string, n ast.Node) (string, error) {
	switch s := n.(type) {
	case *ast.LiteralNode:
		return c.expand(key, n, s.Value.Value)
	case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return c.expand(key, n, n.GetToken().Value)
	case *ast.MappingNode, *ast.MappingValueNode:
		return "", c.at(n, "%s: want a text; one with a colon needs quotes, as in \"Name: value\"", key)
	}
	return "", c.at(n, "%s: want a text, a number or a list of texts", key)
}

// expand replaces ${VAR} by the environment variable VAR; $${ stands for ${.
func (c configFile) expand(key string, n ast.Node, text string) (string, error) {
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
		if c.secrets != nil && holdsSecret(key, name) {
			*c.secrets = append(*c.secrets, value)
		}
		return value
	})
	return text, missing
}

// holdsSecret reports whether the variable called name is a secret where it
// stands under key: always in headers and bodies, elsewhere by its name.
func holdsSecret(key, name string) bool {
	inside := []string{"header", "cookie", "body", "publish-header", "publish-body", "revocable", "revoke-body", "control-header"}
	return slices.Contains(inside, key) ||
		regexp.MustCompile(`(?i)TOKEN|SECRET|KEY|PASS|PWD|AUTH|CREDENTIAL|COOKIE|BEARER|JWT|SIG|SESSION`).MatchString(name)
}
