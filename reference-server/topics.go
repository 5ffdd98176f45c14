package refserver

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const defaultTopic = "default"

// parseQuery is url.ParseQuery with a problem for an error. URL.Query would drop
// what it cannot read, and so subscribe to something else than was asked for.
func parseQuery(u *url.URL) (url.Values, *problem) {
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, badField("query", "%v", err)
	}
	return q, nil
}

// topics returns the distinct topics that q names, or the default one.
func (s *Server) topics(q url.Values) ([]string, *problem) {
	var names []string
	for _, name := range q["topic"] {
		if name == "" || slices.Contains(names, name) {
			continue
		}
		if p := s.checkTopic(name); p != nil {
			return nil, p
		}
		if len(names) == s.config.MaxTopics {
			return nil, badField("topic", "more than %d topics", s.config.MaxTopics)
		}
		names = append(names, strings.Clone(name)) // without the rest of the URL
	}
	if names == nil {
		return []string{defaultTopic}, nil
	}
	return names, nil
}

func (s *Server) checkTopic(name string) *problem {
	if len(name) > s.config.MaxTopicBytes {
		return badField("topic", "longer than %d bytes", s.config.MaxTopicBytes)
	}
	if p := checkUTF8("topic", name); p != nil {
		return p
	}
	if i := strings.IndexFunc(name, unicode.IsControl); i >= 0 {
		return badField("topic", "control character at byte %d", i)
	}
	if strings.Contains("."+name, ".>.") {
		return badField("topic", "the wildcard > stands for all that follows, and comes last")
	}
	return nil
}

// checkUTF8 says where text stops being UTF-8. A client would see U+FFFD there.
func checkUTF8(field, text string) *problem {
	if i := invalidUTF8(text); i >= 0 {
		return badField(field, "invalid UTF-8 at byte %d", i)
	}
	return nil
}

// invalidUTF8 returns the place of the first byte that is not UTF-8, or -1.
func invalidUTF8(text string) int {
	if utf8.ValidString(text) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
}
