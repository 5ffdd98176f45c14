package site

import (
	"bytes"
	_ "embed" // layout, style and connect.js
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

//go:embed layout.html
var layout string

//go:embed style.css
var style []byte

//go:embed connect.js
var connect []byte

// policy lets a page load and ask its own origin only.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Place is where an App is mounted.
type Place struct {
	// Prefix begins the paths of the app, and ends in a slash.
	Prefix string
	// Index is where all demos are listed, relative to the prefix.
	Index string
}

// Mount has the server answer for app at the place.
func Mount(server *refserver.Server, app App, at Place, o Options) error {
	page, err := newPage(app, at, o)
	if err != nil {
		return err
	}
	scripts, err := app.scripts()
	if err != nil {
		return fmt.Errorf("mount demo %s: %w", app.Name, err)
	}
	MountPage(server, at.Prefix, page.serve)
	for name, script := range scripts {
		mountFile(server, at.Prefix+name, "text/javascript; charset=utf-8", script)
	}
	MountStyle(server, at.Prefix)
	for _, e := range app.Endpoints {
		server.Mount(at.Prefix+e.Path, e.Methods, e.Handle)
	}
	return nil
}

// MountPage has the server answer for a page at the prefix, and lead those there who
// leave out the slash at its end.
func MountPage(server *refserver.Server, prefix string, handle http.HandlerFunc) {
	server.Mount(prefix+"{$}", readMethods(), handle)
	if bare := strings.TrimSuffix(prefix, "/"); bare != "" {
		server.Mount(bare, readMethods(), Lead(path.Base(bare)+"/"))
	}
}

// Lead redirects to a path relative to the one that was asked for, and says it so:
// the absolute one that http.Redirect makes of it leads out of the prefix below which a
// proxy may show the server.
func Lead(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusFound)
	}
}

func readMethods() []string { return []string{http.MethodGet, http.MethodHead} }

// scripts returns page.js, what it may import, and connect.js, by their names.
func (a App) scripts() (map[string][]byte, error) {
	names, err := fs.Glob(a.Files, "*.js")
	if err != nil {
		return nil, err
	}
	scripts := map[string][]byte{"page.js": nil, "connect.js": connect}
	for _, name := range append(names, "page.js") {
		if scripts[name], err = fs.ReadFile(a.Files, name); err != nil {
			return nil, err
		}
	}
	return scripts, nil
}

// MountStyle has the server answer for style.css below the prefix.
func MountStyle(server *refserver.Server, prefix string) {
	mountFile(server, prefix+"style.css", "text/css; charset=utf-8", style)
}

// mountFile has the server answer with the content at the path.
func mountFile(server *refserver.Server, at, mediaType string, content []byte) {
	server.Mount(at, readMethods(), File(mediaType, content))
}

// File answers with content, which a browser must ask for again each time: the next
// server at this address may have another.
func File(mediaType string, content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", mediaType)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "no-referrer")
		_, _ = w.Write(content) // when it cannot be sent, there is no one to tell
	}
}

// page is the page of an App at a place.
type page struct {
	app      App
	at       Place
	options  Options
	template *template.Template
}

// view is what the layout and the main part of a page are filled with.
type view struct {
	App
	Index    string
	AsTaught bool
	Check    string // the command that checks the stream
}

func newPage(app App, at Place, o Options) (*page, error) {
	parsed, err := template.New("layout").Parse(layout)
	if err == nil {
		parsed, err = parsed.ParseFS(app.Files, "page.html")
	}
	if err != nil {
		return nil, fmt.Errorf("mount demo %s: %w", app.Name, err)
	}
	return &page{app: app, at: at, options: o, template: parsed}, nil
}

func (p *page) serve(w http.ResponseWriter, r *http.Request) {
	var html bytes.Buffer
	err := p.template.Execute(&html, view{
		App:      p.app,
		Index:    p.at.Index,
		AsTaught: p.options.AsTaught && len(p.app.Flaws) > 0,
		Check:    p.app.CheckCommand(baseOf(r), p.at),
	})
	if err != nil {
		p.options.Logger.Error("page cannot be shown", "demo", p.app.Name, "error", err)
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	File("text/html; charset=utf-8", html.Bytes())(w, r)
}

// baseOf returns the scheme and host by which the client has asked.
func baseOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
