package specs

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/http2"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// savedTypes returns typ and the types of its fields, as far as this package saves
// them field by field.
func savedTypes(typ reflect.Type) []reflect.Type {
	for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Map {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || typ.PkgPath() != reflect.TypeFor[Observation]().PkgPath() {
		return nil
	}
	types := []reflect.Type{typ}
	for f := range typ.Fields() {
		types = append(types, savedTypes(f.Type)...)
	}
	return types
}

// A field that is not saved would be judged as if it were zero.
func TestEveryFieldHasANameInJSON(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	apart := []string{"Observation.Err", "Observation.HookErr", "Published.Publication"} // saved as text; part of Published
	for _, typ := range savedTypes(reflect.TypeFor[Observation]()) {
		for f := range typ.Fields() {
			full := typ.Name() + "." + f.Name
			if !f.IsExported() {
				t.Errorf("%s is not exported: it cannot be saved", full)
			} else if tag := f.Tag.Get("json"); !name.MatchString(tag) && !slices.Contains(apart, full) {
				t.Errorf("%s has the json tag %q, want a name such as %q: it is saved under it", full, tag, "as_json")
			}
		}
	}
}

// filledWhole sets v if it is of a type that has rules of its own.
func filledWhole(v reflect.Value, text string) bool {
	switch x := v.Addr().Interface().(type) {
	case *error:
		*x = errors.New(text)
	case *time.Time:
		*x = time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	case **wire.Transcript:
		*x = live("a name", "data: "+text+"\n\n").Transcript
	case **wire.TrunkTranscript:
		*x = trunkOf("a trunk", riding("a stream", eventFields(wire.Field{Name: "server", Value: text}), wire.Piece{Text: wire.DataFrame(true, text)}))
		(*x).Frames = append((*x).Frames, wire.HTTPFrame{Type: http2.FrameHeaders, Fields: []wire.Field{{Name: "server", Value: text}}})
	case *report.Target:
		*x = report.Target{URL: "http://h/" + text, Publish: "POST http://h/" + text}
	default:
		return false
	}
	return true
}

// filled sets v and all that it holds, each text to the given one.
func filled(t *testing.T, v reflect.Value, text string) {
	t.Helper()
	if filledWhole(v, text) {
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
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(t, v.Elem(), text)
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
		cmpopts.IgnoreUnexported(wire.Transcript{}, wire.TrunkTranscript{}), cmpopts.EquateEmpty(),
		cmp.FilterValues(func(a, b []byte) bool { return len(a)+len(b) > 0 }, cmp.Comparer(bytes.Equal)), // not byte by byte
		cmp.Comparer(func(a, b error) bool { return (a == nil) == (b == nil) && (a == nil || a.Error() == b.Error()) }),
	}
}

func TestEveryFieldIsSaved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	want := new(Observations)
	filled(t, reflect.ValueOf(want).Elem(), "text")
	want.Profile, want.Probes = profileLLM, []*Observation{filledObservation(t, "text")}
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
	o.Acted[0].Hook, o.Acted[0].Outcome = hookRevoke, OutcomeAccepted
	o.Counted[0].Step = stepOpen
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

// Nor can one in a stream that is compressed, whole or not.
func TestACompressedSecretIsRefused(t *testing.T) {
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	_, err := w.Write([]byte("data: tr0ub4dor\n\n"))
	if err := errors.Join(err, w.Flush()); err != nil {
		t.Fatal(err)
	}
	head := strings.Replace(streamHead, "\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n", 1)
	squeezed := taped("squeezed", text(head+body.String()), closedAt(5*sec))
	riding := riding("riding", eventFields(wire.Field{Name: "content-encoding", Value: "gzip"}), wire.Piece{Text: wire.DataFrame(false, body.String())})
	for _, s := range []scene{sceneOf(probeStream, squeezed), onTrunks(trunkOf("a trunk", riding))} {
		folder, err := MakeFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		seen := observationsOf(s.Observation)
		if err := folder.Save(seen, report.NewRedactor(nil, []string{"tr0ub4dor"})); err == nil || !strings.Contains(err.Error(), "holds a secret under its content coding") {
			t.Errorf("got %v", err)
		}
		if err := folder.Save(seen, report.NewRedactor(nil, []string{"something else"})); err != nil {
			t.Error(err)
		}
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
