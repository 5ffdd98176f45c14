package specs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// manifestFile is the name of the file that says what else a Folder holds.
const manifestFile = "manifest.json"

// MaxSavedBytes bounds each file of saved Transcripts, in bytes.
const MaxSavedBytes = 256 << 20

// Folder is a directory for the Observations of one run: a file for each probe
// and one that says what they are of.
type Folder struct{ dir string }

// MakeFolder makes the directory unless it is there. One that holds something
// else than saved Transcripts is refused with a *SavedError, one that holds them
// is overwritten by Save.
func MakeFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // what is saved holds no secrets
		return nil, fmt.Errorf("save transcripts: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("save transcripts: %w", err)
	}
	if len(entries) > 0 && !holdsRun(dir) {
		return nil, &SavedError{File: dir, Problem: SavedOccupied, Cause: errors.New("it is not empty and holds no saved transcripts")}
	}
	return &Folder{dir}, nil
}

// holdsRun reports whether dir holds saved Transcripts, of whatever version.
func holdsRun(dir string) bool {
	data, err := readSaved(filepath.Join(dir, manifestFile))
	if err != nil {
		return false
	}
	schema, err := schemaOf(data)
	return err == nil && familyOf(schema) == familyOf(savedRunSchema)
}

// Save writes what was seen, without the secrets that red hides, in place of
// what the Folder held before. Each file appears whole or not at all. Before that
// it is read back: an error says that it would be judged otherwise than what was
// seen, that a secret cannot be hidden in it, or that it is too large.
func (f *Folder) Save(seen *Observations, red report.Redactor) error {
	for _, p := range probes() {
		if err := os.Remove(f.fileOf(p.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("save transcripts: %w", err)
		}
	}
	started := wallTime(seen.Started, seen.Started)
	run := savedRun{
		Schema: savedRunSchema, Tool: seen.Tool, Target: withoutSecrets(seen.Target, red),
		Profile: seen.Profile, Started: started, Duration: seen.Duration,
		Err: red.Text(textOf(seen.Err)), Cancelled: errors.Is(seen.Err, context.Canceled),
	}
	if err := f.write(filepath.Join(f.dir, manifestFile), run); err != nil {
		return err
	}
	var problems []error
	for _, o := range seen.Probes {
		problems = append(problems, f.saveProbe(o, seen.Started, red))
	}
	return errors.Join(problems...)
}

func (f *Folder) saveProbe(o *Observation, start time.Time, red report.Redactor) error {
	if err := codedSecret(o, red); err != nil {
		return fmt.Errorf("save probe %s: %w", o.Probe, err)
	}
	saved, err := newSavedObservation(o.withoutSecrets(red).at(start), wallTime(start, start))
	if err != nil {
		return fmt.Errorf("save probe %s: %w", o.Probe, err)
	}
	again, err := saved.observation(nil)
	if err == nil {
		err = sameJudgements(o, again)
	}
	if err != nil {
		return fmt.Errorf("save probe %s: %w", o.Probe, err)
	}
	return f.write(f.fileOf(o.Probe), saved)
}

func (f *Folder) fileOf(probe string) string { return filepath.Join(f.dir, probe+".json") }

// write writes the file under another name first, so that nobody sees half of it.
func (f *Folder) write(name string, v any) error {
	var data bytes.Buffer
	if err := encode(&data, v); err != nil {
		return fmt.Errorf("save transcripts: %w", err)
	}
	if data.Len() > MaxSavedBytes {
		return &SavedError{File: name, Problem: SavedTooLarge, Cause: fmt.Errorf("it would be larger than %d MiB", MaxSavedBytes>>20)}
	}
	unfinished := name + ".unfinished"
	err := os.WriteFile(unfinished, data.Bytes(), 0o644) //nolint:gosec // what is saved holds no secrets
	if err == nil {
		err = os.Rename(unfinished, name)
	}
	if err != nil {
		_ = os.Remove(unfinished)
		return fmt.Errorf("save transcripts: %w", err)
	}
	return nil
}

// sameJudgements says which Requirement is judged otherwise by saved than by
// seen.
func sameJudgements(seen, saved *Observation) error {
	for _, c := range checks() {
		if c.probe == seen.Probe && outlineOf(c.judge(seen)) != outlineOf(c.judge(saved)) {
			return fmt.Errorf("%s would be judged otherwise without the secrets in the stream", c.ID)
		}
	}
	return nil
}

// outlineOf returns what must not change in a Judgement by being saved.
func outlineOf(j Judgement) string {
	places := slices.Collect(func(yield func(string) bool) {
		for _, f := range j.Findings {
			if !yield(fmt.Sprint(f.Offset, f.Raw, f.report().AtMS)) {
				return
			}
		}
	})
	return fmt.Sprint(j.Err != nil, j.Skip.Cause, places)
}
