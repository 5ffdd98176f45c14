package threshold

import "strings"

// comparison parses both sides, which must be of one kind.
func (p *parser) comparison() (Threshold, error) {
	var t Threshold
	var err error
	if t.left, err = p.sum(); err != nil {
		return t, err
	}
	if t.compare, err = p.compare(); err != nil {
		return t, err
	}
	p.skip()
	start := p.at
	if t.right, err = p.sum(); err != nil {
		return t, err
	}
	if len(t.selections()) == 0 {
		return t, p.wrong(0, example, "it names no figure of the run")
	}
	_, err = p.fit(start, t.left, t.right, "compared with")
	return t, err
}

// compare parses a comparison.
func (p *parser) compare() (string, error) {
	p.skip()
	for _, c := range []string{"<=", ">=", "==", "!=", "<", ">"} {
		if strings.HasPrefix(p.rest(), c) {
			p.at += len(c)
			return c, nil
		}
	}
	const all = "comparisons are < <= > >= == !="
	for _, typo := range []struct{ text, meant string }{{"=<", "<="}, {"=>", ">="}, {"≤", "<="}, {"≥", ">="}, {"≠", "!="}, {"=", "=="}} {
		if strings.HasPrefix(p.rest(), typo.text) {
			return "", p.wrong(p.at, "did you mean "+typo.meant+"?", "%q is no comparison", typo.text)
		}
	}
	return "", p.wrong(p.at, all, "want a comparison, there is %s", p.found())
}

// fit checks that two expressions can be compared or added; start is the place of the
// right one.
func (p *parser) fit(start int, left, right expression, how string) (sort, error) {
	is, ok := fit(left.sort(), right.sort())
	if !ok {
		return is, p.wrong(start, fitHint(left, right), "%s is %v, and is %s %v", left, left.sort(), how, right.sort())
	}
	return is, nil
}

// fitHint says how what does not fit could be made to.
func fitHint(left, right expression) string {
	if left.sort().loose == plain {
		left, right = right, left
	}
	a, b := left.sort(), right.sort()
	switch {
	case b.loose == plain && a.of.time > 0:
		return "write its unit, as in 250ms or 2s"
	case b.loose == plain && a.of.bytes > 0:
		return "write its unit, as in 64KiB or 10MB"
	case a.of == Number.quantity() && b.of == Share.quantity():
		return "divide by what it is a share of, as in failed / started < 1%"
	case a.of == Share.quantity() && b.of == Number.quantity():
		return "a share has no unit, or percents, as in 99.9%"
	}
	return "both sides must be of one kind"
}

// sum parses what is added.
func (p *parser) sum() (expression, error) {
	left, err := p.product()
	for err == nil && p.operator("+-") {
		operator := p.text[p.at]
		p.at++
		p.skip()
		start := p.at
		var right expression
		if right, err = p.product(); err != nil {
			return nil, err
		}
		how := "added to"
		if operator == '-' {
			how = "reduced by"
		}
		var is sort
		is, err = p.fit(start, left, right, how)
		left = &binary{operator, left, right, is}
	}
	return left, err
}

// product parses what is multiplied or divided.
func (p *parser) product() (expression, error) {
	left, err := p.operand()
	for err == nil && p.operator("*/") {
		operator := p.text[p.at]
		p.at++
		if hint := p.perSecond(operator, left); hint != "" {
			return nil, p.wrong(p.at, hint, "there is no metric %q", p.word())
		}
		var right expression
		if right, err = p.operand(); err != nil {
			return nil, err
		}
		sign := int16(1)
		if operator == '/' {
			sign = -1
		}
		left = &binary{operator, left, right, times(left.sort(), right.sort(), sign)}
	}
	return left, err
}

// operator reports whether one of some operators is next.
func (p *parser) operator(some string) bool {
	p.skip()
	return p.at < len(p.text) && strings.IndexByte(some, p.text[p.at]) >= 0
}

// perSecond returns a hint if what follows a slash is the s of "per second".
func (p *parser) perSecond(operator byte, left expression) string {
	f, ok := left.(figure)
	word := p.word()
	if !ok || operator != '/' || (word != "s" && word != "sec" && word != "second") {
		return ""
	}
	if _, known := p.known.metric(word); known {
		return ""
	}
	if f.metric.Kind != Count {
		return statisticHint(f.metric, "")
	}
	f.statistic = statistic{name: "rate"}
	return "write " + f.String() + " for " + f.metric.Name + " per second"
}

// operand parses a number, a figure or what is in parentheses.
func (p *parser) operand() (expression, error) {
	p.skip()
	switch c := p.peek(); {
	case digit(c), c == '-' && p.at+1 < len(p.text) && digit(p.text[p.at+1]):
		return p.number()
	case letter(c) && p.word() != "abort":
		return p.figure()
	case c == '(':
		p.at++
		inner, err := p.sum()
		if err != nil {
			return nil, err
		}
		if p.skip(); p.peek() != ')' {
			return nil, p.wrong(p.at, "", "want ), there is %s", p.found())
		}
		p.at++
		return inner, nil
	}
	hint := example
	if p.peek() == '.' {
		hint = "numbers begin with a digit, as in 0.5"
	}
	return nil, p.wrong(p.at, hint, "want a number or a figure, there is %s", p.found())
}
