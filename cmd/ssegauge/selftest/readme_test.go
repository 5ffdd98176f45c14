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
