package loadgen_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// A plan with more Subscribers than a feed has rows, of which nobody shares any, does not begin.
func TestUniqueFeedThatIsTooShort(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "users.csv")
	if err := os.WriteFile(file, []byte("name\na\nb\nc\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := scenario("http://127.0.0.1:1/{{users.name}}")
	s.Plan.Stages = schedule.Ramp(4, 0, 1)
	s.Request.Feeds = []request.Feed{{Name: "users", File: file, Order: request.Unique}}
	const want = "feed users has 3 rows, and 4 subscribers are to have one each (unique)"
	_, err := loadgen.Run(t.Context(), s, loadgen.Watch{})
	if limit, ok := errors.AsType[*loadgen.LimitError](err); !ok || limit.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	reach, err := loadgen.ReachOf(t.Context(), s)
	if err != nil || reach.Streams != 3 || reach.Beyond.Error() != want {
		t.Errorf("got %+v, %v, want 3 streams", reach, err)
	}
}
