package processes

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// replied returns the reply of a process. Status 0 is none.
func replied(process, status int, body string) reply {
	r := reply{State: State{Process: process, Ready: true}, status: status, header: http.Header{}, body: []byte(body)}
	if status == 0 {
		r.Ready, r.err = false, errors.New("gone")
	}
	return r
}

// plain returns what a document says in JSON.
func plain(t *testing.T, d document) map[string]any {
	t.Helper()
	text, err := json.Marshal(d.value)
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	return members
}

func healthText(status string, streams, published int) string {
	return fmt.Sprintf(`{"status":%q,"streams":%d,"published":%d,"lastEventId":"%[3]d","topics":1,`+
		`"delivered":10,"history":{"events":%[3]d}}`, status, streams, published)
}

func TestMergeHealth(t *testing.T) {
	tests := []struct {
		name    string
		replies []reply
		status  int
		want    map[string]any
		each    []string
	}{
		{
			"all well",
			[]reply{replied(1, 200, healthText("ok", 3, 7)), replied(2, 200, healthText("ok", 4, 6))},
			200,
			map[string]any{
				"status": "ok", "streams": 7.0, "published": 7.0, "lastEventId": "7", "topics": 1.0, "delivered": 20.0,
				"history": map[string]any{"events": 7.0},
			},
			[]string{"ok", "ok"},
		},
		{
			"one is down",
			[]reply{replied(1, 0, ""), replied(2, 200, healthText("ok", 4, 6))},
			200,
			map[string]any{
				"status": "degraded", "streams": 4.0, "published": 6.0, "lastEventId": "6", "topics": 1.0, "delivered": 10.0,
				"history": map[string]any{"events": 6.0},
			},
			[]string{"down", "ok"},
		},
		{"all drain", []reply{replied(1, 503, `{"status":"draining"}`), replied(2, 0, "")}, 503, map[string]any{"status": "draining"}, []string{"draining", "down"}},
		{"all are down", []reply{replied(1, 0, ""), replied(2, 0, "")}, 503, map[string]any{"status": "down"}, []string{"down", "down"}},
		{"not JSON", []reply{replied(1, 200, "<html>")}, 503, map[string]any{"status": "down"}, []string{"down"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := mergeHealth(test.replies)
			got := plain(t, d)
			var each []string
			list, _ := got["processes"].([]any)
			for _, one := range list {
				object, _ := one.(map[string]any)
				status, _ := object["status"].(string)
				each = append(each, status)
			}
			delete(got, "processes")
			if d.status != test.status || !cmp.Equal(each, test.each) {
				t.Errorf("status %d, processes %v", d.status, each)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("health (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMergeControl(t *testing.T) {
	tests := []struct {
		name    string
		replies []reply
		status  int
		want    string
	}{
		{
			"numbers are added",
			[]reply{replied(1, 200, `{"dropped":2,"by":{"fin":2},"kind":"fin"}`), replied(2, 200, `{"dropped":3,"by":{"rst":3}}`)},
			200,
			`{"processes":[{"process":1,"status":200,"answer":{"dropped":2,"by":{"fin":2},"kind":"fin"}},` +
				`{"process":2,"status":200,"answer":{"dropped":3,"by":{"rst":3}}}],"total":{"by":{"fin":2,"rst":3},"dropped":5}}`,
		},
		{
			"no content",
			[]reply{replied(1, 204, ""), replied(2, 204, "")},
			200,
			`{"processes":[{"process":1,"status":204},{"process":2,"status":204}]}`,
		},
		{
			"one refuses",
			[]reply{replied(1, 204, ""), replied(2, 400, `{"error":"no"}`)},
			400,
			`{"processes":[{"process":1,"status":204},{"process":2,"status":400,"answer":{"error":"no"}}]}`,
		},
		{
			"one is down",
			[]reply{replied(1, 204, ""), replied(2, 0, "")},
			503,
			`{"processes":[{"process":1,"status":204},{"process":2,"status":503,"error":"gone"}]}`,
		},
		{"text", []reply{replied(1, 200, "bye")}, 200, `{"processes":[{"process":1,"status":200,"answer":"bye"}]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := mergeControl(test.replies)
			text, err := json.Marshal(d.value)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(text)); diff != "" || d.status != test.status {
				t.Errorf("status %d, answer (-want +got):\n%s", d.status, diff)
			}
		})
	}
}

func TestMergeConnections(t *testing.T) {
	d := mergeConnections([]reply{
		replied(1, 200, `{"total":1,"connections":[{"id":"a"}],"order":"age"}`),
		replied(2, 0, ""),
		replied(3, 200, `{"total":2,"connections":[{"id":"b"},{"id":"c"}],"order":"age"}`),
	})
	want := map[string]any{
		"total": 3.0, "order": "age",
		"connections": []any{
			map[string]any{"id": "a", "process": 1.0}, map[string]any{"id": "b", "process": 3.0}, map[string]any{"id": "c", "process": 3.0},
		},
	}
	if diff := cmp.Diff(want, plain(t, d)); diff != "" || d.status != 200 {
		t.Errorf("status %d, answer (-want +got):\n%s", d.status, diff)
	}
}

func TestMergePassesOnARefusal(t *testing.T) {
	for name, merge := range map[string]func([]reply) document{"connections": mergeConnections, "metrics": mergeMetrics} {
		t.Run(name, func(t *testing.T) {
			answer := merge([]reply{replied(1, 403, "no"), replied(2, 403, "no")})
			if text, _ := answer.value.([]byte); answer.status != 403 || string(text) != "no" {
				t.Errorf("status %d, %q", answer.status, text)
			}
			if down := merge([]reply{replied(1, 0, "")}); down.status != 503 {
				t.Errorf("status %d", down.status)
			}
		})
	}
}

func TestMergeMetrics(t *testing.T) {
	one := strings.Join([]string{
		"# HELP streams Streams open.", "# TYPE streams gauge", "streams 3",
		"# TYPE lag histogram", `lag_bucket{le="0.1"} 1`, `lag_bucket{le="+Inf"} 2`, "lag_sum 0.3", "lag_count 2",
		"# a comment", "", `odd{path="{} \"x\" "} 1 1700000000000`, "none{} 1",
	}, "\n")
	d := mergeMetrics([]reply{replied(1, 200, one), replied(2, 200, "# HELP streams Streams open.\n# TYPE streams gauge\nstreams 4\n"), replied(3, 0, "")})
	want := strings.Join([]string{
		"# HELP streams Streams open.", "# TYPE streams gauge", `streams{process="1"} 3`, `streams{process="2"} 4`,
		"# TYPE lag histogram", `lag_bucket{process="1",le="0.1"} 1`, `lag_bucket{process="1",le="+Inf"} 2`, `lag_sum{process="1"} 0.3`, `lag_count{process="1"} 2`,
		`odd{process="1",path="{} \"x\" "} 1 1700000000000`, `none{process="1"} 1`,
		"# HELP ssegauge_process_up Whether the process is ready.", "# TYPE ssegauge_process_up gauge",
		`ssegauge_process_up{process="1"} 1`, `ssegauge_process_up{process="2"} 1`, `ssegauge_process_up{process="3"} 0`,
		"# HELP ssegauge_process_restarts_total How often the process was started again.", "# TYPE ssegauge_process_restarts_total counter",
		`ssegauge_process_restarts_total{process="1"} 0`, `ssegauge_process_restarts_total{process="2"} 0`, `ssegauge_process_restarts_total{process="3"} 0`, "",
	}, "\n")
	text, _ := d.value.([]byte)
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
}
