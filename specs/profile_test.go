package specs

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

func TestProfilesAreSound(t *testing.T) {
	all := checksByID()
	for _, p := range Profiles() {
		if p.Name == "" || p.Title == "" || !strings.HasPrefix(p.Source, "https://") {
			t.Errorf("profile %+v: want a name, a title and a source", p)
		}
		for id, level := range p.Levels {
			if c, ok := all[id]; !ok || c.Profile != "" || c.Level == level {
				t.Errorf("profile %s: the level of %s decides nothing", p.Name, id)
			}
		}
	}
}

func TestProfilesLeaveOutWhatExists(t *testing.T) {
	all := checksByID()
	for _, p := range Profiles() {
		for id, reason := range p.Excluded {
			if c, ok := all[id]; !ok || c.Profile != "" || reason == "" {
				t.Errorf("profile %s: leaving out %s decides nothing", p.Name, id)
			}
		}
	}
}

func TestRequirementsNameProfilesThatExist(t *testing.T) {
	for _, r := range Catalogue() {
		if r.Profile == "" {
			continue
		}
		if _, err := profileNamed(r.Profile); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
	}
}

func TestAProfileDecides(t *testing.T) {
	p := Profile{Name: "p", Levels: map[string]report.Level{"a-b": report.May}, Excluded: map[string]string{"a-c": "no reason"}}
	rule := func(*Observation) Judgement { return kept("seen") }
	if got := p.decide(chapterCheck("a-b", report.Must, rule)); got.Level != report.May {
		t.Errorf("level %s, want may", got.Level)
	}
	got := p.decide(chapterCheck("a-c", report.Must, rule)).judge(&Observation{})
	if got.Skip.Cause != report.SkipNotApplicable || got.Skip.Reason != "profile p: no reason" {
		t.Errorf("got %+v", got)
	}
	for profile, want := range map[string]bool{"": true, "p": true, "q": false} {
		if p.holds(Requirement{Profile: profile}) != want {
			t.Errorf("holds %q: want %t", profile, want)
		}
	}
}
