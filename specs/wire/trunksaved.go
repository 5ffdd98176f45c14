package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/net/http2"
)

// savedTrunkSchema is what the field schema of a saved TrunkTranscript says.
const savedTrunkSchema = "ssegauge/trunk/v1"

// savedTrunk is a TrunkTranscript as JSON. Times are in nanoseconds.
type savedTrunk struct {
	Schema    string           `json:"schema"`
	Name      string           `json:"name"`
	URL       string           `json:"url"`
	Start     time.Time        `json:"start"`
	Connected time.Duration    `json:"connected_ns"`
	Secured   time.Duration    `json:"secured_ns"`
	TLS       *TLSInfo         `json:"tls,omitempty"`
	Frames    []savedHTTPFrame `json:"frames"`
	End       savedEnd         `json:"end"`
	Streams   []*Transcript    `json:"streams"`
}

// savedHTTPFrame is an HTTPFrame as JSON. Name is for people.
type savedHTTPFrame struct {
	At         time.Duration   `json:"at_ns"`
	Sent       bool            `json:"sent,omitempty"`
	Name       string          `json:"name"`
	Type       http2.FrameType `json:"type"`
	Flags      http2.Flags     `json:"flags"`
	Stream     uint32          `json:"stream"`
	Length     int             `json:"length"`
	Fields     []savedField    `json:"fields,omitempty"`
	Settings   []savedSetting  `json:"settings,omitempty"`
	Code       http2.ErrCode   `json:"code,omitempty"`
	LastStream uint32          `json:"last_stream,omitempty"`
	Debug      text            `json:"debug,omitempty"`
	Increment  uint32          `json:"increment,omitempty"`
	Opaque     []byte          `json:"opaque,omitempty"`
	Problem    text            `json:"problem,omitempty"`
}

type savedSetting struct {
	Name  string          `json:"name"`
	ID    http2.SettingID `json:"id"`
	Value uint32          `json:"value"`
}

// MarshalJSON returns t as JSON, redacted as Redact does it without names.
func (t TrunkTranscript) MarshalJSON() ([]byte, error) {
	c := t.Redact()
	s := savedTrunk{
		Schema: savedTrunkSchema, Name: c.Name, URL: c.URL, Start: c.Start, Connected: c.Connected, Secured: c.Secured, TLS: c.TLS,
		Frames: []savedHTTPFrame{}, End: savedEnd{c.End.Kind, c.End.At, text(c.End.Detail)}, Streams: c.Streams,
	}
	for i := range c.Frames {
		s.Frames = append(s.Frames, saveFrame(&c.Frames[i]))
	}
	return json.Marshal(s)
}

// UnmarshalJSON loads what MarshalJSON has written and replays its Streams.
func (t *TrunkTranscript) UnmarshalJSON(data []byte) error {
	if err := checkSchema(data, savedTrunkSchema); err != nil {
		return fmt.Errorf("load trunk: %w", err)
	}
	var s savedTrunk
	if err := decodeStrictly(data, &s); err != nil {
		return fmt.Errorf("load trunk %s: %w", s.Name, err)
	}
	loaded := TrunkTranscript{
		Name: s.Name, URL: s.URL, Start: s.Start, Connected: s.Connected, Secured: s.Secured, TLS: s.TLS,
		End: End{s.End.Kind, s.End.At, string(s.End.Detail)}, Streams: s.Streams,
	}
	for i := range s.Frames {
		loaded.Frames = append(loaded.Frames, s.Frames[i].frame())
	}
	if err := loaded.check(); err != nil {
		return fmt.Errorf("load trunk %s: %w", s.Name, err)
	}
	*t = loaded
	return nil
}

// check refuses a TrunkTranscript that nobody can have recorded.
func (t *TrunkTranscript) check() error {
	last := time.Duration(0)
	for i := range t.Frames {
		if t.Frames[i].At < last {
			return fmt.Errorf("frames[%d] is earlier than what came before it", i)
		}
		last = t.Frames[i].At
	}
	for i, s := range t.Streams {
		if s == nil {
			return fmt.Errorf("streams[%d] is missing", i)
		}
	}
	if t.End.Kind != EndOpen && t.End.At < 0 {
		return errors.New("the end is before the start")
	}
	return nil
}

func saveFrame(f *HTTPFrame) savedHTTPFrame {
	s := savedHTTPFrame{
		At: f.At, Sent: f.Sent, Name: f.Type.String(), Type: f.Type, Flags: f.Flags, Stream: f.Stream, Length: f.Length,
		Code: f.Code, LastStream: f.LastStream, Debug: text(f.Debug), Increment: f.Increment, Problem: text(f.Problem),
	}
	for _, field := range f.Fields {
		s.Fields = append(s.Fields, savedField{text(field.Name), text(field.Value)})
	}
	for _, setting := range f.Settings {
		s.Settings = append(s.Settings, savedSetting{setting.ID.String(), setting.ID, setting.Val})
	}
	if f.Type == http2.FramePing {
		s.Opaque = f.Opaque[:]
	}
	return s
}

func (s *savedHTTPFrame) frame() HTTPFrame {
	f := HTTPFrame{
		At: s.At, Sent: s.Sent, Type: s.Type, Flags: s.Flags, Stream: s.Stream, Length: s.Length,
		Code: s.Code, LastStream: s.LastStream, Debug: string(s.Debug), Increment: s.Increment, Problem: string(s.Problem),
	}
	for _, field := range s.Fields {
		f.Fields = append(f.Fields, Field{string(field.Name), string(field.Value)})
	}
	for _, setting := range s.Settings {
		f.Settings = append(f.Settings, http2.Setting{ID: setting.ID, Val: setting.Value})
	}
	copy(f.Opaque[:], s.Opaque)
	return f
}
