package supervisionweb

import (
	"testing"

	"xinhuan/internal/web/ui"
)

func TestTemplatesAreSound(t *testing.T) {
	ui.Check(t, calendarTemplate, calendarPage{})
	ui.Check(t, folderTemplate, folderPage{})
}
