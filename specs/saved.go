package specs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// The versions of the saved files.
const (
	savedRunSchema         = "ssegauge/transcripts/v1"
	savedObservationSchema = "ssegauge/observation/v1"
)

// savedRun is what Observations say beside their probes, as JSON.
type savedRun struct {
	Schema   string        `json:"schema"`
	Tool     report.Tool   `json:"tool"`
	Target   report.Target `json:"target"`
	Profile  string        `json:"profile,omitempty"`
	Started  time.Time     `json:"started"`
	Duration time.Duration `json:"duration_ns"`
	// Err is what called the run off, Cancelled whether somebody wanted that.
	Err       string `json:"error,omitempty"`
	Cancelled bool   `json:"cancelled,omitempty"`
}

// observations returns the Observations of s without their probes.
func (s savedRun) observations() *Observations {
	seen := &Observations{Tool: s.Tool, Target: s.Target, Profile: s.Profile, Started: s.Started, Duration: s.Duration, Err: errorOf(s.Err)}
	if s.Cancelled {
		seen.Err = cancelledError{s.Err}
	}
	return seen
}

// savedObservation is an Observation as JSON: its fields, and what does not
// become JSON by itself. Transcripts and Trunks are kept apart to know their
// places.
type savedObservation struct {
	Schema string `json:"schema"`
	// Run is when the run began, so that files of two runs do not get mixed up.
	Run time.Time `json:"run"`
	Observation
	Transcripts []json.RawMessage `json:"transcripts"`
	Trunks      []json.RawMessage `json:"trunks"`
	Err         string            `json:"error,omitempty"`
	HookErr     string            `json:"hook_error,omitempty"`
}

func newSavedObservation(o *Observation, run time.Time) (*savedObservation, error) {
	s := &savedObservation{Schema: savedObservationSchema, Run: run, Observation: *o, Err: textOf(o.Err), HookErr: textOf(o.HookErr)}
	var inTranscripts, inTrunks error
	s.Transcripts, inTranscripts = saveEach(o.Transcripts)
	s.Trunks, inTrunks = saveEach(o.Trunks)
	return s, errors.Join(inTranscripts, inTrunks)
}

// observation returns the Observation of s, which was read from data.
func (s *savedObservation) observation(data []byte) (*Observation, error) {
	o := s.Observation
	o.Err, o.HookErr = errorOf(s.Err), errorOf(s.HookErr)
	var err error
	if o.Transcripts, err = loadEach[wire.Transcript]("transcripts", s.Transcripts, data); err != nil {
		return nil, err
	}
	if o.Trunks, err = loadEach[wire.TrunkTranscript]("trunks", s.Trunks, data); err != nil {
		return nil, err
	}
	return &o, nil
}

func saveEach[T any](list []T) ([]json.RawMessage, error) {
	var saved []json.RawMessage
	for _, v := range list {
		one, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		saved = append(saved, one)
	}
	return saved, nil
}

// loadEach loads what saveEach has saved. Its errors tell the place in data.
func loadEach[T any, P interface {
	*T
	json.Unmarshaler
}](name string, saved []json.RawMessage, data []byte) ([]*T, error) {
	var list []*T
	for i, raw := range saved {
		v := new(T)
		if err := P(v).UnmarshalJSON(raw); err != nil {
			return nil, &placedError{int64(bytes.Index(data, raw)) + offsetOf(err), fmt.Errorf("%s[%d]: %w", name, i, err)}
		}
		list = append(list, v)
	}
	return list, nil
}

// encode writes a saved file: indented, for those who want to see what happened.
func encode(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	return out.Encode(v)
}

// decode reads all of data into v. A field that v does not know is an error: one
// who leaves it out might judge otherwise.
func decode(data []byte, v any) error {
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	return in.Decode(v)
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func errorOf(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}

// cancelledError is what called off a run that was saved.
type cancelledError struct{ text string }

func (e cancelledError) Error() string { return e.text }

// Is lets it pass for context.Canceled, as what it was before.
func (e cancelledError) Is(target error) bool { return target == context.Canceled }
