package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReplaceFileLeavesNothingBehind(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "known.yaml")
	for _, text := range []string{"first", "second"} {
		if err := tryReplace(name); err != nil {
			t.Fatal(err)
		}
		if err := replaceFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != text {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if err := replaceFile(folder, nil); err == nil {
		t.Error("a folder was replaced")
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

func TestReplaceFileKeepsTheMode(t *testing.T) {
	name := filepath.Join(t.TempDir(), "known.yaml")
	if err := os.WriteFile(name, []byte("first"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(name, nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode has changed: %v, %v", info, err)
	}
}

func TestReadBounded(t *testing.T) {
	name := filepath.Join(t.TempDir(), "known.yaml")
	if err := os.WriteFile(name, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := readBounded(name, 5); err != nil || string(text) != "12345" {
		t.Errorf("got %q, %v", text, err)
	}
	if _, err := readBounded(name, 4); err == nil || !strings.Contains(err.Error(), "larger than 4 bytes") {
		t.Errorf("got %v", err)
	}
}
