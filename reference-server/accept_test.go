package refserver

import "testing"

func TestAcceptsEventStream(t *testing.T) {
	tests := []struct {
		name   string
		accept []string
		want   bool
	}{
		{"absent", nil, true},
		{"empty", []string{""}, true},
		{"exact", []string{"text/event-stream"}, true},
		{"any case", []string{"Text/Event-Stream"}, true},
		{"anything", []string{"*/*"}, true},
		{"any text", []string{"text/*"}, true},
		{"with a parameter", []string{"text/event-stream;charset=utf-8"}, true},
		{"in a list", []string{"application/json, text/event-stream"}, true},
		{"in a second header", []string{"application/json", "text/event-stream"}, true},
		{"low weight", []string{"application/json, text/event-stream;q=0.1"}, true},
		{"spaces around the weight", []string{"text/event-stream ; q = 0.5"}, true},
		{"upper case weight", []string{"text/event-stream;Q=0"}, false},
		{"browser", []string{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}, true},
		{"another type", []string{"application/json"}, false},
		{"another text", []string{"text/html"}, false},
		{"longer type", []string{"text/event-streamx"}, false},
		{"refused", []string{"text/event-stream;q=0"}, false},
		{"refused with decimals", []string{"text/event-stream;q=0.000"}, false},
		{"refused beside anything", []string{"*/*, text/event-stream;q=0"}, false},
		{"refused before anything", []string{"text/event-stream;q=0, */*"}, false},
		{"refused as text", []string{"text/*;q=0, */*;q=1"}, false},
		{"exact wins over refused text", []string{"text/*;q=0, text/event-stream"}, true},
		{"anything refused", []string{"*/*;q=0"}, false},
		{"anything else refused", []string{"*/*;q=0, text/event-stream"}, true},
		{"accepted once of twice", []string{"text/event-stream;q=0, text/event-stream;charset=utf-8"}, true},
		{"weight that is no number", []string{"text/event-stream;q=high"}, true},
		{"nothing valid", []string{"nonsense"}, true},
		{"nonsense beside another type", []string{"nonsense, application/json"}, false},
		{"star without slash", []string{"*"}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := acceptsEventStream(test.accept); got != test.want {
				t.Errorf("acceptsEventStream(%q) = %t, want %t", test.accept, got, test.want)
			}
		})
	}
}

func TestWeight(t *testing.T) {
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	tests := []struct {
		accept, mediaType string
		want              float64
	}{
		{"", "text/html", 1},
		{browser, "text/html", 1},
		{browser, mediaType, 0.8},
		{"text/*;q=0.3, */*;q=0.2", "Text/HTML", 0.3},
		{"text/*;q=0.3, */*;q=0.2", "image/png", 0.2},
		{"text/html;q=0.3, text/html;q=0.4", "text/html", 0.4},
		{"application/json", "text/html", 0},
		{"text/html;q=NaN", "text/html", 1},
		{"text/html;q=1e9", "text/html", 1},
		{"text/html;q=-1", "text/html", 0},
	}
	for _, test := range tests {
		if got := Weight([]string{test.accept}, test.mediaType); got != test.want {
			t.Errorf("Weight(%q, %q) = %g, want %g", test.accept, test.mediaType, got, test.want)
		}
	}
}
