package specs

func datastarWire() Snippet {
	return Snippet{"event stream", "text", `event: datastar-patch-elements
data: selector #feed
data: mode append
data: elements <li>
data: elements   a new row
data: elements </li>

event: datastar-patch-signals
data: signals {"rows":2}

: the end of the response says that the action has finished`}
}

func datastarGo() Snippet {
	return Snippet{"Go, datastar-go", "go", `sse := datastar.NewSSE(w, r)
if err := sse.PatchElements("<li>a new row</li>",
	datastar.WithSelector("#feed"), datastar.WithModeAppend()); err != nil {
	return err
}
return sse.MarshalAndPatchSignals(map[string]any{"rows": 2})`}
}

func datastarGoLines() Snippet {
	return Snippet{"Go", "go", `fmt.Fprint(w, "event: datastar-patch-elements\n")
for line := range strings.SplitSeq(html, "\n") {
	fmt.Fprintf(w, "data: elements %s\n", line) // on each line
}
fmt.Fprint(w, "\n")`}
}

func datastarPythonLines() Snippet {
	return Snippet{"Python", "python", `def patch_signals(signals, only_if_missing=False):
    yield "event: datastar-patch-signals\n"
    if only_if_missing:
        yield "data: onlyIfMissing true\n"  # in lower case
    for line in json.dumps(signals).splitlines():
        yield f"data: signals {line}\n"
    yield "\n"`}
}
