package wire

import (
	"net/url"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// savedTranscript is the observed part of a Transcript as JSON. Times are in
// nanoseconds.
type savedTranscript struct {
	Schema    string          `json:"schema"`
	Name      string          `json:"name"`
	Request   savedRequest    `json:"request"`
	Redirects []savedRedirect `json:"redirects,omitempty"`
	Start     time.Time       `json:"start"`
	URL       string          `json:"url"`
	Connected time.Duration   `json:"connected_ns"`
	Secured   time.Duration   `json:"secured_ns"`
	Sent      time.Duration   `json:"sent_ns"`
	TLS       *TLSInfo        `json:"tls,omitempty"`
	Stream    uint32          `json:"stream,omitempty"`
	Limits    savedLimits     `json:"limits"`
	Chunks    []savedChunk    `json:"chunks"`
	End       savedEnd        `json:"end"`
	Freed     time.Duration   `json:"freed_ns,omitempty"`
}

type savedRequest struct {
	Method string       `json:"method"`
	URL    string       `json:"url"`
	Proto  string       `json:"proto"`
	Header []savedField `json:"header"`
	Body   []byte       `json:"body,omitempty"`
}

type savedField struct {
	Name  text `json:"name"`
	Value text `json:"value"`
}

type savedRedirect struct {
	At       time.Duration `json:"at_ns"`
	Method   string        `json:"method"`
	URL      string        `json:"url"`
	Status   int           `json:"status"`
	Location text          `json:"location"`
	Target   string        `json:"target"`
	Dropped  []string      `json:"dropped,omitempty"`
}

type savedLimits struct {
	HeadBytes   int  `json:"head_bytes"`
	BodyBytes   int  `json:"body_bytes"`
	Lines       int  `json:"lines"`
	LineBytes   int  `json:"line_bytes"`
	EventBytes  int  `json:"event_bytes"`
	IDBytes     int  `json:"id_bytes"`
	LastEventID text `json:"last_event_id"`
}

type savedChunk struct {
	At    time.Duration `json:"at_ns"`
	Bytes text          `json:"bytes"`
}

type savedEnd struct {
	Kind   EndKind       `json:"kind"`
	At     time.Duration `json:"at_ns"`
	Detail text          `json:"detail,omitempty"`
}

func save(t *Transcript) *savedTranscript {
	s := &savedTranscript{
		Schema: savedSchema, Name: t.Name, Start: t.Start, URL: t.URL,
		Connected: t.Connected, Secured: t.Secured, Sent: t.Sent, TLS: t.TLS, Stream: t.Stream,
		Request: savedRequest{Method: t.Request.Method, Proto: t.Request.Proto, Body: t.Request.Body},
		Limits: savedLimits{
			t.Limits.HeadBytes, t.Limits.BodyBytes, t.Limits.Lines, t.Limits.Stream.MaxLineBytes,
			t.Limits.Stream.MaxEventBytes, t.Limits.Stream.MaxIDBytes, text(t.Limits.Stream.LastEventID),
		},
		Chunks: []savedChunk{},
		End:    savedEnd{t.End.Kind, t.End.At, text(t.End.Detail)},
		Freed:  t.Freed,
	}
	if t.Request.URL != nil {
		s.Request.URL = t.Request.URL.String()
	}
	for _, f := range t.Request.Header {
		s.Request.Header = append(s.Request.Header, savedField{text(f.Name), text(f.Value)})
	}
	for _, r := range t.Redirects {
		s.Redirects = append(s.Redirects, savedRedirect{r.At, r.Method, r.URL, r.Status, text(r.Location), r.Target, r.Dropped})
	}
	for _, c := range t.Chunks {
		s.Chunks = append(s.Chunks, savedChunk{c.At, text(c.Bytes)})
	}
	return s
}

func (s *savedTranscript) transcript() (*Transcript, error) {
	t := &Transcript{
		Name: s.Name, Start: s.Start, URL: s.URL,
		Connected: s.Connected, Secured: s.Secured, Sent: s.Sent, TLS: s.TLS, Stream: s.Stream,
		Request: Request{Method: s.Request.Method, Proto: s.Request.Proto, Body: s.Request.Body},
		Limits: Limits{s.Limits.HeadBytes, s.Limits.BodyBytes, s.Limits.Lines, eventstream.Options{
			LastEventID: string(s.Limits.LastEventID), MaxLineBytes: s.Limits.LineBytes,
			MaxEventBytes: s.Limits.EventBytes, MaxIDBytes: s.Limits.IDBytes,
		}},
		End:   End{s.End.Kind, s.End.At, string(s.End.Detail)},
		Freed: s.Freed,
	}
	if s.Request.URL != "" {
		u, err := url.Parse(s.Request.URL)
		if err != nil {
			return nil, err
		}
		t.Request.URL = u
	}
	for _, f := range s.Request.Header {
		t.Request.Header = append(t.Request.Header, Field{string(f.Name), string(f.Value)})
	}
	for _, r := range s.Redirects {
		t.Redirects = append(t.Redirects, Redirect{r.At, r.Method, r.URL, r.Status, string(r.Location), r.Target, r.Dropped})
	}
	for _, c := range s.Chunks {
		t.Chunks = append(t.Chunks, Chunk{c.At, []byte(c.Bytes)})
	}
	return t, nil
}
