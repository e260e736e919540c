package pupil

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

type criticalBody struct {
	Instrument string               `json:"instrument"`
	Item       int                  `json:"item"`
	Value      questionnaire.Answer `json:"value"`
}

type alertBody struct {
	Alert care.ID  `json:"alert"`
	Help  helpBody `json:"help"`
}

// critical is a danger answer at the moment it is given.
func (f *face) critical(w http.ResponseWriter, r *http.Request) {
	id, token, err := bearer(r)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	var in criticalBody
	if err := read(w, r, &in); err != nil {
		f.refuse(w, r, err, "")
		return
	}
	alert, err := f.Rooms.Critical(r.Context(), id, token, in.Instrument, in.Item, in.Value)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	// The alert is on the disk; that its state could not be read is no failure.
	h, err := f.Rooms.HelpStateOf(r.Context(), id, token)
	if err != nil {
		h.State = "calling"
	}
	answer(w, http.StatusAccepted, alertBody{Alert: alert, Help: bodyOf(h, f.lines(h.Line))})
}

// askHelp is the pupil asking for somebody.
func (f *face) askHelp(w http.ResponseWriter, r *http.Request) {
	id, token, err := bearer(r)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	if _, err := f.Rooms.Help(r.Context(), id, token); err != nil {
		f.refuse(w, r, err, "")
		return
	}
	answer(w, http.StatusAccepted, struct{}{})
}

// help says truly whether somebody has answered.
func (f *face) help(w http.ResponseWriter, r *http.Request) {
	id, token, err := bearer(r)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	h, err := f.Rooms.HelpStateOf(r.Context(), id, token)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	answer(w, http.StatusOK, bodyOf(h, f.lines(h.Line)))
}
