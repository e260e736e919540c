package demo

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
)

// Account is a member of staff to look at the demonstration as.
type Account struct {
	Role   care.Role
	Person care.ID
	Post   care.ID
	Name   string
	Unit   care.Text
	Work   int // duties, notices and alerts that wait for the post
}

// accountsMost is how many accounts of one role are offered, besides one at each further kind of unit. Ours.
const accountsMost = 2

// Accounts offers every staff role once, twice, or at each kind of unit: the held posts for which most
// work waits, at different units where there are any.
func Accounts(ctx context.Context, k *act.Kernel) ([]Account, error) {
	var list []Account
	err := k.View(ctx, act.System, func(t *act.Tx) error {
		list = nil
		root, err := t.Root()
		if err != nil {
			return err
		}
		for _, role := range care.StaffRoles() {
			some, err := accountsOf(t, root.ID, role)
			if err != nil {
				return err
			}
			list = append(list, some...)
		}
		return nil
	})
	return list, err
}

func accountsOf(t *act.Tx, root care.ID, role care.Role) ([]Account, error) {
	posts, err := t.PostsBelow(root, role)
	if err != nil {
		return nil, err
	}
	type held struct {
		Account
		unit care.ID
		kind care.UnitKind
	}
	var all []held
	for _, p := range posts {
		person, err := t.Holder(p.ID)
		if care.KindOf(err) == care.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		n, err := waiting(t, p.ID)
		if err != nil {
			return nil, err
		}
		u, err := t.Unit(p.Unit)
		if err != nil {
			return nil, err
		}
		kind := u.Kind
		if u.Stage == care.University && kind == care.School {
			kind = care.UniversityUnit
		}
		all = append(all, held{Account{Role: role, Person: person, Post: p.ID, Work: n}, p.Unit, kind})
	}
	slices.SortStableFunc(all, func(a, b held) int { return b.Work - a.Work })
	var list []Account
	units, kinds := map[care.ID]bool{}, map[care.UnitKind]bool{}
	for _, h := range all {
		if role == care.Invigilator && h.Work == 0 && len(list) > 0 {
			continue // has no class any more: there is nothing to look at
		}
		if units[h.unit] && role != care.DistrictOfficer || len(list) >= accountsMost && kinds[h.kind] {
			continue
		}
		units[h.unit], kinds[h.kind] = true, true
		if h.Name, err = t.NameOf(h.Person); err != nil {
			return nil, err
		}
		if h.Unit, err = unitName(t, h.unit); err != nil {
			return nil, err
		}
		list = append(list, h.Account)
	}
	return list, nil
}

// waiting counts what waits for a post.
func waiting(t *act.Tx, post care.ID) (int, error) {
	duties, err := t.DutiesOf(post)
	if err != nil {
		return 0, err
	}
	alerts, err := t.AlertsCalled(post)
	if err != nil {
		return 0, err
	}
	notices, err := t.NoticesTo(post, 1000)
	if err != nil {
		return 0, err
	}
	watched, err := t.Watched(post)
	n := len(duties) + len(alerts)
	for _, c := range watched {
		if c.Submitted+c.Stopped < c.Due {
			n++
		}
	}
	for _, notice := range notices {
		if notice.State == care.NoticeSent {
			n++
		}
	}
	return n, err
}

func unitName(t *act.Tx, id care.ID) (care.Text, error) {
	u, err := t.Unit(id)
	if err != nil || u.Kind != care.Class {
		return care.Text{Zh: u.Name, En: u.Name}, err
	}
	school, err := t.Unit(u.Parent)
	name := u.ClassName(care.SchoolYear(t.Today))
	return care.Text{Zh: school.Name + " " + name.Zh, En: school.Name + " " + name.En}, err
}

// PupilTicket issues the slips of a class of the open round for today, as its
// invigilator would, and gives one that nobody has used: the pupil's way in.
func PupilTicket(ctx context.Context, k *act.Kernel) (screening.Ticket, error) {
	rooms := screening.Room{Kernel: k}
	var rounds []care.Campaign
	err := k.View(ctx, act.System, func(t *act.Tx) (err error) {
		rounds, err = t.Campaigns()
		return err
	})
	if err != nil {
		return screening.Ticket{}, err
	}
	for _, c := range rounds {
		if c.State != care.CampaignOpen {
			continue
		}
		ticket, err := freshTicket(ctx, rooms, c)
		if err != nil || ticket.Code != "" {
			return ticket, err
		}
	}
	return screening.Ticket{}, care.Fail(care.NotFound, "pupil ticket", "没有可用的测评纸条：本轮学生都已完成", "no slip is left: everybody of the open round has answered")
}

