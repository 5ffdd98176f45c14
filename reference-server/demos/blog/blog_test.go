package blog

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/demotest"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func start(t *testing.T, c refserver.Config) *demotest.Running {
	t.Helper()
	return demotest.Start(t, New, site.Options{}, c)
}

// ask sends a request that must be answered with the status, and puts the answer into v.
func ask(t *testing.T, r *demotest.Running, method, path, body string, status int, v any, headers ...string) {
	t.Helper()
	reply := r.Do(method, path, body, headers...)
	text := reply.Text()
	if reply.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %s", method, path, reply.StatusCode, status, text)
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%s %s: %v: %s", method, path, err, text)
	}
}

// answered is what writers get.
type answered struct {
	Post    post   `json:"post"`
	EventID string `json:"eventId"`
}

func create(t *testing.T, r *demotest.Running, title string) answered {
	t.Helper()
	var a answered
	ask(t, r, http.MethodPost, "/api/posts", `{"title":"`+title+`","body":"text"}`, http.StatusCreated, &a)
	return a
}

// view views a post, for which a writer's token is not needed.
func view(t *testing.T, r *demotest.Running, id string) {
	t.Helper()
	if res := r.Do(http.MethodPost, "/api/posts/"+id+"/views", ""); res.StatusCode != http.StatusNoContent {
		t.Errorf("a view: status %d", res.StatusCode)
	}
}

func list(t *testing.T, r *demotest.Running) snapshot {
	t.Helper()
	var s snapshot
	ask(t, r, http.MethodGet, "/demos/blog/api/posts", "", http.StatusOK, &s)
	return s
}

// titles of a snapshot, the newest first.
func titles(s snapshot) []string {
	all := []string{}
	for _, p := range s.Posts {
		all = append(all, p.Title)
	}
	return all
}

func TestBlog(t *testing.T) {
	r := start(t, refserver.Config{})
	one := create(t, r, "one")
	before := list(t, r)
	st := r.Open("/events?lastEventId=" + before.LastEventID)
	two := create(t, r, "two")
	var changed, gone answered
	ask(t, r, http.MethodPut, "/api/posts/"+one.Post.ID, `{"title":"uno","body":"new\ntext"}`, http.StatusOK, &changed)
	ask(t, r, http.MethodDelete, "/api/posts/"+two.Post.ID, "", http.StatusOK, &gone)
	view(t, r, one.Post.ID)
	var got []string
	for range 4 {
		e := st.Next()
		got = append(got, e.LastEventID+" "+e.Type+" "+e.Data)
	}
	want := []string{
		two.EventID + " post " + encode(two.Post),
		changed.EventID + " update " + encode(edit{one.Post.ID, "uno", "new\ntext", changed.Post.Edited}),
		gone.EventID + " delete " + encode(deletion{two.Post.ID}),
		st.LastEventID() + " views " + encode(counts{map[string]int{one.Post.ID: 1}}),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	p := changed.Post
	p.Views = 1
	if diff := cmp.Diff(snapshot{Posts: []post{p}, LastEventID: st.LastEventID()}, list(t, r)); diff != "" {
		t.Error(diff)
	}
	kept := post{ID: one.Post.ID, Title: "uno", Body: "new\ntext", At: one.Post.At, Edited: p.Edited, Views: 1}
	if diff := cmp.Diff(kept, p); diff != "" || p.At.IsZero() || p.Edited.IsZero() {
		t.Errorf("was %+v, is %+v", one.Post, p)
	}
}

func TestEmptyBlog(t *testing.T) {
	if s := list(t, start(t, refserver.Config{})); s.Posts == nil || len(s.Posts) != 0 || s.LastEventID == "" {
		t.Errorf("it is %+v", s)
	}
}

// TestSnapshotAndStream: whenever a reader comes, posts and stream together have every
// post once, in order, also while other topics get events.
func TestSnapshotAndStream(t *testing.T) {
	r := start(t, refserver.Config{})
	const all, readers = 60, 10
	publish := func(topic, typ, data string) {
		if _, err := r.Server.Publish(t.Context(), history.Event{Topic: topic, Type: typ, Data: data}); err != nil {
			t.Error(err)
		}
	}
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := range all {
			publish(topic, published, encode(post{ID: strconv.Itoa(i), Title: strconv.Itoa(i), Body: "x", At: now()}))
			publish("demo.other", "", "x")
		}
	})
	for range readers {
		s := list(t, r)
		st := r.Open("/events?lastEventId=" + s.LastEventID)
		next := len(s.Posts)
		for i, p := range s.Posts {
			if p.ID != strconv.Itoa(next-1-i) {
				t.Fatalf("post %d of %d is %s", i, next, p.ID)
			}
		}
		for ; next < all; next++ {
			e := st.Next()
			if p, ok := decode[post](e); !ok || p.ID != strconv.Itoa(next) {
				t.Fatalf("got %+v, want post %d", e, next)
			}
		}
		st.Leave()
	}
	writing.Wait()
}

