package threshold

import (
	"slices"
	"strconv"
	"strings"
)

// figure parses a metric, its selector and its statistic.
func (p *parser) figure() (expression, error) {
	start := p.at
	name := p.word()
	p.at += len(name)
	var f figure
	var known bool
	if f.metric, known = p.known.metric(name); !known {
		return nil, p.wrong(start, suggest(p.known.names(), name), "there is no metric %q", name)
	}
	if p.peek() == '{' {
		p.at++
		if err := p.selector(&f); err != nil {
			return nil, err
		}
	}
	return p.statistic(start, f)
}

// statistic parses the end of a figure that began at start.
func (p *parser) statistic(start int, f figure) (expression, error) {
	name, place := "", start
	if p.peek() == '.' {
		p.at++
		place = p.at
		name = p.text[place:p.statisticEnd()]
		p.at += len(name)
		if name == "" {
			return nil, p.wrong(place, statisticHint(f.metric, name), "want a statistic, there is %s", p.found())
		}
	}
	var ok bool
	if f.statistic, ok = named(f.metric.Kind, name); !ok {
		if name == "" {
			return nil, p.wrong(place, statisticHint(f.metric, name), "%s is a distribution: one of its figures is wanted", f.metric.Name)
		}
		return nil, p.wrong(place, statisticHint(f.metric, name), "%s has no %q", f.metric.Name, name)
	}
	if p.peek() == '{' {
		return nil, p.wrong(p.at, "write "+f.metric.Name+"{…}."+f.statistic.name, "the selector stands before the point")
	}
	return f, nil
}

// statisticEnd returns where the name of a statistic ends: p99.9 has a point.
func (p *parser) statisticEnd() int {
	end, point := p.at, false
	for end < len(p.text) {
		c := p.text[end]
		if c == '.' && !point && end > p.at && end+1 < len(p.text) && digit(p.text[end+1]) {
			point = true
		} else if !wordByte(c) {
			break
		}
		end++
	}
	return end
}

// selector parses what is behind "{".
func (p *parser) selector(f *figure) error {
	for {
		if err := p.pair(f); err != nil {
			return err
		}
		p.skip()
		switch p.peek() {
		case ',':
			p.at++
		case '}':
			p.at++
			return nil
		default:
			return p.wrong(p.at, "", "want , or } in the selector, there is %s", p.found())
		}
	}
}

// pair parses one key and its value.
func (p *parser) pair(f *figure) error {
	key := p.word()
	start := p.at
	var bit Keys
	var to *string
	var values []string
	switch key {
	case "stage":
		bit, to, values = ByStage, &f.selector.Stage, p.known.Stages
	case "tag":
		bit, to, values = ByTag, &f.selector.Tag, p.known.Tags
	case "class":
		bit, to, values = ByClass, &f.selector.Class, p.known.Classes
	default:
		return p.wrong(start, "keys are stage, tag and class", "want a key, there is %s", p.found())
	}
	p.at += len(key)
	if f.metric.By&bit == 0 {
		return p.wrong(start, keysHint(f.metric), "%s cannot be selected by %s", f.metric.Name, key)
	}
	if *to != "" {
		return p.wrong(start, "", "%s is selected twice", key)
	}
	if p.skip(); p.peek() != '=' {
		return p.wrong(p.at, "write "+key+"=NAME", "want =, there is %s", p.found())
	}
	p.at++
	value, err := p.value(key, values)
	*to = value
	return err
}

// value parses the value of a key, which must be one of those there are.
func (p *parser) value(key string, values []string) (string, error) {
	p.skip()
	start, end := p.at, p.at
	for end < len(p.text) && bare(p.text[end]) {
		end++
	}
	value := p.text[start:end]
	if p.peek() == '"' {
		quoted, err := strconv.QuotedPrefix(p.rest())
		if err == nil {
			value, err = strconv.Unquote(quoted)
		}
		if err != nil {
			return "", p.wrong(start, "", "the text in quotes does not end, or is not as in Go")
		}
		end = start + len(quoted)
	}
	if value == "" || !slices.Contains(values, value) {
		problem := "there is no " + key + " " + strconv.Quote(value)
		if value == "" {
			problem = "want the name of a " + key + ", there is " + p.found()
		}
		return "", p.wrong(start, suggest(values, value), "%s", problem)
	}
	p.at = end
	return value, nil
}

// keysHint says by what a metric can be selected.
func keysHint(m Metric) string {
	var keys []string
	for _, k := range []struct {
		bit  Keys
		name string
	}{{ByStage, "stage"}, {ByTag, "tag"}, {ByClass, "class"}} {
		if m.By&k.bit != 0 {
			keys = append(keys, k.name)
		}
	}
	if len(keys) == 0 {
		return "it is one figure for all of the run"
	}
	return "it can be selected by " + strings.Join(keys, " and ")
}
