package casework

import (
	"context"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
)

// authorSlot is the author's signature; the second person signs the next.
const authorSlot = 1

// Signed is one signature under a record.
type Signed struct {
	Slot  int
	By    Holder
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
		by, err := holderOf(t, row.Post)
		if err != nil {
			return nil, err
		}
		if by.Name, err = t.NameOf(row.Person); err != nil { // who signed then, not who sits there now
			return nil, err
		}
		list = append(list, Signed{Slot: row.Slot, By: by, At: row.At, Whole: row.Whole})
	}
	return list, nil
}

// maySign: the second person is another one, and sees all of what he signs. He
// need not be entitled to write it: a principal signs the report of a teacher.
func maySign(t *act.Tx, v RecordView, signed int) bool {
	return signed < v.Def.Signers() && v.Author != t.Who.Person && len(v.Hidden) == 0
}

// SignRecord is the second signature of a form that asks for two: by another
// person, who has read all of it.
func (r Room) SignRecord(ctx context.Context, who act.Who, id care.ID) error {
	return r.Do(ctx, who, "casework.SignRecord", func(t *act.Tx) error {
		v, err := openReadable(t, id)
		if err != nil {
			return err
		}
		signed, err := signedBy(t, id)
		if err != nil {
			return err
		}
		if len(signed) >= v.Def.Signers() {
			return care.Fail(care.Conflict, "sign", "这份记录的签名已经齐了", "this record has all its signatures")
		}
		for _, s := range signed {
			if !s.Whole {
				return care.Fail(care.Conflict, "sign", "这份记录与签名时的内容不一致，不能再签；请告诉系统管理员", "this record is not what was signed; it can't be signed again, tell the administrator")
			}
		}
		if v.Author == who.Person {
			return care.Fail(care.Forbidden, "sign", "记录人已经签过，请另一位同事核对后签名", "the author has signed; another colleague reads it and signs")
		}
		if !maySign(t, v, len(signed)) {
			return t.Refuse(writes(v.Def), v.Person)
		}
		return t.Sign(id, len(signed)+1)
	})
}
