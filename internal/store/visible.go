package store

import (
	"fmt"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
)

// Subject gathers what a decision about a person needs to know.
func (tx *Tx) Subject(person care.ID) (s access.Subject, err error) {
	ties, err := few(tx, "read subject units", scanReach, `SELECT p.ancestor, CASE t.kind WHEN 'followed' THEN 1 ELSE 0 END, CASE p.depth WHEN 0 THEN 1 ELSE 0 END FROM tie t
		JOIN unit_path p ON p.region = t.region AND p.descendant = t.unit
		WHERE t.region = $1 AND t.person = $2 AND t.until_on = '' AND t.kind <> 'served'`, tx.Region, person)
	if err != nil {
		return s, err
	}
	for _, r := range ties {
		if r.followed == 1 {
			s.Followed = append(s.Followed, r.unit)
		} else {
			s.Units = append(s.Units, r.unit)
			if r.here == 1 {
				s.At = append(s.At, r.unit)
			}
		}
	}
	owners, err := few(tx, "read subject owners", scanHold, `SELECT owner_post, programme, CASE programme WHEN 'student_care' THEN 1 ELSE 0 END FROM episode
			WHERE region = $1 AND person = $2 AND state = 'open'
		UNION ALL SELECT vd.post, `+dutyProgramme+`, CASE WHEN vd.ref = 'flag' THEN 1 WHEN vd.rule IN ('protection_report', 'police_answer') THEN 3 ELSE 0 END FROM duty vd WHERE vd.region = $1 AND vd.person = $2 AND vd.state = 'open'
		UNION ALL SELECT w.invigilator, '', 2 FROM tie t JOIN campaign_class w ON w.region = t.region AND w.unit = t.unit AND w.invigilator IS NOT NULL
			JOIN campaign k ON k.region = w.region AND k.id = w.campaign AND k.state IN ('ready', 'open')
			WHERE t.region = $1 AND t.person = $2 AND t.kind = 'enrolled' AND t.until_on = ''
		UNION ALL SELECT c.post, 'student_care', 0 FROM alert a JOIN alert_call c ON c.region = a.region AND c.alert = a.id
			WHERE a.region = $1 AND a.person = $2 AND a.state <> 'ended'`, tx.Region, person)
	if err != nil {
		return s, err
	}
	for _, o := range owners {
		if o.as == watches {
			s.Watchers = append(s.Watchers, o.Post)
			continue
		}
		s.Owners = append(s.Owners, o.Stake)
		switch o.as {
		case leads:
			s.InCharge = append(s.InCharge, o.Post)
		case protects:
			s.Protectors = append(s.Protectors, o.Post)
		}
	}
	s.Recipients, err = few(tx, "read subject recipients", scanStake, `SELECT n.to_post, e.programme FROM notice n
		JOIN episode e ON e.region = n.region AND e.id = n.episode AND e.state = 'open'
		WHERE n.region = $1 AND n.person = $2 AND n.to_post IS NOT NULL AND n.state IN ('sent', 'acknowledged')`, tx.Region, person)
	return s, err
}

// reach is a unit at or above a tie.
type reach struct {
	unit     care.ID
	followed int
	here     int // the tie is to this unit itself
}

func scanReach(r row) (v reach, err error) {
	err = r.Scan(&v.unit, &v.followed, &v.here)
	return v, err
}

// dutyProgramme is the programme that a duty vd belongs to: of what it is about an
// episode, a proposal or a notice its episode's, of a flag, an alert or a sitting the
// school's; else none.
const dutyProgramme = `COALESCE(CASE
	WHEN vd.ref IN ('flag', 'alert', 'sitting') THEN 'student_care'
	WHEN vd.ref IN ('episode', 'level_proposal') THEN (SELECT vx.programme FROM episode vx WHERE vx.region = vd.region AND vx.id = vd.ref_id)
	WHEN vd.ref = 'notice' THEN (SELECT vx.programme FROM notice vn JOIN episode vx ON vx.region = vn.region AND vx.id = vn.episode
		WHERE vn.region = vd.region AND vn.id = vd.ref_id) END, '')`

