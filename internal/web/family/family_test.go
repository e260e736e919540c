package family

import (
	"testing"

	"xinhuan/internal/web/ui"
)

func TestTemplatesAreSound(t *testing.T) {
	ui.Check(t, letterTemplate, letter{}, "letter")
}