func TestBadInput(t *testing.T) {
	r := start(t, refserver.Config{})
	id := create(t, r, "one").Post.ID
	const limits = "a post has a title of at most 200 bytes, and a body of at most 10000"
	long := strings.Repeat("x", maxRequestBytes)
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		field, message, hint     string
	}{
		{"malformed", "POST", "", `{"title":`, 400, "body", "body: not JSON at byte 9: unexpected end of JSON input", ""},
		{"no object", "POST", "", `"hello"`, 400, "body", "body: must be an object, is a string", ""},
		{"another key", "PUT", "/" + id, `{"name":"x"}`, 400, "name", `unknown: "name"`, "the keys are title, body"},
		{"another type", "POST", "", `{"title":7,"body":"x"}`, 400, "title", "title: must be a string, is a number", limits},
		{"no title", "POST", "", `{"body":"x"}`, 400, "title", "title: missing or empty", limits},
		{"a blank body", "PUT", "/" + id, `{"title":"x","body":" \n"}`, 400, "body", "body: missing or empty", limits},
		{"a long title", "POST", "", `{"title":"` + long[:201] + `","body":"x"}`, 400, "title", "title: longer than 200 bytes", limits},
		{"a long body", "POST", "", `{"title":"x","body":"` + long[:10_001] + `"}`, 400, "body", "body: longer than 10000 bytes", limits},
		{"a huge request", "POST", "", `{"title":"x","body":"` + long + `"}`, 413, "body", "body: longer than 65536 bytes", "say it in fewer words"},
		{"an edit of nothing", "PUT", "/nope", `{"title":"x","body":"x"}`, 404, "id", `id: there is no post "nope"`, "it was deleted, or never published: GET api/posts lists all"},
		{"a deletion of nothing", "DELETE", "/nope", "", 404, "id", `id: there is no post "nope"`, "it was deleted, or never published: GET api/posts lists all"},
		{"a view of nothing", "POST", "/nope/views", "", 404, "id", `id: there is no post "nope"`, "it was deleted, or never published: GET api/posts lists all"},
		{"another method", "PATCH", "/" + id, "", 405, "method", "method: /api/posts/" + id + " does not answer PATCH", "use PUT, DELETE, OPTIONS"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got struct{ Field, Error, Hint string }
			ask(t, r, tt.method, "/api/posts"+tt.path, tt.body, tt.status, &got)
			if got.Field != tt.field || got.Error != tt.message || got.Hint != tt.hint {
				t.Errorf("got %+v", got)
			}
		})
	}
	if got := titles(list(t, r)); len(got) != 1 {
		t.Errorf("posts are %q", got)
	}
}

// TestLongestPost: the limits let pass what they allow, however it is written.
func TestLongestPost(t *testing.T) {
	r := start(t, refserver.Config{})
	ask(t, r, http.MethodPost, "/api/posts", `{"title":"`+strings.Repeat(`\u0041`, maxTitleBytes)+`","body":"`+strings.Repeat(`\u0041`, maxBodyBytes)+`"}`,
		http.StatusCreated, new(answered))
}

func TestPublishersToken(t *testing.T) {
	r := start(t, refserver.Config{PublishTokens: []string{"writer"}})
	const token, text = "Authorization: Bearer writer", `{"title":"x","body":"x"}`
	var made answered
	ask(t, r, http.MethodPost, "/api/posts", text, http.StatusCreated, &made, token)
	for _, request := range []string{"POST /api/posts", "PUT /api/posts/" + made.Post.ID, "DELETE /api/posts/" + made.Post.ID} {
		method, path, _ := strings.Cut(request, " ")
		for _, header := range []string{"X: none", "Authorization: Bearer reader"} {
			var refusal struct{ Error, Hint string }
			ask(t, r, method, path, text, http.StatusUnauthorized, &refusal, header)
			if !strings.HasPrefix(refusal.Error, "Authorization: ") || refusal.Hint == "" {
				t.Errorf("%s with %s: %+v", request, header, refusal)
			}
		}
	}
	view(t, r, made.Post.ID)
}

// TestReadersToken: where streams need a token, the posts and their views do.
func TestReadersToken(t *testing.T) {
	r := start(t, refserver.Config{SubscribeTokens: []string{"reader"}})
	id := create(t, r, "one").Post.ID
	for _, request := range []string{"GET /events", "GET /api/posts", "POST /api/posts/" + id + "/views"} {
		method, path, _ := strings.Cut(request, " ")
		if res := r.Do(method, path, ""); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: status %d", request, res.StatusCode)
		}
		if res := r.Do(method, path, "", "Authorization: Bearer reader"); res.StatusCode >= 300 {
			t.Errorf("%s with a token: status %d", request, res.StatusCode)
		}
	}
}

// TestOtherEvents: what others publish on the topic is no post, and reaches the stream.
func TestOtherEvents(t *testing.T) {
	r := start(t, refserver.Config{})
	create(t, r, "one")
	id := r.Publish(history.Event{Topic: topic, Type: published, Data: "hello"})
	s := list(t, r)
	if got := titles(s); len(got) != 1 || s.LastEventID != id {
		t.Errorf("posts are %q up to %s, want one up to %s", got, s.LastEventID, id)
	}
	st := r.Open("/events?lastEventId=" + s.LastEventID)
	r.Publish(history.Event{Topic: topic, Data: "anything"})
	if e := st.Next(); e.Data != "anything" {
		t.Errorf("got %+v", e)
	}
}

func TestEnds(t *testing.T) {
	r := start(t, refserver.Config{})
	id := create(t, r, "forgotten").Post.ID
	r.Server.Restart()
	if got := titles(list(t, r)); len(got) != 0 {
		t.Errorf("a history in memory is forgotten, the posts are %q", got)
	}
	ask(t, r, http.MethodDelete, "/api/posts/"+id, "", http.StatusNotFound, new(answered))
	r.Server.Drain()
	for _, request := range []string{"GET /api/posts", "POST /api/posts", "DELETE /api/posts/x", "POST /api/posts/x/views"} {
		method, path, _ := strings.Cut(request, " ")
		if res := r.Do(method, path, `{"title":"x","body":"x"}`); res.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("%s while the server drains: status %d", request, res.StatusCode)
		}
	}
}
