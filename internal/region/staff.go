package region

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// NewStaff is a member of staff to be added with seats and an account.
type NewStaff struct {
	Name  string
	Phone string
	Email string
	Seats []Seat
	Login string // "" = issued
}

// AccountSheet is what is printed once for a new account: the first password
// is not stored anywhere and must be changed at the first sign-in. "" = it is issued
// with the confirmation of a second person, who then hands it over.
type AccountSheet struct {
	Person   care.ID
	Name     string
	Login    string
	Password string
}

// Hired is a member of staff who was added.
type Hired struct {
	Person care.ID
	Posts  []care.ID // in the order of the seats; 0 = it waits for a second person
	Waits  []care.ID // the proposal, where one waits
	Sheet  AccountSheet
}

// AddStaff adds members of staff with their seats and accounts in one act.
func (r Room) AddStaff(ctx context.Context, who act.Who, list []NewStaff) ([]Hired, error) {
	var hired []Hired
	err := r.Do(ctx, who, "region.AddStaff", func(t *act.Tx) error {
		hired = nil
		t.About("staff", 0, 0)
		t.Detail("staff", len(list))
		for _, s := range list {
			for _, seat := range s.Seats {
				if err := t.DecideUnit(access.Write, access.Posts, seat.Unit); err != nil {
					return err
				}
			}
			h, err := addStaff(t, s)
			if err != nil {
				return err
			}
			hired = append(hired, h)
		}
		return nil
	})
	return hired, err
}

func addStaff(t *act.Tx, s NewStaff) (Hired, error) {
	var h Hired
	if s.Name = strings.TrimSpace(s.Name); s.Name == "" {
		return h, care.Invalidf("name", "请填写姓名", "give a name")
	}
	if len(s.Seats) == 0 {
		return h, care.Invalidf("seat", "请指定岗位", "name a post")
	}
	h.Person = t.NewID()
	identity := care.Identity{Name: s.Name, Phone: s.Phone, Email: s.Email}
	if err := t.AddPerson(h.Person, care.StaffPerson, identity); err != nil {
		return h, err
	}
	for _, seat := range s.Seats {
		post, waits, err := appoint(t, h.Person, seat)
		if err != nil {
			return h, err
		}
		h.Posts, h.Waits = append(h.Posts, post), append(h.Waits, waits)
	}
	login := strings.ToLower(strings.TrimSpace(s.Login))
	if login == "" {
		login = issueLogin()
	}
	password := firstPassword()
	err := t.InsertAccount(store.AccountRow{ID: t.NewID(), Person: h.Person, Login: login, Secret: HashFirst(password), MustChange: true})
	h.Sheet = AccountSheet{Person: h.Person, Name: s.Name, Login: login, Password: password}
	if slices.ContainsFunc(h.Waits, func(id care.ID) bool { return id != 0 }) {
		h.Sheet.Password = "" // who adds the account must not hold the key to what the post opens
	}
	return h, err
}

// letters leaves out those that are mistaken for one another on paper.
const letters = "abcdefghjkmnpqrstuvwxyz23456789"

func randomLetters(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)] // 31 of 256: the bias of a quarter bit is irrelevant at this length
	}
	return string(b)
}

// issueLogin is never made from a name: logins stand in clear text.
func issueLogin() string { return "x" + randomLetters(7) }

func firstPassword() string {
	return randomLetters(4) + "-" + randomLetters(4) + "-" + randomLetters(4)
}
