package processes

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
)

// listed is what one process answered, or why it did not.
type listed struct {
	Process int             `json:"process"`
	Status  int             `json:"status"`
	Answer  json.RawMessage `json:"answer,omitempty"`
	Error   string          `json:"error,omitempty"`
}

// mergeControl lists the answers. The group's status is the worst one; where there
// is no answer that is 503, for it is not known what was done.
func mergeControl(replies []reply) document {
	status, list := 0, make([]listed, 0, len(replies))
	for _, r := range replies {
		l := listOf(r)
		status, list = max(status, l.Status), append(list, l)
	}
	if status < http.StatusMultipleChoices {
		status = http.StatusOK // there is a body, whatever each has answered
	}
	return document{status: status, value: struct {
		Processes []listed       `json:"processes"`
		Total     map[string]any `json:"total,omitempty"`
	}{list, total(objects(replies))}}
}

func listOf(r reply) listed {
	if r.err != nil {
		return listed{Process: r.Process, Status: http.StatusServiceUnavailable, Error: r.err.Error()}
	}
	l := listed{Process: r.Process, Status: r.status}
	switch {
	case json.Valid(r.body):
		l.Answer = r.body
	case len(r.body) > 0:
		text, _ := json.Marshal(string(r.body)) // a string always can be
		l.Answer = text
	}
	return l
}

// objects returns the answers that are JSON objects.
func objects(replies []reply) []map[string]any {
	var all []map[string]any
	for _, r := range replies {
		var object map[string]any
		if r.err == nil && json.Unmarshal(r.body, &object) == nil && object != nil {
			all = append(all, object)
		}
	}
	return all
}

// total adds up the numbers in objects, at every depth. What is no number is left
// out.
func total(objects []map[string]any) map[string]any {
	sums, inner := map[string]any{}, map[string][]map[string]any{}
	for _, object := range objects {
		for key, value := range object {
			switch v := value.(type) {
			case float64:
				before, _ := sums[key].(float64)
				sums[key] = before + v
			case map[string]any:
				inner[key] = append(inner[key], v)
			}
		}
	}
	for key, values := range inner {
		if sum := total(values); len(sum) > 0 {
			sums[key] = sum
		}
	}
	return sums
}

// healthOf is the state of one process in the answer of the group.
type healthOf struct {
	State

	Status  string `json:"status"` // "ok", "draining" or "down"
	Streams any    `json:"streams,omitempty"`
}

// mergeHealth adds the counts of all processes. What is said of the history is that
// of the process that is furthest: there is one history behind all, and each sees
// it a moment sooner or later. While a process is down the others go on: that is
// "degraded", with status 200.
func mergeHealth(replies []reply) document {
	answers := objects(replies)
	health := total(answers)
	furthest := slices.MaxFunc(append(answers, nil), func(a, b map[string]any) int {
		return cmp.Compare(number(a["published"], -1), number(b["published"], -2))
	})
	for _, key := range []string{"history", "lastEventId", "published", "topics"} {
		if value, ok := furthest[key]; ok {
			health[key] = value
		}
	}
	list, count := make([]healthOf, 0, len(replies)), map[string]int{}
	for _, r := range replies {
		one := healthOf{State: r.State, Status: "down"}
		if answer := objects([]reply{r}); len(answer) > 0 {
			one.Status, _ = answer[0]["status"].(string)
			one.Streams = answer[0]["streams"]
		}
		count[one.Status]++
		list = append(list, one)
	}
	health["processes"] = list
	status, word := groupHealth(len(replies), count)
	health["status"] = word
	return document{status: status, value: health}
}

func number(v any, without float64) float64 {
	if n, ok := v.(float64); ok {
		return n
	}
	return without
}

// groupHealth returns the status of a group from how many of its processes have
// which.
func groupHealth(processes int, count map[string]int) (status int, word string) {
	switch {
	case count["ok"] == processes:
		return http.StatusOK, "ok"
	case count["ok"] > 0:
		return http.StatusOK, "degraded"
	case count["draining"] > 0:
		return http.StatusServiceUnavailable, "draining"
	}
	return http.StatusServiceUnavailable, "down"
}
