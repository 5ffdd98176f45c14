package main

import (
	"errors"
	"strconv"
	"strings"
)

// sizeValue is a flag that holds a number of bytes, such as 65536, 64KiB or
// 8MiB.
type sizeValue int64

func sizeUnits() []string { return []string{"B", "KiB", "MiB", "GiB"} }

// Set implements pflag.Value.
func (v *sizeValue) Set(s string) error {
	number, factor := s, int64(1)
	for i, unit := range sizeUnits() {
		if n, ok := strings.CutSuffix(s, unit); ok {
			number, factor = n, int64(1)<<(10*i)
		}
	}
	n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
	if err != nil || n < 0 || n > (1<<62)/factor {
		return errors.New("want a size such as 65536, 64KiB or 8MiB")
	}
	*v = sizeValue(n * factor)
	return nil
}

// String implements pflag.Value.
func (v *sizeValue) String() string {
	n, units := int64(*v), sizeUnits()
	unit := 0
	for n != 0 && n%1024 == 0 && unit < len(units)-1 {
		n, unit = n/1024, unit+1
	}
	return strconv.FormatInt(n, 10) + units[unit]
}

// Type implements pflag.Value.
func (v *sizeValue) Type() string { return "size" }
