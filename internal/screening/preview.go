package screening

import (
	"context"
	"encoding/json"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// FlagChange is how many open flags another pack would suggest another level for.
// Flags keep what was suggested under their own pack; this says what to expect.
type FlagChange struct {
	Asked, Higher, Lower int
	Locked               bool // the region is locked: nothing could be asked
}

// FlagsUnder asks another pack's rules about the sheets of the open flags.
func (r Room) FlagsUnder(ctx context.Context, who act.Who, pack *policy.Stack) (c FlagChange, err error) {
	err = r.View(ctx, who, func(t *act.Tx) error {
		c = FlagChange{Locked: r.Locked()}
		root, err := t.Root()
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Read, access.Packs, root.ID); err != nil || c.Locked {
			return err
		}
		return t.EachFlag(func(f care.Flag) error {
			if f.State != care.FlagOpen || f.Sitting == 0 {
				return nil
			}
			row, err := t.Sitting(f.Sitting)
			if err != nil || len(row.Result) == 0 {
				return err
			}
			var res Result
			plain, err := t.Open("sitting", "result", f.Sitting, row.Result)
			if err == nil {
				err = json.Unmarshal(plain, &res)
			}
			if err != nil {
				return err
			}
			c.Asked++
			switch level := res.Suggest(pack).Level; {
			case level > res.Level:
				c.Higher++
			case level < res.Level:
				c.Lower++
			}
			return nil
		})
	})
	return c, err
}
