package defects

import (
	"net/http"
	"strings"

	"github.com/ssegauge/ssegauge/reference-server/dialects"
)

const mercurePath = "/.well-known/mercure"

// mercureDefects err in how a hub of the Mercure protocol lets subscribe and
// publish.
func mercureDefects() []Defect {
	return []Defect{
		{
			Name: "mercure-elsewhere", Sentence: "The well-known path redirects to where the hub is.",
			Breaks: []string{"mercure-well-known-path"}, Dialect: "mercure",
			layer: always(mercureMoved),
		},
		{
			Name: "mercure-first-topic", Sentence: "Of several topics the first counts.",
			Breaks: []string{"mercure-several-topics"}, Dialect: "mercure",
			layer: onRequestOf(isMercureStream, func(r *http.Request) {
				q := r.URL.Query()
				q.Set("topic", q.Get("topic"))
				r.URL.RawQuery = q.Encode()
			}),
		},
		{
			Name: "mercure-bare-uuid", Sentence: "The ids of updates are UUIDs without urn:uuid: before them.",
			Breaks: []string{"mercure-id-is-iri"}, Dialect: "mercure",
			layer: mercureBareIDs,
		},
		{
			Name: "mercure-open", Sentence: "Whoever sends no token may publish.",
			Breaks: []string{"mercure-publish-needs-token"}, Dialect: "mercure",
			layer: onRequestOf(isMercurePublish, func(r *http.Request) {
				if r.Header.Get("Authorization") == "" {
					r.Header.Set("Authorization", mercureAuthorization())
				}
			}),
		},
		{
			Name: "mercure-any-token", Sentence: "Tokens are not verified.",
			Breaks: []string{"mercure-publish-checks-token"}, Dialect: "mercure",
			layer: onRequestOf(isMercurePublish, func(r *http.Request) {
				if r.Header.Get("Authorization") != "" {
					r.Header.Set("Authorization", mercureAuthorization())
				}
			}),
		},
		{
			Name: "mercure-answers-ok", Sentence: "A publication is answered with ok.",
			Breaks: []string{"mercure-publish-answers-id"}, Dialect: "mercure",
			layer: onAnswerOf(isMercurePublish, func(a *answer) {
				if a.status == http.StatusOK {
					a.body = []byte("ok")
				}
			}),
		},
	}
}

// mercureMoved redirects the streams to another path.
func mercureMoved(next http.Handler) http.Handler {
	const moved = "/hub"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isMercureStream(r):
			http.Redirect(w, r, moved+"?"+r.URL.RawQuery, http.StatusTemporaryRedirect)
			return
		case r.URL.Path == moved:
			r = r.Clone(r.Context())
			r.URL.Path = mercurePath
		}
		next.ServeHTTP(w, r)
	})
}

// mercureBareIDs takes the scheme from the ids of updates, and gives it back to
// those that are asked for.
func mercureBareIDs() layer {
	const scheme = "urn:uuid:"
	bare := onFramesOf(isMercureStream, func(*session) editor {
		return func(f frame) []byte { return []byte(strings.ReplaceAll(string(f.raw), "id: "+scheme, "id: ")) }
	})()
	whole := onRequestOf(isMercureStream, func(r *http.Request) {
		q := r.URL.Query()
		if id := r.Header.Get("Last-Event-ID"); id != "" && id != "earliest" {
			r.Header.Set("Last-Event-ID", scheme+id)
		}
		if id := q.Get("lastEventID"); id != "" && id != "earliest" {
			q.Set("lastEventID", scheme+id)
			r.URL.RawQuery = q.Encode()
		}
	})()
	return func(next http.Handler) http.Handler { return bare(whole(next)) }
}

// mercureAuthorization returns the field with which the hub lets publish.
func mercureAuthorization() string {
	d, err := dialects.Named("mercure")
	if err != nil {
		panic(err) // there is one of that name
	}
	for _, line := range d.Hook.Header {
		if value, ok := strings.CutPrefix(line, "Authorization: "); ok {
			return value
		}
	}
	return ""
}

func isMercureStream(r *http.Request) bool {
	return r.URL.Path == mercurePath && r.Method == http.MethodGet
}

func isMercurePublish(r *http.Request) bool {
	return r.URL.Path == mercurePath && r.Method == http.MethodPost
}
