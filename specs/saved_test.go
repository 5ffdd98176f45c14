package specs

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// savedTypes are the types that are saved field by field.
func savedTypes() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[Observation](), reflect.TypeFor[Limits](), reflect.TypeFor[Carries](), reflect.TypeFor[Skip](),
		reflect.TypeFor[Published](), reflect.TypeFor[Publication](),
	}
}

// A field that is not saved would be judged as if it were zero.
func TestEveryFieldHasANameInJSON(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	apart := []string{"Err", "HookErr", "Publication"} // saved as text; part of Published
	for _, typ := range savedTypes() {
		for f := range typ.Fields() {
			tag := f.Tag.Get("json")
			if !f.IsExported() {
				t.Errorf("%s.%s is not exported: it cannot be saved", typ.Name(), f.Name)
			} else if !name.MatchString(tag) && !strings.Contains(strings.Join(apart, " "), f.Name) {
				t.Errorf("%s.%s has the tag %q, want a name such as %q", typ.Name(), f.Name, tag, "as_json")
			}
		}
	}
}

// filled sets v and all that it holds, each text to the given one.
func filled(t *testing.T, v reflect.Value, text string) {
	t.Helper()
	switch x := v.Addr().Interface().(type) {
	case *error:
		*x = errors.New(text)
		return
	case *time.Time:
		*x = time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
		return
	case **wire.Transcript:
		*x = live("a name", "data: "+text+"\n\n").Transcript
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filled(t, v.Index(0), text)
	case reflect.Struct:
		for _, value := range v.Fields() {
			filled(t, value, text)
		}
	default:
		t.Fatalf("an Observation holds a %s: say here how it is set", v.Type())
	}
}

// filledObservation is one of the probe "reach" in which every field is set.
func filledObservation(t *testing.T, text string) *Observation {
	t.Helper()
	o := new(Observation)
	filled(t, reflect.ValueOf(o).Elem(), text)
	o.Probe, o.Published[0].Step = probeReach, stepPlain
	return o
}

// observationsOf returns what would be saved if these were the probes.
func observationsOf(probes ...*Observation) *Observations {
	return &Observations{
		Tool: report.Tool{Name: "ssegauge", Version: "v1"}, Target: report.Target{URL: "http://h/"},
		Started: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Duration: 5, Probes: probes,
	}
}

func saveIn(t *testing.T, dir string, seen *Observations, red report.Redactor) {
	t.Helper()
	folder, err := MakeFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := folder.Save(seen, red); err != nil {
		t.Fatal(err)
	}
}

// sameObservations compares what was saved with what was loaded.
func sameObservations() cmp.Options {
	return cmp.Options{
		cmpopts.IgnoreUnexported(wire.Transcript{}), cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b error) bool { return (a == nil) == (b == nil) && (a == nil || a.Error() == b.Error()) }),
	}
}

func TestEveryFieldIsSaved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	want := observationsOf(filledObservation(t, "text"))
	want.Err, want.Profile = errors.New("enough"), profileLLM
	saveIn(t, dir, want, report.Redactor{})
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, sameObservations()); diff != "" {
		t.Errorf("(-saved +loaded):\n%s", diff)
	}
}

// What was seen of a probe is saved without the secrets, wherever they stand, but
// for the names by which Rules find it.
func TestNoSecretIsSaved(t *testing.T) {
	const secret = "tr0ub4dor"
	red := report.NewRedactor(nil, []string{secret})
	dir := t.TempDir()
	seen := observationsOf(filledObservation(t, secret))
	seen.Target = report.Target{URL: "http://u:" + secret + "@h/?token=1234", Publish: "POST http://h/" + secret}
	seen.Err = errors.New(secret)
	o := seen.Probes[0]
	o.Published[0].Outcome, o.Unseen.Cause, o.Trigger.Cause, o.Trespass.Cause = OutcomeAccepted, "", "", ""
	saveIn(t, dir, seen, red)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Fatalf("got %v, %v", entries, err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{secret, "token=1234"} {
			if i := strings.Index(string(data), s); i >= 0 {
				t.Errorf("%s shows %s: …%s", e.Name(), s, data[max(0, i-40):])
			}
		}
	}
	if o.Published[0].Data != secret || !strings.Contains(string(o.Transcripts[0].Body), secret) {
		t.Error("Save has changed what it was given")
	}
}

// A secret that the suite judges by cannot be hidden without a lie.
func TestASecretThatIsJudgedIsRefused(t *testing.T) {
	folder, err := MakeFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	seen := observationsOf(watched("retry: 2000\n\nid: 1\ndata: a\n\n").Observation)
	if err := folder.Save(seen, report.NewRedactor(nil, []string{"2000"})); err == nil || !strings.Contains(err.Error(), "save probe stream: retry-") {
		t.Errorf("got %v", err)
	}
}

// Every scene of the tests of Rules gives the same Results after it was saved.
func TestScenesAreJudgedAgain(t *testing.T) {
	var start time.Time // that of every scene
	for _, r := range allRows() {
		t.Run(r.requirement+"/"+r.name, func(t *testing.T) {
			saved, err := newSavedObservation(r.scene.withoutSecrets(report.Redactor{}).at(start), start)
			if err != nil {
				t.Fatal(err)
			}
			var data strings.Builder
			if err := encode(&data, saved); err != nil {
				t.Fatal(err)
			}
			var loaded savedObservation
			if err := decode([]byte(data.String()), &loaded); err != nil {
				t.Fatal(err)
			}
			again, err := loaded.observation([]byte(data.String()))
			if err != nil {
				t.Fatal(err)
			}
			c := checksByID()[r.requirement]
			if diff := cmp.Diff(c.result(r.scene.Observation, nil), c.result(again, nil)); diff != "" {
				t.Errorf("(-seen +loaded):\n%s", diff)
			}
		})
	}
}

// Times keep their distances, and lose the reading that only this process
// understands.
func TestWallTime(t *testing.T) {
	start := time.Now()
	from, to := wallTime(start, start), wallTime(start, start.Add(5*sec))
	if to.Sub(from) != 5*sec || strings.Contains(to.String(), "m=") || !from.Equal(start.Round(0)) {
		t.Errorf("got %v and %v for %v", from, to, start)
	}
	if !wallTime(start, time.Time{}).IsZero() {
		t.Error("no time has become one")
	}
}
