package pupil

import (
	"net/http"

	"xinhuan/internal/care"
	"xinhuan/internal/screening"
)

type draftBody struct {
	Rev int64 `json:"rev"`
	screening.Answers
}

type revBody struct {
	Rev int64 `json:"rev"`
}

// draft saves what was answered so far. An older revision is answered with the
// newer one that is kept.
func (f *face) draft(w http.ResponseWriter, r *http.Request) {
	id, token, err := bearer(r)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	var in draftBody
	if err := read(w, r, &in); err != nil {
		f.refuse(w, r, err, "")
		return
	}
	rev, err := f.Rooms.SaveDraft(r.Context(), id, token, in.Rev, in.Answers)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	answer(w, http.StatusOK, revBody{rev})
}

type receiptBody struct {
	Receipt string    `json:"receipt"`
	Closing care.Text `json:"closing"`
	Lines   []line    `json:"lines"`
}

// submit takes the whole sheet. 200 means that it is on the disk.
func (f *face) submit(w http.ResponseWriter, r *http.Request) {
	id, token, err := bearer(r)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	var a screening.Answers
	if err := read(w, r, &a); err != nil {
		f.refuse(w, r, err, "")
		return
	}
	receipt, err := f.Rooms.Submit(r.Context(), id, token, a)
	if err != nil {
		f.refuse(w, r, err, receipt.Receipt)
		return
	}
	answer(w, http.StatusOK, receiptBody{Receipt: receipt.Receipt, Closing: closing, Lines: f.lines(receipt.Line)})
}

type stopBody struct {
	Reason string `json:"reason"` // tired, unwell, talk, other or ""
}

// stop ends a sitting without a sheet. Whoever stops because he wants to talk
// gets somebody, also when his wish was lost on the way.
func (f *face) stop(w http.ResponseWriter, r *http.Request) {
	id, token, err := bearer(r)
	if err != nil {
		f.refuse(w, r, err, "")
		return
	}
	var in stopBody
	if err := read(w, r, &in); err != nil {
		f.refuse(w, r, err, "")
		return
	}
	if in.Reason == "talk" {
		if _, err := f.Rooms.Help(r.Context(), id, token); err != nil {
			f.refuse(w, r, err, "")
			return
		}
	}
	if err := f.Rooms.Stop(r.Context(), id, token); err != nil {
		f.refuse(w, r, err, "")
		return
	}
	answer(w, http.StatusOK, receiptBody{Closing: closing, Lines: f.lines(f.lineOf(r))})
}

// Echo reads a sheet and writes it back: what HTTP and JSON alone cost, the
// anchor of the benchmark.
func Echo(w http.ResponseWriter, r *http.Request) {
	var a screening.Answers
	if err := read(w, r, &a); err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	answer(w, http.StatusOK, a)
}
