package selftest

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the kill matrix for people: a line for each server with what
// was broken at it, and below a wrong one what was wanted.
func WriteText(w io.Writer, rows []Row) error {
	var out strings.Builder
	wide := 0
	for _, r := range rows {
		wide = max(wide, len(r.Name()))
	}
	for _, r := range rows {
		mark := "ok  "
		if !r.OK() {
			mark = "FAIL"
		}
		indent := strings.Repeat(" ", len(mark)+wide+4)
		fmt.Fprintf(&out, "%s  %-*s  %s\n", mark, wide, r.Name(), listed(r.Got, indent))
		if r.OK() {
			continue
		}
		fmt.Fprintf(&out, "%swanted %s\n", indent, listed(r.Want, indent))
		if len(r.Late) > 0 {
			fmt.Fprintf(&out, "%stoo late to judge %s\n", indent, listed(r.Late, indent))
		}
		if r.Err != nil {
			fmt.Fprintf(&out, "%scould not judge: %v\n", indent, r.Err)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func listed(ids []string, indent string) string {
	if len(ids) == 0 {
		return "nothing broken"
	}
	return strings.Join(ids, "\n"+indent)
}

// Summary says what came of the rows, and how many took more than one attempt.
func Summary(rows []Row) string {
	wrong, again, killed := 0, 0, map[string]bool{}
	for _, r := range rows {
		if r.Tries > 1 {
			again++
		}
		if !r.OK() {
			wrong++
			continue
		}
		for _, id := range r.Got {
			killed[id] = true
		}
	}
	summary := fmt.Sprintf("%d servers, each judged as it should be; %d requirements seen broken", len(rows), len(killed))
	if wrong > 0 {
		summary = fmt.Sprintf("%d of %d servers judged wrongly; %d requirements seen broken", wrong, len(rows), len(killed))
	}
	if again > 0 {
		summary += fmt.Sprintf("\nseen in more than one attempt, because this machine was busy: %d", again)
	}
	return summary
}
