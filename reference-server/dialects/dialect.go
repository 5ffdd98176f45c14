package dialects

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// Dialect is an application protocol over event streams.
type Dialect struct {
	// Name is that of the profile by which its streams are judged.
	Name string
	// Path is where its endpoint is. Query, unless it is empty, is the query with
	// which a stream is asked for.
	Path, Query string
	// Method, Header and Body ask for a stream. Header holds "Name: value" lines.
	Method string
	Header []string
	Body   string
	// Hook publishes on its streams. Its Method is empty where nobody can.
	Hook Hook

	// handler makes what answers at the path. One whose streams last has lasting
	// instead, and ends them when stop is closed.
	handler func(refserver.Config) http.Handler
	lasting func(c refserver.Config, stop <-chan struct{}) http.Handler
}

// Hook is a request that publishes. Header and Body are templates, as Query is.
type Hook struct {
	Method, Path string
	Header       []string
	Body         string
}

// URL returns what a stream is asked for at, on the server at base.
func (d Dialect) URL(base string) string {
	if d.Query == "" {
		return base + d.Path
	}
	return base + d.Path + "?" + d.Query
}

// All returns every dialect.
func All() []Dialect {
	return []Dialect{
		llm(),
		graphQL(),
		datastar(),
		mcp(),
		mercure(),
	}
}

// Named returns the dialect of that name, or an error that lists all.
func Named(name string) (Dialect, error) {
	all := All()
	i := slices.IndexFunc(all, func(d Dialect) bool { return d.Name == name })
	if i >= 0 {
		return all[i], nil
	}
	return Dialect{}, fmt.Errorf("there is no dialect %q, only %s", name, strings.Join(Names(), ", "))
}

// Names returns the name of every dialect.
func Names() []string {
	var names []string
	for _, d := range All() {
		names = append(names, d.Name)
	}
	return names
}

// Play returns c with the dialect of that name spoken on its path. What c.Wrap
// does is done around it.
func Play(c refserver.Config, name string) (refserver.Config, error) {
	d, err := Named(name)
	if err != nil {
		return c, err
	}
	outer := c.Wrap
	handler := d.start(&c)
	c.Wrap = func(next http.Handler) http.Handler {
		var inner http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == d.Path {
				handler.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
		if outer != nil {
			inner = outer(inner)
		}
		return inner
	}
	return c, nil
}

// start returns the handler of d for a server with the configuration c.
func (d Dialect) start(c *refserver.Config) http.Handler {
	if d.lasting == nil {
		return d.handler(*c)
	}
	stop, tune := make(chan struct{}), c.Tune // stop is closed when the server shuts down
	c.Tune = func(s *http.Server) {
		if tune != nil {
			tune(s)
		}
		s.RegisterOnShutdown(sync.OnceFunc(func() { close(stop) }))
	}
	return d.lasting(*c, stop)
}
