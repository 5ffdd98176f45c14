package report

// annotationsOfLoad marks each Threshold that is missed and each trouble that has
// no Threshold, or the one line of a Run that does not tell.
func annotationsOfLoad(r *Run, kind string) []annotation {
	title, says := "ssegauge "+r.Kind+": "+r.called(), ""
	switch {
	case r.Load != nil:
		says = r.Load.says()
	case r.Capacity != nil:
		says = r.Capacity.says()
	}
	gates := r.Verdict == Fail || r.Verdict == Skip || r.Verdict == Warn && r.Strict
	switch {
	case r.Verdict == Pass || gates != (kind == "error"):
		return nil
	case r.Load == nil:
		return []annotation{{kind, title, []string{says, r.Capacity.Cause}}}
	case r.Verdict != Fail:
		return []annotation{{kind, title, append([]string{says}, r.Load.Generator.Advice...)}}
	}
	var all []annotation
	for i := range r.Load.Thresholds {
		if t := &r.Load.Thresholds[i]; r.Load.Judge(t) == Fail {
			all = append(all, annotation{kind, "threshold missed: " + t.Text, []string{t.says(Fail)}})
		}
	}
	return all
}
