package defects

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// Defect is one named way in which the server errs.
type Defect struct {
	// Name is a slug.
	Name string
	// Sentence says what the server does.
	Sentence string
	// Breaks holds the IDs of the Requirements that are broken then, and no others
	// are.
	Breaks []string

	// Dialect is the name of the dialect that the server speaks meanwhile, empty for
	// plain event streams.
	Dialect string

	// TLS says that it shows over TLS only.
	TLS bool

	// Open says that it shows where everybody may read only, because the server
	// has no tokens then.
	Open bool

	// config, server and layer are how it is done; each may be nil. layer is called
	// once for each server, so that what it closes over is the server's state.
	config func(*refserver.Config)
	server func(*http.Server)
	layer  func() layer
}

// layer is put around a handler.
type layer func(next http.Handler) http.Handler

// All returns every Defect, chapter by chapter.
func All() []Defect {
	return slices.Concat(
		responseDefects(), responseCachingDefects(), bodyDefects(),
		encodingDefects(), framingDefects(), fieldsDefects(), retryDefects(), livenessDefects(),
		dataDefects(), survivalDefects(), injectionDefects(), resumeDefects(), deepResumeDefects(),
		http2Defects(),
		methodsDefects(), corsDefects(), cachingDefects(), redirectDefects(), endingDefects(),
		llmDefects(),
		compressionDefects(),
		graphQLDefects(),
		datastarDefects(),
		mcpDefects(), mcpMessageDefects(), mcpSessionDefects(), mcpStreamDefects(), mcpResumeDefects(),
		mercureDefects(), mercureResumeDefects(),
		fanoutDefects(), lifecycleDefects(),
		authDefects(),
		restartDefects(),
	)
}

// Play returns c with the Defects of these names added, or an error that names
// those that do not exist. Without names c stays as it is: what is wrapped costs a
// goroutine for each stream.
func Play(c refserver.Config, names []string) (refserver.Config, error) {
	if len(names) == 0 {
		return c, nil
	}
	var layers []layer
	var servers []func(*http.Server)
	for _, name := range names {
		d, err := Named(name)
		if err != nil {
			return c, err
		}
		if d.config != nil {
			d.config(&c)
		}
		if d.server != nil {
			servers = append(servers, d.server)
		}
		if d.layer != nil {
			layers = append(layers, d.layer())
		}
	}
	c.Wrap = func(next http.Handler) http.Handler {
		for _, l := range layers {
			next = l(next)
		}
		return next
	}
	c.Tune = func(s *http.Server) {
		for _, change := range servers {
			change(s)
		}
	}
	return c, nil
}

// Named returns the Defect of that name.
func Named(name string) (Defect, error) {
	all := All()
	i := slices.IndexFunc(all, func(d Defect) bool { return d.Name == name })
	if i < 0 {
		return Defect{}, fmt.Errorf("there is no defect %q", name)
	}
	return all[i], nil
}

// always returns a layer without a state.
func always(l layer) func() layer { return func() layer { return l } }

// isStream reports whether r asks for a stream.
func isStream(r *http.Request) bool {
	return r.URL.Path == "/events" && r.Method == http.MethodGet
}

// isPublish reports whether r publishes.
func isPublish(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/publish") }
