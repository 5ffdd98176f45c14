package defects

import (
	"net/http"
	"strings"
)

// both plays a, nearer to the server, and b.
func both(a, b func() layer) func() layer {
	return func() layer {
		inner, outer := a(), b()
		return func(next http.Handler) http.Handler { return outer(inner(next)) }
	}
}

// named writes every id in another way, for each stream anew, and takes it back
// where a client resumes.
func named(to func(s *session, id string) string, back func(id string) string) func() layer {
	rename := onFrames(func(s *session) editor {
		return func(f frame) []byte {
			if !f.hasID {
				return f.raw
			}
			return f.with("id: "+f.id+"\n", "id: "+to(s, f.id)+"\n")
		}
	})
	if back == nil {
		return rename
	}
	return both(onLastEventID(back), rename)
}

// with returns f with its first line of that text replaced.
func (f frame) with(line, other string) []byte {
	return []byte(strings.Replace(string(f.raw), line, other, 1))
}
