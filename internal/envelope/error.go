package envelope

import (
	"errors"

	"xinhuan/internal/care"
)

// ErrTampered is the cause of every failure to open sealed bytes: they were
// changed, cut, moved to another place, or belong to another key. Which of these
// it was cannot be told, and is not told.
var ErrTampered = errors.New("sealed bytes do not verify")

func tampered(op string) error {
	return &care.Error{Kind: care.Internal, Op: op, Err: ErrTampered,
		Text: care.Text{Zh: "内容核验不通过,可能被改动或移动过,请联系审计管理员", En: "the content does not verify; it was changed or moved"}}
}

func locked(op string) error {
	return care.Fail(care.Sealed, op, "本区域尚未解锁，内容暂时不能打开", "the region is locked, so the content can't be opened")
}

func defect(op, en string) error {
	return &care.Error{Kind: care.Internal, Op: op, Err: errors.New(en),
		Text: care.Text{Zh: "程序内部错误", En: "internal error"}}
}
