package specs

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

// scripted is a Publisher that notes what it is asked for and answers from a
// list, and when that is used up with its last answer.
type scripted struct {
	carries Carries
	answers []Outcome
	err     error
	got     []Publication
}

// Publish implements Publisher.
func (s *scripted) Publish(_ context.Context, p Publication) (Outcome, string, error) {
	s.got = append(s.got, p)
	n := min(len(s.got), len(s.answers))
	return s.answers[n-1], fmt.Sprintf("answer %d", len(s.got)), s.err
}

// Carries implements Publisher.
func (s *scripted) Carries() Carries { return s.carries }

// String implements Publisher.
func (s *scripted) String() string { return "scripted" }

// newSubject returns a subject that publishes with s and talks to nobody.
func newSubject(s *scripted, serverIDs bool) *subject {
	cfg := Config{URL: "http://h/{{.Topic}}", Publisher: s, ServerIDs: serverIDs}
	return &subject{
		cfg: &cfg, run: newShared(cfg), topic: "t",
		obs: &Observation{Carries: s.carries, Limits: brief()},
	}
}

func TestPublicationsAreNumbered(t *testing.T) {
	s := newSubject(&scripted{carries: Carries{ID: true}, answers: []Outcome{OutcomeAccepted}}, false)
	published := []Published{
		s.publish(t.Context(), s.marker("a")),
		s.publish(t.Context(), s.marker("b")),
		s.publish(t.Context(), Publication{ID: "mine", Topic: "other"}),
	}
	want := []struct{ id, topic string }{{s.run.token + "-1", "t"}, {s.run.token + "-2", "t"}, {"mine", "other"}}
	for i, p := range published {
		if p.ID != want[i].id || p.Topic != want[i].topic {
			t.Errorf("publication %d: got %q on %q, want %q on %q", i, p.ID, p.Topic, want[i].id, want[i].topic)
		}
		if i > 0 && p.Seq != published[i-1].Seq+1 {
			t.Errorf("publication %d: got number %d after %d", i, p.Seq, published[i-1].Seq)
		}
		if p.Detail != fmt.Sprintf("answer %d", i+1) || !p.Accepted() || p.Answered.Before(p.Sent) {
			t.Errorf("publication %d: got %+v", i, p)
		}
	}
	if len(s.obs.Published) != len(published) {
		t.Errorf("%d publications were noted", len(s.obs.Published))
	}
}

func TestMarkersAreTold(t *testing.T) {
	s := newSubject(&scripted{}, false)
	seen := map[string]bool{}
	for range 12 {
		p := s.marker("step")
		if seen[p.Marker] || p.Data != p.Marker || p.Step != "step" || !strings.Contains(p.Marker, s.run.token) {
			t.Errorf("got %+v", p)
		}
		for other := range seen {
			if strings.Contains(p.Marker, other) {
				t.Errorf("%s holds %s", p.Marker, other)
			}
		}
		seen[p.Marker] = true
	}
}

func TestTargetsMakeTheirOwnIDs(t *testing.T) {
	tests := []struct {
		name      string
		carries   Carries
		serverIDs bool
	}{
		{"the hook has no id", Carries{}, false},
		{"the hook has one for attacks only", Carries{ID: true}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSubject(&scripted{carries: tt.carries, answers: []Outcome{OutcomeAccepted}}, tt.serverIDs)
			if p := s.publish(t.Context(), s.marker("a")); p.ID != "" {
				t.Errorf("got the id %q", p.ID)
			}
		})
	}
}

func TestAHookThatFailsIsLeftAlone(t *testing.T) {
	hook := &scripted{answers: []Outcome{OutcomeRefused, OutcomeAccepted, OutcomeFailed, OutcomeAccepted}}
	s := newSubject(hook, false)
	all := s.publishAll(t.Context(), "a", 6)
	var got []Outcome
	for _, p := range all {
		got = append(got, p.Outcome)
	}
	if want := "[refused accepted failed failed failed failed]"; fmt.Sprint(got) != want || len(hook.got) != 3 {
		t.Errorf("got %v after %d calls, want %s after 3", got, len(hook.got), want)
	}
	if all[5].Detail != "answer 3" || s.obs.Err != nil {
		t.Errorf("got %q, %v", all[5].Detail, s.obs.Err)
	}
}

func TestAnErrorOfTheHookIsOurs(t *testing.T) {
	cause := errors.New("no shell")
	s := newSubject(&scripted{answers: []Outcome{OutcomeFailed}, err: cause}, false)
	s.publish(t.Context(), s.marker("a"))
	if !errors.Is(s.obs.HookErr, cause) || !strings.HasPrefix(s.obs.HookErr.Error(), "publish event: ") {
		t.Errorf("got %v", s.obs.HookErr)
	}
	c := chapterCheck("a-b", report.Must, func(*Observation) Judgement { return kept("x") })
	if r := c.result(s.obs, nil); r.Verdict != report.Pass {
		t.Errorf("without need of the hook: got %v %q", r.Verdict, r.Reason)
	}
	c.Tier = TierTrigger
	if r := c.result(s.obs, nil); r.Verdict != report.Error || r.Reason != "publish event: no shell" {
		t.Errorf("got %v %q", r.Verdict, r.Reason)
	}
}

func TestTopicsOfAProbe(t *testing.T) {
	s := newSubject(&scripted{}, false)
	if got := s.otherTopic(); got != "t-other" {
		t.Errorf("got %q", got)
	}
}

// Only what is selected is probed, and the probe that all depend on.
func TestProbesThatAreNotNeededAreNotRun(t *testing.T) {
	h := newHub()
	server := httptest.NewServer(h)
	defer server.Close()
	cfg, err := configFor(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		labels string
		probes []string
	}{
		{"response-status-200 || id:response-status-200", []string{probeReach}},
		{"id:data-empty", []string{probeReach, probeOdd}},
		{"id:resume-odd-id || id:resume-in-order", []string{probeReach, probeIDs, probeResume}},
	}
	for _, tt := range tests {
		t.Run(tt.labels, func(t *testing.T) {
			selected, err := selectChecks(tt.labels, "")
			if err != nil {
				t.Fatal(err)
			}
			seen := observe(t.Context(), cfg, selected)
			if len(seen) != len(tt.probes) {
				t.Errorf("got %d Observations, want %q", len(seen), tt.probes)
			}
			for _, name := range tt.probes {
				if o := seen[name]; o == nil || o.Probe != name || len(o.Transcripts) == 0 || o.Err != nil || o.Unseen.Cause != "" {
					t.Errorf("probe %s: got %+v", name, o)
				}
			}
		})
	}
}
