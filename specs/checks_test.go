package specs

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryRequirementHasOneRule(t *testing.T) {
	known := map[string]bool{}
	for _, c := range checks() {
		if known[c.ID] {
			t.Errorf("%s has two checks", c.ID)
		}
		known[c.ID] = true
		if c.rule == nil || c.probe == "" {
			t.Errorf("%s lacks its Rule or its probe", c.ID)
		}
	}
	if want := len(Catalogue()); len(known) != want {
		t.Errorf("got %d checks, want %d", len(known), want)
	}
	for id := range judges() {
		if !known[id] {
			t.Errorf("there is a Rule for %s, which the catalogue does not know", id)
		}
	}
	sum := 0
	for _, chapter := range chapterJudges() {
		sum += len(chapter)
	}
	if sum != len(known) {
		t.Errorf("two of the chapters judge the same Requirement: %d judges for %d Requirements", sum, len(known))
	}
	for id := range margins() {
		if !known[id] {
			t.Errorf("there is a margin for %s, which the catalogue does not know", id)
		}
	}
}

// A check that nobody has seen fail does not exist; one that nobody has seen
// pass might fail always.
func TestEveryRequirementIsSeenKeptAndBroken(t *testing.T) {
	kept, broken, names := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, r := range allRows() {
		if r.want.kind == kindKept {
			kept[r.requirement]++
		}
		if r.want.kind == kindBroken {
			broken[r.requirement]++
		}
		if key := r.requirement + "/" + r.name; names[key] {
			t.Errorf("two rows are called %s", key)
		} else {
			names[key] = true
		}
	}
	for _, r := range Catalogue() {
		if kept[r.ID] == 0 || broken[r.ID] == 0 {
			t.Errorf("%s: seen kept in %d rows and broken in %d, want both", r.ID, kept[r.ID], broken[r.ID])
		}
	}
}

// Rows show a Rule what its own probe sees.
func TestRowsAreScenesOfTheRightProbe(t *testing.T) {
	all := checksByID()
	for _, r := range allRows() {
		if got, want := r.scene.Probe, all[r.requirement].probe; got != want {
			t.Errorf("%s/%s: scene of the probe %q, want %q", r.requirement, r.name, got, want)
		}
	}
}

func TestEveryProbeIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, c := range checks() {
		used[c.probe] = true
	}
	var names []string
	for _, p := range probes() {
		if !used[p.name] || p.run == nil || p.stage >= stages {
			t.Errorf("probe %s: used %t, stage %d", p.name, used[p.name], p.stage)
		}
		delete(used, p.name)
		names = append(names, p.name)
	}
	for name := range used {
		t.Errorf("there is no probe %q", name)
	}
	if first := probes()[0]; first.name != probeReach || first.stage != stageReach || first.tier != TierPassive {
		t.Errorf("the first probe is %+v, want reach", first)
	}
	if slices.Sort(names); len(slices.Compact(names)) != len(probes()) {
		t.Errorf("two probes have one name: %q", names)
	}
}

// A Requirement that a URL is enough for cannot wait for a probe that needs a
// hook.
func TestTiersFitTheirProbes(t *testing.T) {
	tiers := map[string]Tier{}
	for _, p := range probes() {
		tiers[p.name] = p.tier
	}
	for _, c := range checks() {
		if c.Tier == TierPassive && tiers[c.probe] != TierPassive {
			t.Errorf("%s is passive, its probe %s needs %s", c.ID, c.probe, tiers[c.probe])
		}
	}
}

func TestOddEventsAreTheRequirementsOfTwoChapters(t *testing.T) {
	var got, want []string
	for _, odd := range oddEvents(func() string { return "m" }) {
		got = append(got, odd.requirement)
	}
	for _, c := range checks() {
		ofEvents := c.probe == probeOdd && !strings.HasSuffix(c.ID, "-survives") && !strings.HasSuffix(c.ID, "-served")
		if ofEvents {
			want = append(want, c.ID)
		}
		if chapter := c.Chapter(); chapter == "injection" && !ofEvents {
			t.Errorf("%s is not judged by an odd event", c.ID)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("odd events (-requirements +odd events):\n%s", diff)
	}
}

func TestStrangeIDsAreTheRequirementsOfTheirProbe(t *testing.T) {
	got, names := map[string]bool{}, map[string]bool{}
	for _, id := range strangeIDs("token") {
		got[id.requirement] = true
		if names[id.name] || !strings.HasPrefix(id.name, "resume ") {
			t.Errorf("name %q: want one of its own that begins with resume", id.name)
		}
		names[id.name] = true
	}
	want := map[string]bool{}
	for _, c := range checks() {
		if c.probe == probeIDs {
			want[c.ID] = true
			if !strings.HasPrefix(c.ID, "resume-") || !strings.HasSuffix(c.ID, "-id") {
				t.Errorf("%s is judged by strange ids", c.ID)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("strange ids (-requirements +strange ids):\n%s", diff)
	}
}
