package processes

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
)

// metricsType is the text format that processes answer in where none is asked for.
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
const metricsType = "text/plain; version=0.0.4; charset=utf-8"

// mergeMetrics gives the samples of each process the label process, and puts those
// of one family together, as the format asks for: "All lines for a given metric
// must be provided as one single group".
func mergeMetrics(replies []reply) document {
	var order []string
	families := map[string]*family{}
	for _, r := range replies {
		if r.err != nil || r.status != http.StatusOK {
			continue
		}
		for _, f := range parseFamilies(r.body) {
			if families[f.name] == nil {
				order = append(order, f.name)
				families[f.name] = &family{name: f.name, about: f.about}
			}
			for _, sample := range f.samples {
				families[f.name].samples = append(families[f.name].samples, labelled(r.Process, sample))
			}
		}
	}
	if refusal, all := refusedByAll(replies); all {
		return refusal
	}
	var text bytes.Buffer
	for _, name := range order {
		for _, line := range append(families[name].about, families[name].samples...) {
			text.WriteString(line + "\n")
		}
	}
	text.Write(ownMetrics(replies))
	return document{status: http.StatusOK, contentType: metricsType, value: text.Bytes()}
}

// refusedByAll returns the answer of a process that did not answer with 200, if
// none did.
func refusedByAll(replies []reply) (document, bool) {
	var refusal document
	for _, r := range replies {
		switch {
		case r.err == nil && r.status == http.StatusOK:
			return document{}, false
		case r.err == nil:
			refusal = document{status: r.status, contentType: r.header.Get("Content-Type"), value: r.body}
		}
	}
	if refusal.status == 0 {
		return mergeControl(replies), true // which lists why
	}
	return refusal, true
}

// family is the samples of one metric, and the comments before them.
type family struct {
	name           string
	about, samples []string
}

// parseFamilies splits an exposition in the text format.
func parseFamilies(text []byte) []family {
	var families []family
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		name, isAbout := aboutName(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#") && !isAbout:
			continue
		case !isAbout && len(families) == 0, isAbout && (len(families) == 0 || families[len(families)-1].name != name):
			families = append(families, family{name: name})
		}
		last := &families[len(families)-1]
		if isAbout {
			last.about = append(last.about, line)
		} else {
			last.samples = append(last.samples, line)
		}
	}
	return families
}

// aboutName returns the name of the metric that a line is about, as in "# TYPE
// name counter".
func aboutName(line string) (name string, ok bool) {
	words := strings.SplitN(line, " ", 4)
	if len(words) < 3 || words[0] != "#" || words[1] != "HELP" && words[1] != "TYPE" {
		return "", false
	}
	return words[2], true
}

// labelled adds the label process to a sample.
func labelled(process int, sample string) string {
	name, rest, _ := strings.Cut(sample, " ")
	if before, labels, ok := strings.Cut(sample, "{"); ok && len(before) <= len(name) {
		if labels = strings.TrimLeft(labels, " "); strings.HasPrefix(labels, "}") {
			return fmt.Sprintf("%s{process=\"%d\"%s", before, process, labels)
		}
		return fmt.Sprintf("%s{process=\"%d\",%s", before, process, labels)
	}
	return fmt.Sprintf("%s{process=\"%d\"} %s", name, process, rest)
}

// ownMetrics are what the parent knows of its processes.
func ownMetrics(replies []reply) []byte {
	var ups, restarts strings.Builder
	for _, r := range replies {
		up := 0
		if r.Ready {
			up = 1
		}
		fmt.Fprintf(&ups, "ssegauge_process_up{process=\"%d\"} %d\n", r.Process, up)
		fmt.Fprintf(&restarts, "ssegauge_process_restarts_total{process=\"%d\"} %d\n", r.Process, r.Restarts)
	}
	return []byte("# HELP ssegauge_process_up Whether the process is ready.\n# TYPE ssegauge_process_up gauge\n" + ups.String() +
		"# HELP ssegauge_process_restarts_total How often the process was started again.\n# TYPE ssegauge_process_restarts_total counter\n" +
		restarts.String())
}
