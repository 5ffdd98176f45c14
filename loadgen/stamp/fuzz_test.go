package stamp

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever comes, nothing breaks; and in a valid document is found what encoding/json
// finds.
func FuzzExtract(f *testing.F) {
	for _, data := range []string{
		`{"a":{"b":[17,{"c":"x"}]},"t":1.5e3,"n":"\u0061"}`, `{"a":{"b":["1"]},"t":"2026-09-21T14:13:20Z","n":12}`,
		`{"n":"\ud83d\ude00","t":-0.000001,"a":{"b":[]}}`, `[1,2,3]`, `"`, `{"a":{"b":[1e2`, `{"t":123456789012345678901234567890e-20}`,
		`{"a":1,"a":{"b":[100000000000000000000000e-4]}}`, `{"\u0061":{"\u0062":[9223372036854775807]}}`,
	} {
		f.Add([]byte(data), []byte("a:17"))
	}
	f.Fuzz(func(t *testing.T, data, id []byte) {
		compiled(t, Publisher("us")).Extract(data, id)
		compiled(t, Spec{Sequence: "id", Topic: "json:"}).Extract(data, id)
		x := compiled(t, Spec{Sequence: "json:/a/b/0", Topic: "json:/n", Due: "json:/t", Sent: "json:/a", Unit: "s"})
		got, _ := x.Extract(data, id)
		if !json.Valid(data) || !utf8.Valid(data) {
			return
		}
		sameNumber(t, "seq", got.Seq, got.HasSeq, reference(data, "a", "b", "0"), 0)
		sameNumber(t, "due", got.Due, got.HasDue, reference(data, "t"), 9)
		if want := reference(data, "n"); (want == nil) != (got.Topic == nil) || want != nil && *want != string(got.Topic) {
			t.Errorf("topic %q, want %v", got.Topic, want)
		}
	})
}

// sameNumber compares a number, or a time by its power of ten, with one that is written in a
// document.
func sameNumber(t *testing.T, name string, got int64, has bool, raw *string, power int) {
	t.Helper()
	if raw == nil {
		if has {
			t.Errorf("%s %d was found where none is", name, got)
		}
		return
	}
	want, ok := referenceNumber(*raw, power)
	if !ok {
		return // a time in words, or too large for the reference
	}
	whole := new(big.Int).Quo(want.Num(), want.Denom()) // without what comes after the point
	counts := power > 0 || want.IsInt() && want.Sign() >= 0
	limit := big.NewInt(-1 << 63)
	if counts = counts && whole.IsInt64() && whole.Cmp(limit) != 0; counts != has || counts && whole.Int64() != got {
		t.Errorf("%s is %d, %t, want %v, %t of %s", name, got, has, whole, counts, *raw)
	}
}

// referenceNumber reads a JSON number times 10^power.
func referenceNumber(raw string, power int) (*big.Rat, bool) {
	var n json.Number
	if json.Unmarshal([]byte(raw), &n) != nil || raw[0] == '"' || len(raw) > 60 {
		return nil, false
	}
	if i := strings.IndexAny(raw, "eE"); i >= 0 {
		if e, err := strconv.Atoi(raw[i+1:]); err != nil || e > 400 || e < -400 {
			return nil, false
		}
	}
	r, ok := new(big.Rat).SetString(raw)
	if !ok {
		return nil, false
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(power)), nil)
	return r.Mul(r, new(big.Rat).SetInt(scale)), true
}

// reference returns the first string or number that the steps lead to.
func reference(data []byte, steps ...string) *string {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return walk(d, steps)
}

// walk reads one value.
func walk(d *json.Decoder, steps []string) (found *string) {
	token, err := d.Token()
	if err != nil {
		return nil
	}
	var text string
	switch v := token.(type) {
	case string:
		text = v
	case json.Number:
		text = v.String()
	case json.Delim:
		return walkInto(d, steps, v == '{')
	default:
		return nil
	}
	if len(steps) > 0 {
		return nil
	}
	return &text
}

func walkInto(d *json.Decoder, steps []string, object bool) (found *string) {
	for i := 0; d.More(); i++ {
		name := strconv.Itoa(i)
		if object {
			key, err := d.Token()
			if err != nil {
				return nil
			}
			name, _ = key.(string)
		}
		below := make([]string, 1000) // leads nowhere
		if len(steps) > 0 && steps[0] == name {
			below = steps[1:]
		}
		if text := walk(d, below); found == nil {
			found = text
		}
	}
	if _, err := d.Token(); err != nil {
		return nil
	}
	return found
}
