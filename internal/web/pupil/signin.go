package pupil

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
	"xinhuan/internal/web/ui"
)

type signInBody struct {
	ClassCode string    `json:"class_code"`
	Ticket    string    `json:"ticket"`
	Lang      care.Lang `json:"lang"`
}

// started is what a page needs to begin; the questions are ready-made JSON.
type started struct {
	Sitting    care.ID                          `json:"sitting"`
	Token      string                           `json:"token"`
	Rev        int64                            `json:"rev"`
	Lang       care.Lang                        `json:"lang"`
	Title      care.Text                        `json:"title"`
	SharedRoom bool                             `json:"shared_room"`
	Draft      map[string]questionnaire.Answers `json:"draft"`
	Lines      []line                           `json:"lines"`
	Closing    care.Text                        `json:"closing"`
	HelpText   care.Text                        `json:"help_text"`
	battery    []byte
}

// MarshalTo appends the JSON with the battery as it stands: encoding/json would
// read through the ready-made bytes once more for each pupil.
func (s started) MarshalTo(b []byte) ([]byte, error) {
	head, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	b = append(b, head[:len(head)-1]...)
	b = append(b, `,"battery":`...)
	b = append(b, s.battery...)
	return append(b, '}'), nil
}

func (f *face) signIn(w http.ResponseWriter, r *http.Request) {
	var in signInBody
	if err := read(w, r, &in); err != nil {
		f.refuse(w, r, err, "")
		return
	}
	now, code, caller := time.Now(), classKey(in.ClassCode), callerOf(r)
	if wait := max(f.classes.wait(code, now), f.callers.wait(caller, now)); wait > 0 {
		tooMany(w, wait)
		return
	}
	s, err := f.Rooms.SignIn(r.Context(), in.ClassCode, in.Ticket)
	if err != nil {
		if care.KindOf(err) == care.NotFound {
			f.classes.fail(code, now)
			f.callers.fail(caller, now)
		}
		f.refuseSignIn(w, r, s, err)
		return
	}
	b, err := f.started(s, in.Lang)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	send(w, http.StatusOK, b)
}

// classKey bounds what a made-up class code may cost in memory.
func classKey(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	return code[:min(len(code), 16)]
}

func (f *face) started(s screening.Started, lang care.Lang) ([]byte, error) {
	raw, err := f.battery.of(s.Campaign, s.LeaveOut, f.Rooms.Instruments)
	if err != nil {
		return nil, err
	}
	if lang != care.En {
		lang = care.Zh
	}
	out := started{Sitting: s.Sitting, Token: s.Token, Rev: s.Rev, Lang: lang, Title: sheetTitle, SharedRoom: s.SharedRoom,
		Lines: f.lines(s.Line), Closing: closing, HelpText: helpText("none", s.SharedRoom), battery: raw}
	if s.Draft != nil {
		out.Draft = onPage(s, f.Rooms.Instruments)
	}
	return out.MarshalTo(make([]byte, 0, len(raw)+4096))
}

// refuseSignIn tells a wrong code (401) from a right one that can't be used now
// (403) and from a sheet that was handed in (409).
func (f *face) refuseSignIn(w http.ResponseWriter, r *http.Request, s screening.Started, err error) {
	var e *care.Error
	status := ui.Status(care.KindOf(err))
	switch {
	case status == http.StatusNotFound:
		status = http.StatusUnauthorized
	case errors.As(err, &e) && e.Op == screening.OpSchoolHours:
		status = http.StatusForbidden
	}
	if status != http.StatusUnauthorized && status != http.StatusForbidden {
		f.refuseWith(w, r, err, s.Receipt, s.Line)
		return
	}
	answer(w, status, faultOf(err))
}

func tooMany(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	answer(w, http.StatusTooManyRequests, fault{Error: faultError{Kind: "too_many",
		Message: care.Text{Zh: "试的次数太多了，请等一会儿再试。", En: "Too many tries; please wait a moment."}}})
}
