package ui

import (
	"embed"
	"errors"
	"net/http"

	"xinhuan/internal/care"
)

//go:embed error.html
var errorFS embed.FS

var errorTemplate = MustParse(errorFS, "error.html")

// errorPage says what happened, what was kept and what to do.
type errorPage struct {
	Page
	Happened  care.Text
	Kept      care.Text
	Do        care.Text
	Reference string
}

var kindStatus = map[care.Kind]int{
	care.Internal:    http.StatusInternalServerError,
	care.Invalid:     http.StatusUnprocessableEntity,
	care.NotFound:    http.StatusNotFound,
	care.Forbidden:   http.StatusForbidden,
	care.Conflict:    http.StatusConflict,
	care.Sealed:      http.StatusServiceUnavailable,
	care.Unavailable: http.StatusServiceUnavailable,
}

// Status is the HTTP status of a kind of failure.
func Status(k care.Kind) int { return kindStatus[k] }

var kindWords = map[care.Kind]errorPage{
	care.Internal: {Happened: care.Text{Zh: "系统出了差错。", En: "Something went wrong in the system."},
		Kept: care.Text{Zh: "这一步没有保存；之前保存的内容都在。", En: "This step was not saved; everything saved before is still there."},
		Do:   care.Text{Zh: "请返回再试一次。如果还不行，把下面的编号告诉系统管理员。", En: "Go back and try once more. If it fails again, give the reference below to the system administrator."}},
	care.Invalid: {Happened: care.Text{Zh: "有些内容需要改一下。", En: "Something you entered needs a change."},
		Kept: care.Text{Zh: "什么都没有改动。", En: "Nothing was changed."},
		Do:   care.Text{Zh: "请返回，按提示修改后再提交。", En: "Go back, follow the hints and send it again."}},
	care.NotFound: {Happened: care.Text{Zh: "没有找到这个页面或这份记录。", En: "There is no such page or record."},
		Kept: care.Text{Zh: "没有任何内容丢失。", En: "Nothing was lost."},
		Do:   care.Text{Zh: "链接可能过期，或不在您的岗位范围内。请从“我的工作”重新进入。", En: "The link may be out of date, or it is outside the scope of your post. Start again from My work."}},
	care.Forbidden: {Happened: care.Text{Zh: "您现在的岗位不能做这件事。", En: "Your present post may not do this."},
		Kept: care.Text{Zh: "什么都没有改动。这次尝试已记入日志。", En: "Nothing was changed. The attempt was logged."},
		Do:   care.Text{Zh: "如果您有别的岗位，请先切换；否则请找专柜档案的保管人。", En: "If you hold another post, switch to it; otherwise ask the custodian of the archive."}},
	care.Conflict: {Happened: care.Text{Zh: "在您填写时，别人已经改动了这份内容。", En: "Somebody changed this while you were writing."},
		Kept: care.Text{Zh: "对方的改动已保存，您的还没有。", En: "Their change is saved, yours is not yet."},
		Do:   care.Text{Zh: "请返回并刷新，看过新内容后再决定。", En: "Go back, reload, read what is new and decide again."}},
	care.Sealed: {Happened: care.Text{Zh: "本区县的档案钥匙还没有打开，暂时看不到内容。", En: "The region's key is not unlocked yet, so content can't be shown."},
		Kept: care.Text{Zh: "作答、求助和登记照常接收，都已加密保存。", En: "Answers, calls for help and records are still accepted and kept encrypted."},
		Do:   care.Text{Zh: "请联系安全管理员解锁，然后刷新本页。", En: "Ask the security administrator to unlock it, then reload this page."}},
	care.Unavailable: {Happened: care.Text{Zh: "系统正忙，暂时没能完成。", En: "The system is busy and could not finish this."},
		Kept: care.Text{Zh: "这一步没有保存；之前保存的内容都在。", En: "This step was not saved; everything saved before is still there."},
		Do:   care.Text{Zh: "请等一分钟再试。", En: "Wait a minute and try again."}},
}

func careError(err error) *care.Error {
	var e *care.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Fail answers with the error page of the error's kind. The reference leads an
// administrator to the log line; the cause itself is never shown.
func Fail(w http.ResponseWriter, p Page, err error, reference string) {
	kind := care.KindOf(err)
	words := kindWords[kind]
	words.Page, words.Reference = p, reference
	words.Title = care.Text{Zh: "没有完成", En: "Not done"}
	if words.Face == "" || words.Face == Pupil {
		words.Face = Bare
	}
	if e := careError(err); e != nil && !e.Text.IsZero() {
		words.Happened = e.Text.Sentence()
	}
	if err := errorTemplate.Render(w, Status(kind), words); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
	}
}
