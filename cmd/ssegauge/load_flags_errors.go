package main

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// flagErrors collects what is wrong with flags, so that all of it is told at once.
type flagErrors struct {
	problems []error
	flags    map[string]bool // that something is wrong with
}

// add notes an error of a flag, if there is one.
func (e *flagErrors) add(flag string, err error) {
	if err == nil {
		return
	}
	if e.flags == nil {
		e.flags = map[string]bool{}
	}
	e.flags[flag] = true
	e.problems = append(e.problems, fmt.Errorf("%s: %w", flag, err))
}

// addText is add for the flag of a text, which is shown.
func (e *flagErrors) addText(flag, text string, err error) {
	if err != nil {
		e.add(flag, fmt.Errorf("%q: %w", text, err))
	}
}

// addPlan notes the problems of a plan by the flags that they come from, which origin tells of
// a path, with the number of the value or 0. What comes of a flag that something is wrong with
// already is left out.
func (e *flagErrors) addPlan(l problem.List, origin func(path string) (flag string, number int)) {
	before := maps.Clone(e.flags)
	for _, p := range l {
		flag, number := origin(p.Path)
		switch {
		case before[flag]:
		case number > 0:
			e.add(fmt.Sprintf("%s number %d", flag, number), errors.New(p.Text))
		default:
			e.add(flag, errors.New(p.Text))
		}
	}
}

// numberOf returns which of several values a path is about, from 1, or 0.
func numberOf(path string) int {
	_, rest, _ := strings.Cut(path, "[")
	digits, _, _ := strings.Cut(rest, "]")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n + 1
}

// err returns all errors as one mistake of the user, or nil.
func (e *flagErrors) err() error {
	if len(e.problems) == 0 {
		return nil
	}
	err := errors.Join(e.problems...)
	if _, hinted := errors.AsType[*hintedError](err); !hinted {
		err = &hintedError{err, "--help shows what each flag wants, with examples"}
	}
	return &usageError{err}
}

// parseShare reads a share such as 1%, more than 0 and at most 100 %.
func parseShare(text string) (float64, error) {
	number, ok := strings.CutSuffix(strings.TrimSpace(text), "%")
	share, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !ok || err != nil || !(share > 0 && share <= 100) {
		return 0, errors.New("want a share in percent, such as 1%")
	}
	return share / 100, nil
}

// cutWeight takes the weight off a text such as "orders=3"; there need not be one.
func cutWeight(text string) (rest string, weight float64, err error) {
	rest, number, some := cutAtLast(text, "=")
	if !some {
		return text, 0, nil
	}
	weight, err = parseWeight(number)
	return rest, weight, err
}

func parseWeight(number string) (float64, error) {
	weight, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(weight > 0 && weight <= 1e9) {
		return 0, fmt.Errorf("weight %q: want a positive number, such as 3", number)
	}
	return weight, nil
}

// cutAtLast is strings.Cut at the last separator.
func cutAtLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return text, "", false
}
