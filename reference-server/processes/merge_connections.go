package processes

import (
	"encoding/json"
	"maps"
	"net/http"
)

// mergeConnections puts the lists in the answers together, each entry with the
// number of its process, and adds up the numbers beside them. Other members are
// those of the first that has them.
func mergeConnections(replies []reply) document {
	if refusal, all := refusedByAll(replies); all {
		return refusal
	}
	var answers []map[string]any
	merged, lists := map[string]any{}, map[string][]any{}
	for _, r := range replies {
		var answer map[string]any
		if r.err != nil || r.status != http.StatusOK || json.Unmarshal(r.body, &answer) != nil {
			continue
		}
		answers = append(answers, answer)
		for key, value := range answer {
			if list, ok := value.([]any); ok {
				lists[key] = append(lists[key], numbered(r.Process, list)...)
			} else if _, known := merged[key]; !known {
				merged[key] = value
			}
		}
	}
	maps.Copy(merged, total(answers))
	for key, list := range lists {
		merged[key] = list
	}
	return document{status: http.StatusOK, value: merged}
}

// numbered adds the number of the process to the objects in a list.
func numbered(process int, list []any) []any {
	for _, entry := range list {
		if object, ok := entry.(map[string]any); ok {
			object["process"] = process
		}
	}
	return list
}
