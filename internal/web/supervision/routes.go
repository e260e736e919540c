// Package supervisionweb is the pages of what units must do: the duties of a year
// with their evidence, and the activity records behind it.
package supervisionweb

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/screening"
	"xinhuan/internal/supervision"
	"xinhuan/internal/web/session"
)

type pages struct {
	supervision.Room
	cases  casework.Room  // whose figures a folder quotes
	rounds screening.Room // whose classes have records
	jobs   *jobs
}

// Routes registers the pages.
func Routes(t *session.Routes, room supervision.Room, cases casework.Room, rounds screening.Room) {
	p := pages{room, cases, rounds, &jobs{list: map[care.ID]*job{}}}
	t.Staff("GET /duties", p.board)
	t.Staff("GET /duties/{unit}", p.board)
	t.Staff("GET /duties/{unit}/calendar", p.calendar)
	t.Staff("GET /duties/{unit}/export/{format}", p.boardExport)
	t.Staff("GET /duties/{unit}/folder", p.folderAsk)
	t.Staff("POST /duties/{unit}/folder", p.folderMake)
	t.Staff("GET /folders/{folder}", p.folderShow)
	t.Staff("GET /folders/{folder}/now", p.folderNow)
	t.Staff("POST /folders/{folder}/sign", p.folderSign)
	t.Staff("GET /folders/{folder}/{format}", p.folderExport)
	t.Staff("GET /activities", p.list)
	t.Staff("GET /activities/add", p.addForm)
	t.Upload("POST /activities/add", p.add)
	t.Staff("GET /activities/{id}", p.show)
	t.Staff("GET /activities/{id}/amend", p.amendForm)
	t.Upload("POST /activities/{id}/amend", p.amend)
	t.Staff("GET /activities/{id}/files/{file}", p.file)
	t.Staff("GET /activities/{id}/paper", p.paper)
	t.Staff("POST /activities/{id}/sign", p.sign)
	t.Staff("POST /activities/drafts/{unit}/{kind}", p.draft)
	t.Staff("GET /rounds/{round}/classes/{class}/record", p.classRecords)
	t.Staff("GET /activities/{id}/withdraw", p.withdrawAsk)
	t.Staff("POST /activities/{id}/withdraw", p.withdraw)
	t.Staff("GET /activities/{id}/end", p.endForm)
	t.Staff("POST /activities/{id}/end", p.end)
	t.Staff("GET /settings/intervals", p.intervals)
	t.Staff("POST /settings/intervals", p.intervalsSave)
	t.Staff("GET /staffing", p.staffing)
	t.Staff("GET /staffing/{unit}", p.staffing)
	t.Staff("GET /timetable", p.lessons)
	t.Staff("GET /timetable/{unit}", p.lessons)
	t.Staff("GET /timetable/{unit}/import", p.timetableForm)
	t.Upload("POST /timetable/{unit}/import", p.timetableCheck)
	t.Staff("GET /timetable/{unit}/template", p.timetableTemplate)
	t.Staff("POST /timetable/{unit}/apply", p.timetableApply)
	t.Staff("GET /timetable/{unit}/month", p.monthForm)
	t.Staff("POST /timetable/{unit}/month", p.monthSign)
	t.Staff("POST /timetable/{unit}/cancel", p.lessonCancel)
	t.Staff("POST /timetable/{unit}/add", p.lessonAdd)
	t.Staff("POST /timetable/{unit}/undo", p.lessonUndo)
	t.Handle("GET "+stylePath, http.HandlerFunc(style))
}

//go:embed *.html
var files embed.FS

//go:embed supervision.css
var styleSheet []byte

// stylePath carries a hash of the content, so that browsers may keep it.
var stylePath = func() string {
	sum := sha256.Sum256(styleSheet)
	return "/style/supervision-" + hex.EncodeToString(sum[:6]) + ".css"
}()

func style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(styleSheet)
}

func both(zh, en string) care.Text { return care.Text{Zh: zh, En: en} }

func same(s string) care.Text { return care.Text{Zh: s, En: s} }

func number(n int) string { return strconv.Itoa(n) }

// unitFrom is the unit a page is about: the one in the address, else the post's own.
func unitFrom(r *http.Request, value string) (care.ID, error) {
	if value == "" {
		return session.Who(r).Unit, nil
	}
	id, err := care.ParseID(value)
	if err != nil {
		return 0, care.Fail(care.NotFound, "read address", "没有找到这个页面", "there is no such page")
	}
	return id, nil
}

// nameOf is a unit's name on screen.
func (p pages) nameOf(r *http.Request, unit care.ID) (name care.Text, err error) {
	err = p.View(r.Context(), session.Who(r), func(t *act.Tx) error {
		zh, err := session.UnitName(t, unit, care.Zh)
		if err != nil {
			return err
		}
		en, err := session.UnitName(t, unit, care.En)
		name = care.Text{Zh: zh, En: en}
		return err
	})
	return name, err
}

// mayRecord tells whether the reader may record what a unit did.
func (p pages) mayRecord(r *http.Request, unit care.ID) bool {
	_, list, err := p.Kinds(r.Context(), session.Who(r), unit)
	return err == nil && len(list) > 0
}

func faultsOf(err error) map[string]care.Text {
	var e *care.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

func errorText(err error) care.Text {
	var e *care.Error
	if errors.As(err, &e) {
		return e.Text
	}
	return care.Text{}
}

func invalid(err error) bool { return care.KindOf(err) == care.Invalid }
