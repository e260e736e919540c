package screening

import (
	"context"
	"fmt"
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/instrument"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/store"
)

// Critical is a danger answer at the moment it is given, whether or not the
// sheet is ever submitted: an alert is raised and the duty posts are called.
// Saying it twice changes nothing. An answer that is not critical raises none.
func (r Room) Critical(ctx context.Context, sitting care.ID, token, scale string, item int, value questionnaire.Answer) (care.ID, error) {
	in, ok := r.Instruments.Get(scale)
	if !ok || item < 1 || item > in.ItemCount {
		return 0, care.Invalidf("item", "没有这道题", "there is no such item")
	}
	id := criticalID(in, item, value)
	if id == "" {
		return 0, care.Invalidf("value", "这个回答不会触发求助", "this answer calls nobody")
	}
	return r.call(ctx, sitting, token, "screening.Critical", care.AlertItem, []string{id})
}

// Help is the pupil pressing "I need somebody with me now".
func (r Room) Help(ctx context.Context, sitting care.ID, token string) (care.ID, error) {
	return r.call(ctx, sitting, token, "screening.Help", care.AlertHelp, nil)
}

// calling is a call for an adult under way.
type calling struct {
	sitting care.ID
	token   string
	source  care.AlertSource
	items   []string
	alert   care.ID
}

// calls are joint because many may call at the same moment: whom to call is then
// asked once for each class.
var calls = map[string]*act.Joint[*calling]{
	"screening.Critical": {Name: "screening.Critical", Run: callTogether},
	"screening.Help":     {Name: "screening.Help", Run: callTogether},
}

func (r Room) call(ctx context.Context, sitting care.ID, token, name string, source care.AlertSource, items []string) (care.ID, error) {
	if err := r.admit(ctx, sitting, token); err != nil {
		return 0, err
	}
	c := &calling{sitting: sitting, token: token, source: source, items: items}
	err := calls[name].Do(ctx, r.Kernel, act.Who{}, c)
	if err == nil {
		r.desk.hear(sitting, items)
	}
	return c.alert, err
}

func callTogether(parts []*act.Part[*calling]) error {
	for _, part := range parts {
		r, c := Room{Kernel: part.K}, part.Item
		row, err := r.sitting(part.Tx, c.sitting, c.token)
		if err != nil {
			if err = part.Refuse(err); err != nil {
				return err
			}
			continue
		}
		part.Who = pupil(row.Person)
		part.About("sitting", c.sitting, row.Person)
		round, err := act.Once(part.Tx, func() (care.Campaign, error) { return part.Campaign(row.Campaign) }, "round", row.Campaign)
		if err != nil {
			return err
		}
		if c.alert, err = r.raise(part.Tx, row, round, c.source, c.items); err != nil {
			return err
		}
	}
	return nil
}

// CriticalCodes lists the answers to an item that call an adult at once; the
// page asks this, so that page and score can never disagree.
func CriticalCodes(in *instrument.Instrument, item int) []int {
	var codes []int
	for _, o := range in.ItemOptions(item) {
		if criticalID(in, item, questionnaire.Answer(o.Code)) != "" {
			codes = append(codes, o.Code)
		}
	}
	return codes
}

// AsksSelfHarm tells whether an item is left out where a guardian consented
// without self-harm items.
func AsksSelfHarm(in *instrument.Instrument, item int) bool {
	return slices.ContainsFunc(in.Critical, func(c instrument.CriticalRule) bool { return c.Kind == "hard" && c.Item == item })
}

// criticalID asks the instrument itself whether this one answer is a hard
// critical one, so that the page and the score can never disagree.
func criticalID(in *instrument.Instrument, item int, value questionnaire.Answer) string {
	answers := make(questionnaire.Answers, in.ItemCount)
	for i := range answers {
		answers[i] = questionnaire.Missing
	}
	answers[item-1] = value
	for _, id := range in.Score(instrument.Sheet{Answers: answers}, instrument.Options{}).Critical {
		if id == in.Items[item-1].ID {
			return id
		}
	}
	return ""
}

