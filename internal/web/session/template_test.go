package session

import (
	"testing"

	"xinhuan/internal/web/ui"
)

func TestThePartsPageFitsItsStruct(t *testing.T) {
	ui.Check(t, partsTemplate, partsPage{}, "parts")
}
