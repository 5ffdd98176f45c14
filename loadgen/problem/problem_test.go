package problem_test

import (
	"errors"
	"testing"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

func TestListTellsAllWithTheirPlaces(t *testing.T) {
	var stage, plan, all problem.List
	stage.Add("duration", "%v: want more than 0", -1)
	plan.Under("stages[2]", stage)
	all.Add("streams", "want a number")
	all.Under("plan", plan)
	want := "streams: want a number\nplan.stages[2].duration: -1: want more than 0"
	if got := all.Err(); got == nil || got.Error() != want {
		t.Errorf("got %v, want %s", got, want)
	}
	var one *problem.Error
	if !errors.As(all.Err(), &one) || one.Path != "streams" {
		t.Errorf("got %+v, want the first problem", one)
	}
}

func TestUnderJoinsIndexes(t *testing.T) {
	var list, all problem.List
	list.Add("[1]", "twice")
	list.Add("", "want some")
	all.Under("targets", list)
	if all[0].Path != "targets[1]" || all[1].Path != "targets" {
		t.Errorf("got %v and %v", all[0], all[1])
	}
}

func TestNoProblemIsNoError(t *testing.T) {
	if err := (problem.List{}).Err(); err != nil {
		t.Errorf("got %v", err)
	}
}
