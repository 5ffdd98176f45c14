package specs

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// problemsOfSymptom wants phrases that say something else than Why.
func problemsOfSymptom(r Requirement) []string {
	found := problemsOfText("Symptom", r.Symptom, maxSymptom)
	if strings.HasSuffix(r.Symptom, ".") {
		found = append(found, "Symptom ends like a sentence")
	}
	symptom, why := words(r.Symptom), words(r.Why)
	if slices.Equal(symptom[:min(2, len(symptom))], why[:min(2, len(why))]) {
		found = append(found, "Symptom begins like Why")
	}
	const phrase = 5
	said := strings.Join(why, " ")
	for i := 0; i+phrase <= len(symptom); i++ {
		if again := strings.Join(symptom[i:i+phrase], " "); strings.Contains(said, again) {
			found = append(found, fmt.Sprintf("Symptom repeats %q of Why", again))
		}
	}
	return found
}

func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
