package questionnaire

import (
	"errors"
	"strings"
	"testing"
)

func TestAFormNestedWithoutEndIsRefused(t *testing.T) {
	_, err := Read("deep.yaml", []byte("id: deep\nsections: "+strings.Repeat("[", 20000)))
	var at *FileFault
	if !errors.As(err, &at) || at.Line != 2 || at.Col != 10+64 || !strings.Contains(at.Message, "nested more than 64") {
		t.Errorf("got %v", err)
	}
}
