package refserver

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
	"github.com/ssegauge/ssegauge/reference-server/jsonhttp"
)

// published is the answer to a publish.
type published struct {
	ID    string `json:"id"`
	Topic string `json:"topic"`
}

// publish answers POST /publish.
func (s *Server) publish(w http.ResponseWriter, r *http.Request) {
	if !s.AdmitPublisher(w, r) {
		return
	}
	event, p := s.readEvent(w, r)
	if p != nil {
		p.write(w)
		return
	}
	if s.control != nil && s.control.HoldPublish(r.Context(), event.Topic) != nil {
		return // the publisher has left
	}
	id, err := s.store(r.Context(), event)
	if err != nil {
		s.RefusePublish(w, err)
		return
	}
	jsonhttp.Write(w, http.StatusOK, published{ID: id, Topic: event.Topic})
}

// readEvent reads the request as an event that passed every check that needs no
// look at the history.
func (s *Server) readEvent(w http.ResponseWriter, r *http.Request) (history.Event, *problem) {
	q, p := parseQuery(r.URL)
	if p != nil {
		return history.Event{}, p
	}
	topic, p := s.publishTopic(q)
	if p != nil {
		return history.Event{}, p
	}
	parse, p := bodyParser(r)
	if p != nil {
		return history.Event{}, p
	}
	body, p := s.readBody(w, r, s.config.MaxPublishBytes)
	if p != nil {
		return history.Event{}, p
	}
	event, p := parse(q, body)
	if p == nil {
		p = s.checkEvent(event)
	}
	event.Topic = topic
	return event, p
}

func (s *Server) publishTopic(q url.Values) (string, *problem) {
	topics, p := s.topics(q)
	if p != nil {
		return "", p
	}
	if len(topics) > 1 {
		return "", badField("topic", "an event belongs to one topic, not to %d", len(topics))
	}
	if history.IsPattern(topics[0]) {
		return "", badField("topic", "an event belongs to one topic, and the wildcards * and > stand for several")
	}
	return topics[0], nil
}

// appendProblem explains why the history refused an event.
func appendProblem(err error) *problem {
	if field, ok := errors.AsType[*eventstream.FieldError](err); ok {
		return badField(field.Field, "%s at byte %d is not allowed", charName(field.Char), field.Index)
	}
	if p := storeProblem(err); p != nil {
		return p
	}
	if errors.Is(err, history.ErrTooLarge) {
		return badField("id", "%v", history.ErrTooLarge)
	}
	for _, conflict := range []error{history.ErrTaken, history.ErrPassed, history.ErrExhausted} {
		if errors.Is(err, conflict) {
			return &problem{
				status:  http.StatusConflict,
				Message: "id: " + conflict.Error(),
				Field:   "id",
				Hint:    "leave the id out to get the next number",
			}
		}
	}
	return &problem{status: http.StatusInternalServerError, Message: err.Error()}
}
