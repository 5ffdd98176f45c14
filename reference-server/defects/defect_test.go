package defects

import (
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

func TestPlayNothing(t *testing.T) {
	c, err := Play(refserver.Config{}, nil)
	if err != nil || c.Wrap != nil || c.Tune != nil {
		t.Errorf("the server is changed, error %v", err)
	}
	if c, err = Play(refserver.Config{}, []string{All()[0].Name}); err != nil || c.Wrap == nil {
		t.Errorf("the server is not changed, error %v", err)
	}
}
