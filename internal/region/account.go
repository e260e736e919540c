package region

import (
	"context"
	"strings"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Lockout after wrong passwords: five tries, then 15 minutes. Ours (GB/T
// 22239-2019 level 3 asks for a lockout and leaves the numbers open).
const (
	lockTries = 5
	lockFor   = 15 * time.Minute
)

// SignedIn is an account that proved itself.
type SignedIn struct {
	Account    care.ID
	Person     care.ID
	Posts      []care.Post
	MustChange bool
}

var wrongPassword = care.Error{Kind: care.Forbidden, Op: "sign in", Text: care.Text{Zh: "账号或密码不对", En: "wrong login or password"}}

// SignIn checks a login and a password.
func (r Room) SignIn(ctx context.Context, login, password string) (SignedIn, error) {
	var account store.AccountRow
	found := true
	err := r.View(ctx, act.System, func(t *act.Tx) (err error) {
		account, err = t.AccountByLogin(strings.ToLower(strings.TrimSpace(login)))
		if care.KindOf(err) == care.NotFound {
			found, err = false, nil
		}
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	// The slow hash runs outside any transaction; an unknown login costs the same.
	right := CheckPassword(account.Secret, password)
	if !found {
		return SignedIn{}, &wrongPassword
	}
	return r.signIn(ctx, account, right)
}

func (r Room) signIn(ctx context.Context, account store.AccountRow, right bool) (SignedIn, error) {
	var in SignedIn
	var refused error
	err := r.Do(ctx, act.System, "region.SignIn", func(t *act.Tx) error {
		t.About("account", account.ID, account.Person)
		now, err := t.AccountOf(account.Person)
		if err != nil {
			return err
		}
		if now.LockedUntil > t.Now {
			refused = care.Fail(care.Unavailable, "sign in", "输错次数过多，请 15 分钟后再试，或请管理员重置密码",
				"too many wrong tries; wait 15 minutes or ask the administrator for a new password")
			return nil
		}
		if !right {
			refused = &wrongPassword
			t.Detail("wrong password")
			failed, until := now.Failed+1, care.Millis(0)
			if failed >= lockTries {
				failed, until = 0, t.Now+care.Millis(lockFor.Milliseconds())
			}
			return t.CountFailure(account.ID, failed, until)
		}
		refused = nil
		in, err = signedIn(t, now)
		if err != nil || now.Failed == 0 {
			return err
		}
		return t.CountFailure(account.ID, 0, 0)
	})
	if err != nil {
		return in, err
	}
	return in, refused
}

func signedIn(t *act.Tx, a store.AccountRow) (SignedIn, error) {
	posts, err := t.HeldPosts(a.Person)
	return SignedIn{Account: a.ID, Person: a.Person, Posts: posts, MustChange: a.MustChange}, err
}

// Enter signs a person in without a password; the demo's one-click sign-in.
func (r Room) Enter(ctx context.Context, person care.ID) (SignedIn, error) {
	var in SignedIn
	err := r.Do(ctx, act.System, "region.Enter", func(t *act.Tx) error {
		kind, err := r.DB.Kind(ctx)
		if err != nil {
			return err
		}
		if kind != "demo" {
			return care.Fail(care.Forbidden, "enter", "只有演示数据库可以一键登录", "only a demo database has one-click sign-in")
		}
		a, err := t.AccountOf(person)
		if err != nil {
			return err
		}
		t.About("account", a.ID, person)
		in, err = signedIn(t, a)
		in.MustChange = false
		return err
	})
	return in, err
}

// ChangePassword replaces one's own password.
func (r Room) ChangePassword(ctx context.Context, who act.Who, old, fresh string) error {
	var account store.AccountRow
	err := r.View(ctx, who, func(t *act.Tx) (err error) {
		account, err = t.AccountOf(who.Person)
		return err
	})
	if err != nil {
		return err
	}
	if !CheckPassword(account.Secret, old) {
		return care.Invalidf("old", "原密码不对", "the old password is wrong")
	}
	if err := AcceptPassword(account.Login, fresh); err != nil {
		return err
	}
	hash := HashPassword(fresh)
	return r.Do(ctx, who, "region.ChangePassword", func(t *act.Tx) error {
		t.About("account", account.ID, account.Person)
		return t.SetSecret(account.ID, hash, false)
	})
}

// ResetPassword issues a new first password: the security administrator's act. For
// a holder of a post that opens much it proposes one, and the sheet has none: the
// second person gets it and hands it over.
func (r Room) ResetPassword(ctx context.Context, who act.Who, person care.ID) (AccountSheet, error) {
	var sheet AccountSheet
	err := r.Do(ctx, who, "region.ResetPassword", func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Write, access.Posts, root.ID); err != nil {
			return err
		}
		a, err := t.AccountOf(person)
		if err != nil {
			return err
		}
		t.About("account", a.ID, person)
		guarded, err := guardedPerson(t, person)
		if err != nil {
			return err
		}
		if guarded {
			sheet = AccountSheet{Person: person, Login: a.Login}
			_, err = propose(t, ProposePassword, person, Seat{Unit: root.ID})
			return err
		}
		sheet, err = issue(t, a)
		return err
	})
	return sheet, err
}

// issue replaces an account's password by a new first one.
func issue(t *act.Tx, a store.AccountRow) (AccountSheet, error) {
	password := firstPassword()
	name, err := t.NameOf(a.Person)
	if err != nil {
		return AccountSheet{}, err
	}
	return AccountSheet{Person: a.Person, Name: name, Login: a.Login, Password: password}, t.SetSecret(a.ID, HashFirst(password), true)
}