// hold is a post that owns something about a person, and what that makes it; or one
// that sits with his class in a round.
type hold struct {
	access.Stake
	as int
}

// What a hold makes a post.
const (
	leads    = 1 // in charge of the pupil
	watches  = 2 // sits with his class; owns nothing
	protects = 3 // keeps him safe
)

func scanHold(r row) (v hold, err error) {
	err = r.Scan(&v.Post, &v.Programme, &v.as)
	return v, err
}

func scanStake(r row) (v access.Stake, err error) {
	err = r.Scan(&v.Post, &v.Programme)
	return v, err
}

// Filter narrows a list to the persons an actor may see. It is the second
// evaluator of the access rule: access.Check is the first.
type Filter struct {
	scopes     []access.Scope
	actor      access.Actor
	programmes []care.Programme // that the content belongs to, where it is bound to them
	bound      bool
}

// Visible compiles the scopes within which an actor may see a kind of content.
func Visible(m access.Matrix, a access.Actor, verb access.Verb, data access.Data) Filter {
	f := Filter{scopes: m.Scopes(a.Role, verb, data), actor: a}
	f.programmes, f.bound = m.Programmes(data)
	return f
}

// Everyone is the filter of the clock's own readings: it hides nobody.
func Everyone() Filter { return Filter{scopes: []access.Scope{access.All}} }

// clause writes the condition on a column that holds person ids. Its arguments
// are numbered from next on; $1 is the region.
func (f Filter) clause(column string, next int) (string, []any) {
	var terms []string
	var args []any
	bind := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", next+len(args)-1)
	}
	arg := func(v care.ID) string { return bind(int64(v)) }
	for _, scope := range f.scopes {
		switch scope {
		case access.All:
			return "TRUE", nil
		case access.Subtree:
			terms = append(terms, tied(column, arg(f.actor.Unit), "NOT IN ('followed', 'served')"))
		case access.OwnUnit:
			terms = append(terms, fmt.Sprintf(`EXISTS (SELECT 1 FROM tie vt WHERE vt.region = $1 AND vt.person = %s AND vt.until_on = ''
				AND vt.kind NOT IN ('followed', 'served') AND vt.unit = %s)`, column, arg(f.actor.Unit)))
		case access.Followed:
			terms = append(terms, tied(column, arg(f.actor.Unit), "= 'followed'"))
		case access.Owned:
			terms = append(terms, f.owned(column, arg(f.actor.Post), bind)...)
		case access.InCharge:
			post := arg(f.actor.Post)
			terms = append(terms, fmt.Sprintf(`EXISTS (SELECT 1 FROM episode ve WHERE ve.region = $1 AND ve.person = %[1]s AND ve.state = 'open'
					AND ve.programme = 'student_care' AND ve.owner_post = %[2]s)
				OR EXISTS (SELECT 1 FROM duty vd WHERE vd.region = $1 AND vd.person = %[1]s AND vd.state = 'open' AND vd.ref = 'flag' AND vd.post = %[2]s)`, column, post))
		case access.Protects:
			terms = append(terms, fmt.Sprintf(`EXISTS (SELECT 1 FROM duty vd WHERE vd.region = $1 AND vd.person = %s AND vd.state = 'open' AND vd.rule IN ('protection_report', 'police_answer') AND vd.post = %s)`,
				column, arg(f.actor.Post)))
		case access.Assigned:
			terms = append(terms, fmt.Sprintf(`EXISTS (SELECT 1 FROM tie vt JOIN campaign_class vw ON vw.region = vt.region AND vw.unit = vt.unit
				JOIN campaign vk ON vk.region = vw.region AND vk.id = vw.campaign AND vk.state IN ('ready', 'open')
				WHERE vt.region = $1 AND vt.person = %s AND vt.kind = 'enrolled' AND vt.until_on = '' AND vw.invigilator = %s)`, column, arg(f.actor.Post)))
		case access.Recipient:
			terms = append(terms, fmt.Sprintf(`EXISTS (SELECT 1 FROM notice vn JOIN episode vx ON vx.region = vn.region AND vx.id = vn.episode AND vx.state = 'open'
				WHERE vn.region = $1 AND vn.person = %s AND vn.to_post = %s AND vn.state IN ('sent', 'acknowledged') AND %s) AND %s`,
				column, arg(f.actor.Post), f.of("vx.programme", bind), tied(column, arg(f.actor.Unit), "NOT IN ('followed', 'served')")))
		}
	}
	if len(terms) == 0 {
		return "FALSE", nil
	}
	return "(" + strings.Join(terms, " OR ") + ")", args
}

