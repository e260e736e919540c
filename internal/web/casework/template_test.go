package caseweb

import (
	"testing"

	"xinhuan/internal/web/ui"
)

func TestTemplatesAreSound(t *testing.T) {
	ui.Check(t, pageTemplate, page{}, "live")
}
