package blog

import (
	"slices"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// fold is what the events say. One goroutine owns it.
type fold struct {
	posts []post // the oldest first
}

// begin forgets everything.
func (f *fold) begin() { f.posts = nil }

// apply takes in the next event. One that the blog would not have published, or that is
// of a post that is not there, changes nothing.
func (f *fold) apply(e eventstream.Event) {
	switch e.Type {
	case published:
		if p, ok := decode[post](e); ok && p.isWhole() {
			f.add(p)
		}
	case updated:
		if u, ok := decode[edit](e); ok && u.isWhole() {
			f.edit(u)
		}
	case deleted:
		if d, ok := decode[deletion](e); ok {
			f.posts = slices.DeleteFunc(f.posts, func(p post) bool { return p.ID == d.ID })
		}
	case counted:
		if c, ok := decode[counts](e); ok {
			f.count(c)
		}
	}
}

func (f *fold) add(p post) {
	if f.find(p.ID) != nil {
		return
	}
	p.Views = 0
	f.posts = append(f.posts, p)
	if len(f.posts) > maxPosts {
		f.posts = slices.Delete(f.posts, 0, 1)
	}
}

func (f *fold) edit(u edit) {
	if p := f.find(u.ID); p != nil {
		p.Title, p.Body, p.Edited = u.Title, u.Body, u.Edited
	}
}

func (f *fold) count(c counts) {
	for i, p := range f.posts {
		if n, ok := c.Views[p.ID]; ok && n >= 0 {
			f.posts[i].Views = n
		}
	}
}

// find returns the post, nil if there is none.
func (f *fold) find(id string) *post {
	i := slices.IndexFunc(f.posts, func(p post) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return &f.posts[i]
}

// newest returns all posts, the newest first.
func (f *fold) newest() []post {
	posts := append([]post{}, f.posts...) // [] and not null where there is none
	slices.Reverse(posts)
	return posts
}
