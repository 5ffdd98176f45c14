package coverage

import (
	"net/url"
	"strings"
)

// A Concern is one thing that a server of event streams can get wrong.
type Concern struct {
	// ID is a letter for its group and a number, as "B3": unique in its list, and
	// never given to another Concern.
	ID string

	// Text says what goes wrong, or what the Standard asks for, in a sentence or
	// two.
	Text string

	// Seen is where it was met or is said: an issue of a public repository as
	// "owner/name#1", or a URL. It is empty for what was met in a closed place.
	Seen string

	// By lists the IDs of the Requirements that judge it. "chapter-*" stands for
	// all of a chapter.
	By []string

	// Excluded says why no Requirement judges it, where By is empty, or what of it
	// none judges, where it is not.
	Excluded string
}

// Link returns the address behind Seen.
func (c Concern) Link() string {
	if repo, number, ok := strings.Cut(c.Seen, "#"); ok && !strings.Contains(repo, ":") {
		return "https://github.com/" + repo + "/issues/" + number
	}
	return c.Seen
}

// Place names what is behind Seen in a few characters: the issue as it stands, or
// the anchor of a URL, or its host.
func (c Concern) Place() string {
	u, err := url.Parse(c.Seen)
	switch {
	case err != nil || u.Host == "":
		return c.Seen
	case u.Fragment != "":
		return "#" + u.Fragment
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// Covers reports whether one of By names the Requirement.
func (c Concern) Covers(id string) bool {
	for _, by := range c.By {
		if chapter, all := strings.CutSuffix(by, "*"); by == id || all && strings.HasPrefix(id, chapter) {
			return true
		}
	}
	return false
}
