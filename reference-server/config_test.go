package refserver

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestValidate(t *testing.T) {
	tests := []struct {
		name string
		c    Config
		want string // the problems, one a line
	}{
		{"defaults", Config{}, ""},
		{"smallest", Config{Retry: time.Millisecond, HistoryCount: 1, HistoryBytes: 1, MaxIDBytes: 1}, ""},
		{"origins", Config{AllowOrigin: "https://app.example http://localhost:8080 http://[::1]:9"}, ""},
		{"origins with commas", Config{AllowOrigin: "https://app.example, http://localhost:8080,http://[::1]:9"}, ""},
		{"nothing but commas", Config{AllowOrigin: ","}, `AllowOrigin: blank; say "none" to allow no origin`},
		{"none", Config{AllowOrigin: "none"}, ""},
		{"jitter", Config{RetryJitter: 0.25}, ""},
		{"negative jitter", Config{RetryJitter: -0.1}, "RetryJitter: -0.1 is not between 0 and 10"},
		{"jitter that is no number", Config{RetryJitter: math.NaN()}, "RetryJitter: NaN is not between 0 and 10"},
		{"endless publish rate", Config{PublishRate: math.Inf(1)}, "PublishRate: +Inf is not between 0 and 1e+09"},
		{"negative retry", Config{Retry: -time.Second}, "Retry: -1s is less than 1ms"},
		{"retry below a millisecond", Config{Retry: time.Microsecond}, "Retry: 1µs is less than 1ms"},
		{"heartbeat", Config{Heartbeat: -1}, "Heartbeat: -1ns is less than 1ms"},
		{"write timeout", Config{WriteTimeout: -1}, "WriteTimeout: -1ns is less than 1ms"},
		{"history count", Config{HistoryCount: -1}, "HistoryCount: -1 is less than 1"},
		{"history bytes", Config{HistoryBytes: -1}, "HistoryBytes: -1 is less than 1"},
		{"first ID too large", Config{FirstID: math.MaxInt64}, "FirstID: 9223372036854775807 is more than 9007199254740991"},
		{"first ID negative", Config{FirstID: -1}, "FirstID: -1 is less than 1"},
		{"an ID that fits in no head", Config{MaxIDBytes: 70_000}, "MaxIDBytes: 70000 is more than 61440"},
		{"small head", Config{MaxHeaderBytes: 100}, "MaxHeaderBytes: 100 is less than 8192"},
		{"subscribers", Config{MaxStreams: -1}, "MaxStreams: -1 is less than 0"},
		{"origin without scheme", Config{AllowOrigin: "app.example"}, `AllowOrigin: "app.example" is not an origin such as https://app.example`},
		{"origin with path", Config{AllowOrigin: "https://app.example/"}, `AllowOrigin: "https://app.example/" is not an origin such as https://app.example`},
		{"origin in upper case", Config{AllowOrigin: "https://App.example"}, `AllowOrigin: "https://App.example" is not an origin such as https://app.example`},
		{"any among others", Config{AllowOrigin: "https://app.example *"}, `AllowOrigin: "*" is not an origin such as https://app.example`},
		{"blank origin", Config{AllowOrigin: " "}, `AllowOrigin: blank; say "none" to allow no origin`},
		{"several", Config{MaxTopics: -1, Heartbeat: -1}, "Heartbeat: -1ns is less than 1ms\nMaxTopics: -1 is less than 1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if err := test.c.Validate(); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("problems are:\n%s\nwant:\n%s", got, test.want)
			}
			_, err := New(test.c)
			if (err == nil) != (test.want == "") {
				t.Errorf("New: %v", err)
			}
		})
	}
}

// TestEveryNumberIsValidated sets each field to a negative value.
func TestEveryNumberIsValidated(t *testing.T) {
	for field := range reflect.TypeFor[Config]().Fields() {
		var c Config
		switch value := reflect.ValueOf(&c).Elem().FieldByIndex(field.Index); {
		case value.CanInt():
			value.SetInt(-5)
		case value.CanFloat():
			value.SetFloat(-5)
		default:
			continue
		}
		if err := c.Validate(); err == nil || !strings.HasPrefix(err.Error(), field.Name+": ") {
			t.Errorf("%s of -5: error is %v", field.Name, err)
		}
	}
}

func TestEveryFieldHasADefault(t *testing.T) {
	optional := []string{"MaxStreams", "Drain", "Compress", "TLS", "Tokens", "Connections", "Control", "ControlTokens", "Wrap", "Tune", "History", "SubscribeTokens", "PublishTokens", "TokenInQuery", "MaxStreamsPerAddress", "PublishRate", "PublishBurst", "RetryJitter", "AccessLog", "Metrics"}
	c := reflect.ValueOf(Config{}.withDefaults())
	for field := range c.Type().Fields() {
		if c.FieldByIndex(field.Index).IsZero() && !slices.Contains(optional, field.Name) {
			t.Errorf("%s has no default", field.Name)
		}
	}
}
