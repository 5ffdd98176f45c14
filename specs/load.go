package specs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Load reads what Folder.Save has written. Probes of which there is no file are
// not among the Observations. An error is a *SavedError.
func Load(dir string) (*Observations, error) {
	if err := findFolder(dir); err != nil {
		return nil, &SavedError{File: dir, Problem: SavedMissing, Cause: err}
	}
	var run savedRun
	if _, err := loadFile(filepath.Join(dir, manifestFile), savedRunSchema, &run); err != nil {
		return nil, err
	}
	seen := run.observations()
	for _, p := range probes() {
		o, err := loadProbe(filepath.Join(dir, p.name+".json"), p.name, run)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		seen.Probes = append(seen.Probes, o)
	}
	return seen, nil
}

// findFolder says why dir is no directory with saved Transcripts.
func findFolder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such directory")
	case err != nil:
		return causeOf(err)
	case !info.IsDir():
		return errors.New("it is not a directory")
	}
	if _, err = os.Stat(filepath.Join(dir, manifestFile)); err != nil {
		return errors.New("there is no " + manifestFile + " in it")
	}
	return nil
}

func loadProbe(file, probe string, run savedRun) (*Observation, error) {
	var saved savedObservation
	data, err := loadFile(file, savedObservationSchema, &saved)
	if err != nil {
		return nil, err
	}
	switch {
	case saved.Probe != probe:
		return nil, &SavedError{File: file, Problem: SavedForeign, Cause: fmt.Errorf("it holds the probe %q", saved.Probe)}
	case !saved.Run.Equal(run.Started):
		return nil, &SavedError{File: file, Problem: SavedForeign, Cause: errors.New("it belongs to another run than " + manifestFile)}
	}
	o, err := saved.observation(data)
	if err != nil {
		return nil, damaged(file, data, err)
	}
	return o, nil
}

// loadFile reads a file of that schema into v and returns its content.
func loadFile(file, schema string, v any) ([]byte, error) {
	data, err := readSaved(file)
	if err != nil {
		return nil, err
	}
	found, err := schemaOf(data)
	switch {
	case err != nil:
		return nil, damaged(file, data, err)
	case found == schema:
	case familyOf(found) == familyOf(schema):
		return nil, &SavedError{File: file, Problem: SavedNewer, Cause: fmt.Errorf("schema %q: this version reads %q", found, schema)}
	case found == "":
		return nil, &SavedError{File: file, Problem: SavedForeign, Cause: errors.New("it is something else: it names no schema")}
	default:
		return nil, &SavedError{File: file, Problem: SavedForeign, Cause: fmt.Errorf("it is something else: its schema is %q", found)}
	}
	if err := decode(data, v); err != nil {
		return nil, damaged(file, data, err)
	}
	return data, nil
}

// readSaved reads a file, but not more than MaxSavedBytes.
func readSaved(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, &SavedError{File: file, Problem: SavedMissing, Cause: causeOf(err)}
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	var data []byte
	if err == nil && info.Size() <= MaxSavedBytes {
		data, err = io.ReadAll(io.LimitReader(f, MaxSavedBytes+1)) // it may grow, or not know its size
	}
	switch {
	case err != nil:
		return nil, &SavedError{File: file, Problem: SavedDamaged, Cause: causeOf(err)}
	case info.Size() > MaxSavedBytes || len(data) > MaxSavedBytes:
		return nil, &SavedError{File: file, Problem: SavedTooLarge, Cause: fmt.Errorf("it is larger than %d MiB", MaxSavedBytes>>20)}
	}
	return data, nil
}

// causeOf returns err without the name of the file, which stands before it.
func causeOf(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// schemaOf returns what the document says of itself. The error is one of the
// syntax anywhere in it.
func schemaOf(data []byte) (string, error) {
	var head struct {
		Schema string `json:"schema"`
	}
	err := json.Unmarshal(data, &head)
	if _, other := errors.AsType[*json.UnmarshalTypeError](err); other {
		return "", nil // well-formed, but nothing of ours
	}
	return head.Schema, err
}

// familyOf returns a schema without its version.
func familyOf(schema string) string {
	family, _, _ := strings.Cut(schema, "/v")
	return family
}