func freshTicket(ctx context.Context, rooms screening.Room, c care.Campaign) (screening.Ticket, error) {
	var classes []care.ID
	var today care.Date
	err := rooms.View(ctx, act.System, func(t *act.Tx) error {
		today = t.Today
		list, err := t.CampaignClasses(c.ID, c.Unit)
		for _, tally := range list {
			if tally.Started < tally.Due {
				classes = append(classes, tally.Unit)
			}
		}
		return err
	})
	if err != nil || today > c.ClosesOn || today < c.OpensOn {
		return screening.Ticket{}, err
	}
	for _, class := range classes {
		had, err := rooms.TicketSheet(ctx, act.System, c.ID, class)
		if err != nil {
			return screening.Ticket{}, err
		}
		for _, k := range had {
			if !k.Used && k.Day == today {
				return k, nil
			}
		}
		list, err := rooms.IssueTickets(ctx, act.System, c.ID, class, today)
		if care.KindOf(err) == care.Invalid {
			continue // the school's day is full
		}
		if err != nil {
			return screening.Ticket{}, err
		}
		for _, k := range list {
			if !begun(ctx, rooms, c.ID, k.Person) {
				return k, nil
			}
		}
	}
	return screening.Ticket{}, nil
}

func begun(ctx context.Context, rooms screening.Room, campaign, person care.ID) bool {
	err := rooms.View(ctx, act.System, func(t *act.Tx) error {
		_, err := t.LastSitting(campaign, person)
		return err
	})
	return err == nil
}

// GuardianLink makes a one-time link for a guardian who has something to read, or
// to decide, and tells the last digits of the phone that prove who he is.
func GuardianLink(ctx context.Context, k *act.Kernel) (slip casework.Slip, last4 string, err error) {
	rooms := casework.Room{Kernel: k}
	notice, phone, err := openNotice(ctx, k)
	if err != nil {
		return slip, "", err
	}
	if notice != 0 {
		slip, err = rooms.NoticeLink(ctx, act.System, notice)
		return slip, phone, err
	}
	campaign, pupil, phone, err := undecided(ctx, k)
	if err != nil {
		return slip, "", err
	}
	slip, err = rooms.ConsentLink(ctx, act.System, campaign, pupil)
	return slip, phone, err
}

// openNotice finds a notice that a guardian with a phone has not acknowledged, the
// gravest of a school first, as its psychology lead sees them; 0 where there is none.
func openNotice(ctx context.Context, k *act.Kernel) (id care.ID, last4 string, err error) {
	err = k.View(ctx, act.System, func(t *act.Tx) error {
		root, err := t.Root()
		if err != nil {
			return err
		}
		leads, err := t.PostsBelow(root.ID, care.PsychologyLead)
		if err != nil {
			return err
		}
		for _, p := range leads {
			sees := store.Visible(k.Access(), access.Actor{Post: p.ID, Unit: p.Unit, Role: p.Role}, access.Read, access.Level)
			episodes, err := t.EpisodesVisible(sees, p.Unit, 200, 0)
			if err != nil {
				return err
			}
			for _, e := range episodes {
				if id, last4, err = noticeOf(t, e.ID); err != nil || id != 0 {
					return err
				}
			}
		}
		return nil
	})
	return id, last4, err
}

func noticeOf(t *act.Tx, episode care.ID) (care.ID, string, error) {
	notices, err := t.NoticesOf(episode)
	for _, n := range notices {
		if n.Guardian == 0 || n.State != care.NoticeSent {
			continue
		}
		if digits, err := lastDigits(t, n.Person, n.Guardian); err != nil || digits != "" {
			return n.ID, digits, err
		}
	}
	return 0, "", err
}

func lastDigits(t *act.Tx, child, guardian care.ID) (string, error) {
	list, err := t.GuardiansOf(child)
	for _, g := range list {
		if (g.ID == guardian || guardian == 0) && len(g.Phone) >= 4 {
			return g.Phone[len(g.Phone)-4:], err
		}
		if guardian == 0 {
			break // a link for a consent goes to the first guardian
		}
	}
	return "", err
}

// undecided finds a pupil of an open round whose family has not decided yet.
func undecided(ctx context.Context, k *act.Kernel) (campaign, pupil care.ID, last4 string, err error) {
	err = k.View(ctx, act.System, func(t *act.Tx) error {
		rounds, err := t.Campaigns()
		if err != nil {
			return err
		}
		for _, c := range rounds {
			if c.State != care.CampaignOpen {
				continue
			}
			if pupil, last4, err = undecidedIn(t, c); err != nil || pupil != 0 {
				campaign = c.ID
				return err
			}
		}
		return care.Fail(care.NotFound, "guardian link", "没有等待监护人处理的通知或同意书", "no notice and no consent waits for a guardian")
	})
	return campaign, pupil, last4, err
}

func undecidedIn(t *act.Tx, c care.Campaign) (pupil care.ID, last4 string, err error) {
	classes, err := t.CampaignClasses(c.ID, c.Unit)
	if err != nil {
		return 0, "", err
	}
	for _, class := range classes {
		had, err := t.ConsentsIn(c.ID, class.Unit)
		if err != nil {
			return 0, "", err
		}
		rows, err := t.PersonsIn(class.Unit, care.Enrolled)
		if err != nil {
			return 0, "", err
		}
		for _, p := range rows {
			if _, decided := had[p.ID]; decided {
				continue
			}
			if digits, err := lastDigits(t, p.ID, 0); err != nil || digits != "" {
				return p.ID, digits, err
			}
		}
	}
	return 0, "", nil
}
