package blog

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// Limits of a post, which the page knows as well.
const (
	maxTitleBytes = 200
	maxBodyBytes  = 10_000
	maxPosts      = 1000
)

// The types of the events.
const (
	published = "post"
	updated   = "update"
	deleted   = "delete"
	counted   = "views"
)

// post is what is published; "post" has all of it but the views.
type post struct {
	ID     string    `json:"id"`
	Title  string    `json:"title"`
	Body   string    `json:"body"`
	At     time.Time `json:"at"`
	Edited time.Time `json:"edited,omitzero"`
	Views  int       `json:"views"`
}

// isWhole reports whether the blog could have published p.
func (p post) isWhole() bool { return p.ID != "" && !p.At.IsZero() && isText(p.Title, p.Body) }

// edit is the data of "update".
type edit struct {
	ID     string    `json:"id"`
	Title  string    `json:"title"`
	Body   string    `json:"body"`
	Edited time.Time `json:"edited"`
}

// isWhole reports whether the blog could have published e.
func (e edit) isWhole() bool { return !e.Edited.IsZero() && isText(e.Title, e.Body) }

// deletion is the data of "delete".
type deletion struct {
	ID string `json:"id"`
}

// counts is the data of "views": the views of each post whose number has changed.
type counts struct {
	Views map[string]int `json:"views"`
}

// isText reports whether a post can have this title and body.
func isText(title, body string) bool {
	return strings.TrimSpace(title) != "" && strings.TrimSpace(body) != "" && len(title) <= maxTitleBytes && len(body) <= maxBodyBytes
}

// decode returns the data of e, and whether it is of the type T.
func decode[T any](e eventstream.Event) (data T, ok bool) {
	return data, json.Unmarshal([]byte(e.Data), &data) == nil
}

// encode returns the data of an event.
func encode(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err)) // it holds texts, numbers and times of this century
	}
	return string(data)
}
