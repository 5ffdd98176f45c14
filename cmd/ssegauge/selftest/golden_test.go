package selftest

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/specs"
)

var update = flag.Bool("update", false, "rewrite the tables")

// The tables that are checked in say what the code does.
func TestTables(t *testing.T) {
	for _, table := range []struct {
		file  string
		write func(*bytes.Buffer) error
	}{
		{filepath.Join("..", "..", "..", "reference-server", "defects", "MATRIX.md"), func(b *bytes.Buffer) error { return WriteMatrix(b) }},
		{filepath.Join("..", "..", "..", "specs", "CATALOGUE.md"), func(b *bytes.Buffer) error { return WriteCatalogue(b, specs.Catalogue()) }},
		{filepath.Join("..", "..", "..", "reference-server", "demos", "FINDINGS.md"), func(b *bytes.Buffer) error { return writeFindings(b, eachDemo(t)) }},
	} {
		var got bytes.Buffer
		if err := table.write(&got); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(table.file, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(table.file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s is not what the code says; make golden rewrites it (-file +code):\n%s", table.file, diff)
		}
	}
}
