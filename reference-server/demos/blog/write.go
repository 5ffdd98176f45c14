package blog

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// maxRequestBytes bounds the body of a request. The longest post fits in, even if
// every character of it is escaped.
const maxRequestBytes = 64 << 10

// written is the answer to what was published.
type written struct {
	Post    any    `json:"post"`
	EventID string `json:"eventId"`
}

// create answers POST api/posts.
func (b *blog) create(w http.ResponseWriter, r *http.Request) {
	if !b.server.AdmitPublisher(w, r) {
		return
	}
	title, body, ok := b.readText(w, r)
	if !ok {
		return
	}
	p := post{ID: strings.ToLower(rand.Text()[:12]), Title: title, Body: body, At: now()}
	b.publish(w, r, http.StatusCreated, p, history.Event{Topic: topic, Type: published, Data: encode(p)})
}

// post answers api/posts/{id}.
func (b *blog) post(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		b.edit(w, r)
		return
	}
	b.remove(w, r)
}

// edit answers PUT api/posts/{id}.
func (b *blog) edit(w http.ResponseWriter, r *http.Request) {
	if !b.server.AdmitPublisher(w, r) {
		return
	}
	title, body, ok := b.readText(w, r)
	if !ok {
		return
	}
	b.change(w, r, func(p post) (any, history.Event) {
		p.Title, p.Body, p.Edited = title, body, now()
		return p, history.Event{Topic: topic, Type: updated, Data: encode(edit{p.ID, p.Title, p.Body, p.Edited})}
	})
}

// remove answers DELETE api/posts/{id}.
func (b *blog) remove(w http.ResponseWriter, r *http.Request) {
	if !b.server.AdmitPublisher(w, r) {
		return
	}
	b.change(w, r, func(p post) (any, history.Event) {
		gone := deletion{p.ID}
		return gone, history.Event{Topic: topic, Type: deleted, Data: encode(gone)}
	})
}

// change publishes what is done to the post that r names. do returns what the answer
// says of the post, and the event. Nobody else changes one meanwhile.
func (b *blog) change(w http.ResponseWriter, r *http.Request, do func(post) (any, history.Event)) {
	select {
	case b.turn <- struct{}{}:
		defer func() { <-b.turn }()
	case <-r.Context().Done():
		return // the writer has left
	}
	var p post
	var there bool
	err := b.look(r.Context(), func(f *fold, _ string) {
		if found := f.find(r.PathValue("id")); found != nil {
			p, there = *found, true
		}
	})
	switch {
	case err != nil:
		b.server.RefusePublish(w, err)
	case !there:
		missing(r).Write(w)
	default:
		answer, e := do(p)
		b.publish(w, r, http.StatusOK, answer, e)
	}
}

// publish publishes e and answers.
func (b *blog) publish(w http.ResponseWriter, r *http.Request, status int, p any, e history.Event) {
	id, err := b.server.Publish(r.Context(), e)
	if err != nil {
		b.server.RefusePublish(w, err)
		return
	}
	refserver.WriteJSON(w, status, written{p, id})
}

// readText returns the title and the body that r has for a post, and whether they are
// good. If not, it has answered.
func (b *blog) readText(w http.ResponseWriter, r *http.Request) (title, body string, ok bool) {
	object, ok := b.server.ReadObject(w, r, maxRequestBytes, "title", "body")
	if !ok {
		return "", "", false
	}
	title, refusal := textOf(object, "title", maxTitleBytes)
	if refusal == nil {
		body, refusal = textOf(object, "body", maxBodyBytes)
	}
	if refusal != nil {
		refusal.Write(w)
		return "", "", false
	}
	return title, body, true
}

// textOf returns a text that a post cannot do without.
func textOf(o refserver.Object, key string, limit int) (string, *refserver.Refusal) {
	text, refusal := o.Text(key, limit)
	if refusal == nil && strings.TrimSpace(text) == "" {
		refusal = &refserver.Refusal{Status: http.StatusBadRequest, Field: key, Message: key + ": missing or empty"}
	}
	if refusal != nil {
		refusal.Hint = fmt.Sprintf("a post has a title of at most %d bytes, and a body of at most %d", maxTitleBytes, maxBodyBytes)
	}
	return text, refusal
}

// missing refuses a request for a post that is not there.
func missing(r *http.Request) refserver.Refusal {
	return refserver.Refusal{
		Status:  http.StatusNotFound,
		Field:   "id",
		Message: fmt.Sprintf("id: there is no post %.40q", r.PathValue("id")),
		Hint:    "it was deleted, or never published: GET api/posts lists all",
	}
}

// now is the time that a post has: people do not read more of it.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
