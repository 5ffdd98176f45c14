package specs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"text/template"
)

// compile parses a template with the fields of Publication.
func compile(name, text string) (*template.Template, error) {
	return compileFor(Publication{}, name, text)
}

// compileFor parses a template of a hook or of the Target's URL. Its fields are
// those of zero; beside the functions of text/template, among them urlquery, it
// has json (a JSON string) and path (a path segment).
func compileFor(zero any, name, text string) (*template.Template, error) {
	t, err := template.New(name).Option("missingkey=error").Funcs(template.FuncMap{
		"json": quoteJSON,
		"path": url.PathEscape,
	}).Parse(text)
	if err == nil {
		err = t.Execute(new(bytes.Buffer), zero)
	}
	if err != nil {
		return nil, fmt.Errorf("parse %s: %s", name, plainTemplateError(name, err))
	}
	return t, nil
}

// plainTemplateError returns what err says, with its position, without the words
// of the template engine.
func plainTemplateError(name string, err error) string {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "template: "), name+":")
	position, rest, found := strings.Cut(text, ": executing ")
	if _, cause, ok := strings.Cut(rest, ">: "); found && ok {
		text = position + ": " + cause
	}
	text, _, _ = strings.Cut(text, " in type specs.")
	return text
}

func expand(t *template.Template, fields any) (string, error) {
	var out strings.Builder
	if err := t.Execute(&out, fields); err != nil {
		return "", fmt.Errorf("expand %s: %w", t.Name(), err)
	}
	return out.String(), nil
}

// quoteJSON returns s as a JSON string, with nothing escaped that need not be.
func quoteJSON(s string) (string, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return "", err
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}
