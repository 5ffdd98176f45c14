package selftest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/defects"
	"github.com/ssegauge/ssegauge/specs"
)

// What the README counts is what there is.
func TestReadmeCounts(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	all := specs.Catalogue()
	ofDialects := 0
	for _, r := range all {
		if r.Profile != "" {
			ofDialects++
		}
	}
	rows, err := rowsOf(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		fmt.Sprintf("\n%d requirements in ", len(all)-ofDialects),
		fmt.Sprintf("and %d more in ", ofDialects),
		fmt.Sprintf("one of %d **defects**", len(defects.All())),
		fmt.Sprintf("\n%d servers, each judged as it should be; %d requirements seen broken\n", len(rows), len(all)),
	} {
		if !strings.Contains(string(readme), want) {
			t.Errorf("the README does not say %q", want)
		}
	}
}

// The README has the table of what a check finds at the demos.
func TestReadmeFindings(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	findings, err := os.ReadFile(filepath.Join(root, "reference-server", "demos", "FINDINGS.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(findings), "\n\n|")
	if !ok || !strings.Contains(string(readme), "\n\n|"+strings.TrimRight(table, "\n")+"\n\n") {
		t.Error("the README has another table than FINDINGS.md")
	}
}
