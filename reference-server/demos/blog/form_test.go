package blog

import (
	"net/http"
	"strings"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

func (v visit) tokenIsAsked() {
	t, b := v.t, v.browser
	r := start(t, refserver.Config{PublishTokens: []string{"writer"}})
	page := open(t, b, r)
	page.Click("#admin summary")
	write(page, "One", "text")
	page.Shows("#answer.bad", "there is no bearer token")
	page.Type("#token", "reader")
	page.Click("#save")
	page.Shows("#answer.bad", "the bearer token is unknown or revoked")
	page.Type("#token", "writer")
	page.Click("#save")
	has(t, page, "One")
	page.Goto(r.URL + "/")
	page.Click("#admin summary")
	write(page, "Two", "text")
	has(t, page, "Two,One")
	var stored string
	if page.Eval("localStorage.length + sessionStorage.token", &stored); stored != "0writer" {
		t.Errorf("stored is %q, want it in this session alone", stored)
	}
}

// draftsSurvive: what was refused, or could not be sent, is still there to be sent again.
func (v visit) draftsSurvive() {
	t, b := v.t, v.browser
	r := start(t, refserver.Config{})
	first := create(t, r, "first").Post
	page := open(t, b, r)
	page.Click("#admin summary")
	page.Type("#title", "Draft")
	page.Type("#body", "new text")
	page.Click("#posts button.edit")
	page.Shows("#title", "first")
	ask(t, r, http.MethodDelete, "/api/posts/"+first.ID, "", http.StatusOK, new(answered))
	has(t, page, "")
	page.Click("#save")
	page.Shows("#answer.bad", "there is no post")
	page.Shows("#title", "first")
	page.Click("#cancel")
	page.Shows("#title", "Draft")
	r.Kill()
	page.Click("#save")
	page.Shows("#answer.bad", "no answer from the server")
	page.Shows("#title", "Draft")
	r.Restart()
	page.Click("#save")
	has(t, page, "Draft")
	page.Until("the form is empty", "document.querySelector('#title').value === ''")
}

// writesOn: what is typed before the answer comes stays.
func (v visit) writesOn() {
	asked, answer := make(chan struct{}), make(chan struct{})
	r := start(v.t, refserver.Config{Wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/api/posts") {
				close(asked)
				<-answer
			}
			next.ServeHTTP(w, r)
		})
	}})
	page := open(v.t, v.browser, r)
	page.Click("#admin summary")
	write(page, "One", "text")
	<-asked
	page.Until("the button rests", "document.querySelector('#save').disabled")
	page.Type("#title", "Two")
	close(answer)
	page.Shows("#answer", "Published.")
	has(v.t, page, "One")
	page.Until("the button is back", "!document.querySelector('#save').disabled")
	page.Shows("#title", "Two")
}