// raise raises the sitting's alert with its flag, once, and counts both.
func (r Room) raise(t *act.Tx, row store.SittingRow, c care.Campaign, source care.AlertSource, items []string) (care.ID, error) {
	a, fresh, news, err := r.alert(t, row, c, source, items)
	if err != nil || !news {
		return a.ID, err
	}
	_, flagged, err := t.Flag(r.flagOf(row, a, r.alertSuggests(source)), []act.FlagReason{r.alertReason(source, items)})
	if err != nil || !fresh && !flagged {
		return a.ID, err
	}
	return a.ID, t.AddTally(store.ClassTally{Campaign: row.Campaign, Unit: row.Class, Alerted: one(fresh), Flagged: one(flagged)})
}

// alert raises the sitting's alert or joins the one it has. News asks for the
// meeting; an open alert of a danger answer has its flag already.
func (r Room) alert(t *act.Tx, row store.SittingRow, c care.Campaign, source care.AlertSource, items []string) (a care.Alert, fresh, news bool, err error) {
	posts, err := act.Once(t, func() ([]care.ID, error) { return serving(t, c.Settings.DutyPosts, row.School) }, "serving", c.ID, row.School)
	if err != nil {
		return a, false, false, err
	}
	a, fresh, err = t.RaiseAlert(care.Alert{Person: row.Person, School: row.School, Class: row.Class, Campaign: row.Campaign, Sitting: row.ID, Source: source},
		items, posts)
	news = fresh || source == care.AlertItem && (a.Source != care.AlertItem || a.RaisedAt == t.Now)
	return a, fresh, news, err
}

// flagOf is the flag that a sheet's alert asks for.
func (r Room) flagOf(row store.SittingRow, a care.Alert, suggested care.Level) care.Flag {
	return care.Flag{Person: row.Person, School: row.School, Source: care.FromAlert, Campaign: row.Campaign, Sitting: row.ID,
		Alert: a.ID, Suggested: suggested, Critical: true}
}

// alertSuggests is the level suggested beside an alert: what the pack says of
// danger answers (critical_suggests), and none for a call for company. How soon
// somebody has to meet the pupil does not hang on it.
func (r Room) alertSuggests(source care.AlertSource) care.Level {
	if source == care.AlertHelp {
		return care.LevelNone
	}
	return r.Policy().CriticalSuggests()
}

// alertReason is why the flag beside an alert was raised.
func (r Room) alertReason(source care.AlertSource, items []string) act.FlagReason {
	level := r.alertSuggests(source)
	if source == care.AlertHelp {
		return act.FlagReason{Rule: "alert.help", Clause: "ours", Level: level,
			Text: care.Text{Zh: "学生在测评中请求有人陪", En: "the pupil asked for somebody to come"}}
	}
	return act.FlagReason{Rule: fmt.Sprintf("alert.item.%v", items), Clause: "ours", Level: level,
		Text: care.Text{Zh: "测评中出现需要当面了解的回答", En: "An answer that asks for a meeting in person"}}
}

// HelpState is what the pupil's panel says; it is always true. Only an adult's "I am
// going" makes it say that somebody comes; that somebody opened the alert does not.
type HelpState struct {
	State      string // "none", "calling", "coming", "nobody_yet", "checked"
	Who        care.Role
	SharedRoom bool           // neighbours may read along
	Line       policy.Hotline // the round's own line
}

// HelpStateOf tells a pupil whether somebody has answered.
func (r Room) HelpStateOf(ctx context.Context, sitting care.ID, token string) (HelpState, error) {
	var h HelpState
	err := r.View(ctx, act.Who{}, func(t *act.Tx) error {
		row, err := r.sitting(t, sitting, token)
		if err != nil {
			return err
		}
		c, err := t.Campaign(row.Campaign)
		if err != nil {
			return err
		}
		a, err := t.AlertOfSitting(row.ID)
		if care.KindOf(err) == care.NotFound {
			h, err = HelpState{State: "none"}, nil
		} else if err == nil {
			h, err = helpState(t, a)
		}
		h.SharedRoom, h.Line = c.Settings.SharedRoom, act.LineOf(c)
		return err
	})
	return h, err
}

func helpState(t *act.Tx, a care.Alert) (HelpState, error) {
	switch a.State {
	case care.AlertEnded:
		return HelpState{State: "checked"}, nil
	case care.AlertAnswered:
		p, err := t.Post(a.AnsweredBy)
		return HelpState{State: "coming", Who: p.Role}, err
	}
	if a.Rung > 0 {
		return HelpState{State: "nobody_yet"}, nil
	}
	return HelpState{State: "calling"}, nil
}
