package control

import (
	"encoding/base64"
	"maps"
	"net/http"
	"time"
)

// maxWait bounds every wait that a request can ask for.
const maxWait = time.Hour

// answer is a response that was prepared.
type answer struct {
	status  int
	headers headers
	body    []byte
	after   Duration
}

// answerShown is one that is still to be given.
type answerShown struct {
	Path    string   `json:"path"`
	Left    int      `json:"left"`
	Status  int      `json:"status"`
	Headers headers  `json:"headers,omitempty"`
	Bytes   int      `json:"bytes"` // of the body
	After   Duration `json:"after"`
}

func showAnswer(t turn[answer]) answerShown {
	return answerShown{
		Path: t.path, Left: t.left, Status: t.what.status, Headers: t.what.headers, Bytes: len(t.what.body), After: t.what.after,
	}
}

// getAnswers answers GET /control/answer.
func (c *Control) getAnswers(call) (any, *refusal) { return show(&c.answers, showAnswer, false), nil }

// deleteAnswers answers DELETE /control/answer. Who waits for an answer gets it.
func (c *Control) deleteAnswers(call) (any, *refusal) { return show(&c.answers, showAnswer, true), nil }

// postAnswer answers POST /control/answer.
func (c *Control) postAnswer(in call) (any, *refusal) {
	var a answer
	var location string
	var text payload
	where := newTarget()
	has, p := decode(in.w, in.r, fields{
		"count": &where.count, "path": &where.path, "status": &a.status, "headers": &a.headers,
		"location": &location, "body": &text.text, "base64": &text.base64, "after": &a.after,
	})
	if p == nil {
		a.body, p = text.bytes(has)
	}
	if has["location"] {
		if !has["status"] {
			a.status = http.StatusTemporaryRedirect
		}
		a.headers, p = withLocation(a.headers, location, p)
	}
	if p = firstOf(p, where.check(), a.check()); p != nil {
		return nil, p
	}
	if p := c.answers.add(turn[answer]{path: where.path, left: where.count, what: a}); p != nil {
		return nil, p
	}
	return c.getAnswers(in)
}

func (a answer) check() *refusal {
	const least, most = 200, 599 // those below are not final
	if p := firstOf(limit("status", a.status, least, most), limitDuration("after", a.after, 0, maxWait)); p != nil {
		return p
	}
	bodiless := a.status == http.StatusNoContent || a.status == http.StatusNotModified
	if bodiless && len(a.body) > 0 {
		return bad("body", "a %d has none", a.status)
	}
	return nil
}

// withLocation adds a Location to headers, unless there is a refusal already.
func withLocation(h headers, location string, p *refusal) (headers, *refusal) {
	if p != nil {
		return h, p
	}
	if err := checkHeader("Location", []string{location}); err != nil {
		return h, bad("location", "%v", err)
	}
	if h == nil {
		h = make(headers)
	}
	h["Location"] = []string{location}
	return h, nil
}

// sendAnswer gives a prepared answer, in its time.
func (c *Control) sendAnswer(w http.ResponseWriter, r *http.Request, t taken[answer]) {
	a := t.what
	wait := time.NewTimer(time.Duration(a.after))
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-c.closed:
	case <-r.Context().Done():
		t.finish(false)
		return
	}
	if len(a.body) > 0 {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	maps.Copy(w.Header(), a.headers)
	t.finish(true) // first, so that who has the answer sees it counted
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.body) // an error is the client's going
	}
}

// payload is bytes, as text or in Base64.
type payload struct{ text, base64 string }

// bytes returns the payload, of which one form may be given.
func (p payload) bytes(has given) ([]byte, *refusal) {
	if has["body"] && has["base64"] {
		return nil, bad("base64", `there is a "body" already`)
	}
	if !has["base64"] {
		return []byte(p.text), nil
	}
	raw, err := base64.StdEncoding.DecodeString(p.base64)
	if err != nil {
		return nil, bad("base64", "%v", err)
	}
	return raw, nil
}
