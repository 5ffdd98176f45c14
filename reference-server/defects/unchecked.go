package defects

import (
	"io"
	"net/http"
	"slices"
	"strings"
)

// aliases returns pairs of a character that the server refuses or changes and
// the private one that takes its place between publisher and stream.
func aliases() []string {
	return []string{"\n", "\ue00a", "\r", "\ue00d", "\x00", "\ue000"}
}

// unchecked lets line ends and NUL through: text that is published in one of
// the places ("id", "event", "data") is taken as it is, and edit writes it, with
// the characters back in it.
func unchecked(places []string, edit editor) func() layer {
	back := strings.NewReplacer(reversed(aliases())...)
	frames := eachFrame(func(f frame) []byte {
		if !f.isPublished() {
			return f.raw
		}
		f.id, f.typ, f.data = back.Replace(f.id), back.Replace(f.typ), back.Replace(f.data)
		return edit(f)
	})
	return func() layer {
		stream := frames()
		return func(next http.Handler) http.Handler {
			next = stream(next)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if isPublish(r) {
					r = smuggled(r, places)
				}
				next.ServeHTTP(w, r)
			})
		}
	}
}

// smuggled returns r with aliases in the named places of a publish whose body
// is the data.
func smuggled(r *http.Request, places []string) *http.Request {
	hide := strings.NewReplacer(aliases()...)
	r = r.Clone(r.Context())
	q := r.URL.Query()
	for _, place := range places {
		if q.Has(place) {
			q.Set(place, hide.Replace(q.Get(place)))
		}
		if place != "data" {
			continue
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return r // the server meets the same error
		}
		hidden := hide.Replace(string(body))
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(hidden)), int64(len(hidden))
	}
	r.URL.RawQuery = q.Encode()
	return r
}

func reversed(pairs []string) []string {
	out := slices.Clone(pairs)
	slices.Reverse(out)
	return out
}
