package form

import (
	"testing"

	"xinhuan/internal/web/ui"
)

func TestTemplatesAreSound(t *testing.T) {
	ui.Check(t, printTemplate, Print{})
}
