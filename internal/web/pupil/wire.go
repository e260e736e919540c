package pupil

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
	"xinhuan/internal/serve"
	"xinhuan/internal/web/ui"
)

// A sheet of a long battery with its times is about 6 kB. Ours.
const bodyMost = 64 << 10

// retrySeconds is how long a page waits when the queue is full. Ours.
const retrySeconds = 2

// fault is how every refusal looks.
type fault struct {
	Error   faultError `json:"error"`
	Receipt string     `json:"receipt,omitempty"`
	Closing care.Text  `json:"closing,omitzero"`
	Lines   []line     `json:"lines,omitempty"`
}

type faultError struct {
	Kind    string               `json:"kind"`
	Message care.Text            `json:"message"`
	Fields  map[string]care.Text `json:"fields,omitempty"`
}

var kindNames = map[care.Kind]string{care.Internal: "internal", care.Invalid: "invalid", care.NotFound: "not_found", care.Forbidden: "forbidden",
	care.Conflict: "conflict", care.Sealed: "sealed", care.Unavailable: "unavailable"}

var kindMessages = map[care.Kind]care.Text{
	care.Internal:    {Zh: "系统出了点问题，你的回答还在。请过一会儿再试。", En: "Something went wrong; your answers are still here. Please try again in a moment."},
	care.Invalid:     {Zh: "提交的内容不完整，请刷新页面再试。", En: "Something in the request is not right; reload the page and try again."},
	care.NotFound:    {Zh: "没有找到，请再看看纸条。", En: "Not found; please look at your slip again."},
	care.Forbidden:   {Zh: "现在还不能作答，请问问老师。", En: "It is not open for you now; please ask your teacher."},
	care.Conflict:    {Zh: "这一步已经做过了。", En: "This was done before."},
	care.Sealed:      {Zh: "系统正忙，你的回答还在。请过一会儿再试。", En: "The system is busy; your answers are still here. Please try again in a moment."},
	care.Unavailable: {Zh: "系统正忙，你的回答还在。请过一会儿再试。", En: "The system is busy; your answers are still here. Please try again in a moment."},
}

func faultOf(err error) fault {
	kind := care.KindOf(err)
	out := fault{Error: faultError{Kind: kindNames[kind], Message: kindMessages[kind]}}
	var e *care.Error
	if errors.As(err, &e) && kind != care.Internal {
		out.Error.Fields = e.Fields
		if !e.Text.IsZero() {
			out.Error.Message = e.Text.Sentence()
		}
	}
	return out
}

// refuse answers with a failure of a sitting. Whoever has no valid token signs
// in again (401); what was handed in already is thanked for (409).
func (f *face) refuse(w http.ResponseWriter, r *http.Request, err error, receipt string) {
	line := policy.Hotline{}
	if care.KindOf(err) == care.Conflict {
		line = f.lineOf(r)
	}
	f.refuseWith(w, r, err, receipt, line)
}

// lineOf is the help line of the round that a sitting's request belongs to. That
// it could not be read is no failure: the national lines are shown anyway.
func (f *face) lineOf(r *http.Request) policy.Hotline {
	id, token, err := bearer(r)
	if err != nil {
		return policy.Hotline{}
	}
	line, err := f.Rooms.LineOf(r.Context(), id, token)
	if err != nil {
		return policy.Hotline{}
	}
	return line
}

func (f *face) refuseWith(w http.ResponseWriter, r *http.Request, err error, receipt string, local policy.Hotline) {
	body, status := faultOf(err), ui.Status(care.KindOf(err))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		status = http.StatusRequestEntityTooLarge
	case status == http.StatusForbidden:
		status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", "Bearer")
	case status == http.StatusConflict:
		body.Receipt, body.Closing, body.Lines = receipt, closing, f.lines(local)
		if e := (*care.Error)(nil); errors.As(err, &e) && e.Op == screening.OpWithdrawn {
			body.Closing = withdrawnClosing
		}
	case status == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", strconv.Itoa(retrySeconds))
	case status == http.StatusInternalServerError:
		f.Rooms.Log.Error("pupil", "request", serve.RequestID(r.Context()), "route", r.Pattern, "err", err)
	}
	answer(w, status, body)
}

func answer(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte("{}")
	}
	send(w, status, b)
}

func send(w http.ResponseWriter, status int, b []byte) {
	h := w.Header()
	h["Content-Type"] = jsonType
	h["Content-Length"] = []string{strconv.Itoa(len(b))}
	h["Cache-Control"] = noStore
	w.WriteHeader(status)
	w.Write(b)
}

var (
	jsonType = []string{"application/json"}
	noStore  = []string{"no-store"}
)

// read decodes a body. Its parts may be wrong in many ways; none is told apart,
// because nobody but a broken page sends them.
func read(w http.ResponseWriter, r *http.Request, v any) error {
	b, err := body(w, r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return care.Invalidf("body", "内容无法读取，请刷新页面", "the request can't be read; reload the page")
	}
	return nil
}

func body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > bodyMost {
		return nil, &http.MaxBytesError{Limit: bodyMost}
	}
	if r.ContentLength > 0 {
		b := make([]byte, r.ContentLength)
		_, err := io.ReadFull(r.Body, b)
		return b, err
	}
	return io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMost))
}

// bearer reads the sitting's id and token; what does not look like them is
// treated like a wrong token.
func bearer(r *http.Request) (care.ID, string, error) {
	id, err := care.ParseID(r.PathValue("sitting"))
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if err != nil || !found || len(token) > 128 {
		return 0, "", care.Fail(care.Forbidden, "pupil token", "请重新输入班级码和作答码", "please enter the class code and your code again")
	}
	return id, token, nil
}