// of is the condition that a programme is one the content belongs to.
func (f Filter) of(programme string, bind func(any) string) string {
	switch {
	case !f.bound:
		return "TRUE"
	case len(f.programmes) == 0:
		return "FALSE"
	}
	var names []string
	for _, p := range f.programmes {
		names = append(names, bind(string(p)))
	}
	return programme + " IN (" + strings.Join(names, ", ") + ")"
}

// owned are the conditions under which a post owns something about a person, in a
// programme that the content belongs to.
func (f Filter) owned(column, post string, bind func(any) string) []string {
	return []string{
		fmt.Sprintf(`EXISTS (SELECT 1 FROM episode ve WHERE ve.region = $1 AND ve.person = %s AND ve.state = 'open' AND ve.owner_post = %s AND %s)`,
			column, post, f.of("ve.programme", bind)),
		fmt.Sprintf(`EXISTS (SELECT 1 FROM duty vd WHERE vd.region = $1 AND vd.person = %s AND vd.state = 'open' AND vd.post = %s AND %s)`,
			column, post, f.of(dutyProgramme, bind)),
		fmt.Sprintf(`EXISTS (SELECT 1 FROM alert va JOIN alert_call vc ON vc.region = va.region AND vc.alert = va.id
			WHERE va.region = $1 AND va.person = %s AND va.state <> 'ended' AND vc.post = %s AND %s)`, column, post, f.of("'student_care'", bind)),
	}
}

// tied is the condition that a person is tied now to a unit at or below one, by a
// kind of tie. Where an adult is served opens nothing.
func tied(column, unit, kind string) string {
	return fmt.Sprintf(`EXISTS (SELECT 1 FROM tie vt JOIN unit_path vp ON vp.region = vt.region AND vp.descendant = vt.unit
		WHERE vt.region = $1 AND vt.person = %s AND vt.until_on = '' AND vt.kind %s AND vp.ancestor = %s)`, column, kind, unit)
}

// VisiblePersons lists the persons among candidates that the filter lets
// through, in their order.
func (tx *Tx) VisiblePersons(f Filter, candidates []care.ID) ([]care.ID, error) {
	var list []care.ID
	clause, args := f.clause("p.id", 3)
	for _, id := range candidates {
		n, err := one(tx, "filter persons", scalar[int], "SELECT count(*) FROM person p WHERE p.region = $1 AND p.id = $2 AND "+clause,
			append([]any{tx.Region, id}, args...)...)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			list = append(list, id)
		}
	}
	return list, nil
}

// EachVisible hands over every pupil the filter lets through who is enrolled
// in a subtree, class by class; fn may ask the same transaction.
func (tx *Tx) EachVisible(f Filter, ancestor care.ID, fn func(Member) error) error {
	return tx.EachVisibleTied(f, ancestor, care.Enrolled, fn)
}

