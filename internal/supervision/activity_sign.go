package supervision

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// authorSlot is the author's signature; the second person signs the next.
const authorSlot = 1

// Signed is one signature under a record.
type Signed struct {
	Role  care.Role
	Name  string // only for who may read the posts of the unit, or signed himself
	At    care.Millis
	Whole bool // what stands there now is what was signed
}

func signedBy(t *act.Tx, record care.ID) ([]Signed, error) {
	rows, err := t.SignedUnder(record)
	if err != nil {
		return nil, err
	}
	var list []Signed
	for _, row := range rows {
		post, err := t.Post(row.Post)
		if err != nil {
			return nil, err
		}
		s := Signed{Role: post.Role, At: row.At, Whole: row.Whole}
		if row.Person == t.Who.Person || t.MayUnit(access.Read, access.Posts, post.Unit) {
			if s.Name, err = t.NameOf(row.Person); err != nil {
				return nil, err
			}
		}
		list = append(list, s)
	}
	return list, nil
}

// mayCountersign: the second person is another one, and sees every part of what he signs;
// small figures of cases stay hidden from who opens no child, and the page tells him so.
// He need not be entitled to write it.
func mayCountersign(t *act.Tx, rec Record) bool {
	return rec.State == care.ActivityKept && rec.Missing > 0 && rec.Author != t.Who.Person && len(rec.Hidden) == 0
}

// Sign is the second signature of a form that asks for two: by another person, who
// has read all of it.
func (r Room) Sign(ctx context.Context, who act.Who, id care.ID) error {
	return r.Do(ctx, who, "supervision.SignActivity", func(t *act.Tx) error {
		a, _, err := own(t, id, access.Read)
		if err != nil {
			return err
		}
		rec, err := opened(t, a)
		if err != nil {
			return err
		}
		if rec.Signed, err = signedBy(t, id); err != nil {
			return err
		}
		rec.Missing = rec.Def.Signers() - len(rec.Signed)
		for _, s := range rec.Signed {
			if !s.Whole {
				return care.Fail(care.Conflict, "sign", "这份记录与签名时的内容不一致，不能再签；请告诉系统管理员", "this record is not what was signed; it can't be signed again, tell the administrator")
			}
		}
		switch {
		case rec.State != care.ActivityKept:
			return care.Fail(care.Conflict, "sign", "这份记录已被更正或撤回，请看最新的一份", "this record was amended or withdrawn; look at the newest one")
		case len(rec.Signed) == 0 || rec.Missing <= 0:
			return care.Fail(care.Conflict, "sign", "这份记录的签名已经齐了", "this record has all its signatures")
		case rec.Author == who.Person:
			return care.Fail(care.Forbidden, "sign", "记录人已经签过，请另一位同事核对后签名", "the author has signed; another colleague reads it and signs")
		case !mayCountersign(t, rec):
			return t.Refuse(reads(rec.Def), 0)
		}
		return t.Sign(id, len(rec.Signed)+1)
	})
}
