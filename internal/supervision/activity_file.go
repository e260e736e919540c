package supervision

import (
	"encoding/json"

	"xinhuan/internal/act"
	"xinhuan/internal/attachment"
	"xinhuan/internal/care"
)

// fileName is what is sealed beside a file, as with records about a person.
type fileName struct {
	Name string          `json:"name"`
	Type attachment.Type `json:"type"`
	Size int             `json:"size"`
}

// fileNames lists the names of a record's files.
func fileNames(t *act.Tx, record care.ID) (names []string, err error) {
	rows, err := t.AttachmentsOf(record)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		plain, err := t.Open("attachment", "name", row.ID, row.Name)
		if err != nil {
			return nil, err
		}
		var n fileName
		if err := json.Unmarshal(plain, &n); err != nil {
			return nil, err
		}
		names = append(names, n.Name)
	}
	return names, nil
}