// EachVisibleTied is EachVisible by another kind of tie: residents of villages.
func (tx *Tx) EachVisibleTied(f Filter, ancestor care.ID, kind care.TieKind, fn func(Member) error) error {
	clause, args := f.clause("p.id", 4)
	return tx.eachUnit(ancestor, kind, func(class care.ID) error {
		list, err := all(tx, "list members", scanMember, `SELECT p.id, p.kind, p.identity, t.unit FROM tie t
			JOIN person p ON p.region = t.region AND p.id = t.person
			WHERE t.region = $1 AND t.unit = $2 AND t.kind = $3 AND t.until_on = '' AND `+clause+" ORDER BY p.id",
			append([]any{tx.Region, class, kind}, args...)...)
		if err != nil {
			return err
		}
		return walk(list, fn)
	})
}

// FlagsVisible lists the flags the filter lets through in a subtree, in a state
// ("" = all), open ones first, then gravest and oldest.
func (tx *Tx) FlagsVisible(f Filter, ancestor care.ID, state care.FlagState, limit, offset int) ([]care.Flag, error) {
	clause, args := f.clause("f.person", 6)
	return all(tx, "list flags", scanFlag, "SELECT "+flagColumns+` FROM flag f
		JOIN unit_path p ON p.region = f.region AND p.descendant = f.school AND p.ancestor = $2
		WHERE f.region = $1 AND (f.state = CAST($3 AS TEXT) OR $3 = '') AND `+clause+`
		ORDER BY CASE f.state WHEN 'open' THEN 0 ELSE 1 END, f.critical DESC, f.suggested DESC, f.opened_at, f.id LIMIT CAST($4 AS BIGINT) OFFSET CAST($5 AS BIGINT)`,
		append([]any{tx.Region, ancestor, state, limit, offset}, args...)...)
}

// CountFlagsVisible counts what FlagsVisible lists.
func (tx *Tx) CountFlagsVisible(f Filter, ancestor care.ID, state care.FlagState) (int, error) {
	clause, args := f.clause("f.person", 4)
	return one(tx, "count flags", scalar[int], `SELECT count(*) FROM flag f
		JOIN unit_path p ON p.region = f.region AND p.descendant = f.school AND p.ancestor = $2
		WHERE f.region = $1 AND (f.state = CAST($3 AS TEXT) OR $3 = '') AND `+clause, append([]any{tx.Region, ancestor, state}, args...)...)
}

// EpisodesVisible lists the open episodes the filter lets through in a subtree.
func (tx *Tx) EpisodesVisible(f Filter, ancestor care.ID, limit, offset int) ([]care.Episode, error) {
	clause, args := f.clause("e.person", 5)
	return all(tx, "list episodes", scanEpisode, "SELECT "+episodeColumns+` FROM episode e
		WHERE e.region = $1 AND e.state = 'open' AND EXISTS (SELECT 1 FROM tie t JOIN unit_path p ON p.region = t.region AND p.descendant = t.unit
			WHERE t.region = e.region AND t.person = e.person AND t.kind IN ('enrolled', 'followed') AND t.until_on = '' AND p.ancestor = $2) AND `+clause+`
		ORDER BY e.level DESC, e.next_on, e.id LIMIT CAST($3 AS BIGINT) OFFSET CAST($4 AS BIGINT)`, append([]any{tx.Region, ancestor, limit, offset}, args...)...)
}

// AlertsVisible lists the alerts the filter lets through in a subtree, open
// ones first, newest first.
func (tx *Tx) AlertsVisible(f Filter, ancestor care.ID, limit int) ([]care.Alert, error) {
	clause, args := f.clause("a.person", 4)
	return all(tx, "list alerts", scanAlert, "SELECT "+alertColumns+` FROM alert a
		JOIN unit_path p ON p.region = a.region AND p.descendant = a.school AND p.ancestor = $2
		WHERE a.region = $1 AND `+clause+`
		ORDER BY CASE a.state WHEN 'raised' THEN 0 WHEN 'answered' THEN 1 ELSE 2 END, a.raised_at DESC, a.id DESC LIMIT CAST($3 AS BIGINT)`,
		append([]any{tx.Region, ancestor, limit}, args...)...)
}
