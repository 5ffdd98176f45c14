package demos

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
)

//go:embed index.html
var files embed.FS

// mountIndex lists the demos, and leads there from the root if none is at it.
func (d *Demos) mountIndex(server *refserver.Server, o Options) error {
	parsed, err := template.ParseFS(files, "index.html")
	if err != nil {
		return fmt.Errorf("mount demos: %w", err)
	}
	var html bytes.Buffer
	if err := parsed.Execute(&html, struct {
		Apps     []site.App
		AsTaught bool
	}{d.apps, o.AsTaught}); err != nil {
		return fmt.Errorf("mount demos: %w", err)
	}
	site.MountPage(server, root, site.File("text/html; charset=utf-8", html.Bytes()))
	site.MountStyle(server, root)
	if o.Name == All {
		server.Mount("/{$}", []string{http.MethodGet, http.MethodHead}, site.Lead(root[1:]))
	}
	return nil
}
