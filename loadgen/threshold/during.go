package threshold

// During returns the threshold with a stage for each figure that selects none itself and whose
// metric can be selected by stage and is one of some.
func (t Threshold) During(stage string, some func(metric string) bool) Threshold {
	t.left, t.right = during(t.left, stage, some), during(t.right, stage, some)
	return t
}

func during(e expression, stage string, some func(metric string) bool) expression {
	switch e := e.(type) {
	case *binary:
		both := *e
		both.left, both.right = during(e.left, stage, some), during(e.right, stage, some)
		return &both
	case figure:
		if e.selector.Stage == "" && e.metric.By&ByStage != 0 && some(e.metric.Name) {
			e.selector.Stage = stage
		}
		return e
	}
	return e
}
