package act

import (
	"fmt"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// matrixOf turns the pack's need-to-know table into the access matrix.
func matrixOf(p *policy.Stack) (access.Matrix, error) {
	var rules []access.Rule
	for _, row := range p.Access() {
		scopes, err := scopesOf(string(row.Scope))
		if err != nil {
			return access.Matrix{}, fmt.Errorf("act: access.yaml: %s %s %s: %w", row.Role, row.Verb, row.Data, err)
		}
		if len(scopes) == 0 {
			continue
		}
		rules = append(rules, access.Rule{Role: row.Role, Verb: access.Verb(row.Verb), Data: access.Data(row.Data), Scopes: scopes, Clause: row.Clause})
	}
	return access.NewMatrix(append(adopters(rules), lastSeat(p)...), programmesOf(p)), nil
}

// programmesOf says which programmes have which content of their own.
func programmesOf(p *policy.Stack) map[access.Data][]care.Programme {
	of := map[access.Data][]care.Programme{}
	for _, row := range p.Programmes() {
		for _, d := range []policy.Data{row.Data, row.Status} {
			if d != "" {
				of[access.Data(d)] = append(of[access.Data(d)], care.Programme(row.ID))
			}
		}
	}
	return of
}

// adopters fills in who proposes and who agrees to the next pack where a pack names
// nobody: else it could never be replaced. Ours.
func adopters(rules []access.Rule) []access.Rule {
	for _, missing := range []struct {
		data  access.Data
		roles []care.Role
	}{{access.Packs, []care.Role{care.DistrictOfficer}}, {access.Approval, []care.Role{care.DistrictOfficer, care.Inspector}}} {
		if slices.ContainsFunc(rules, func(r access.Rule) bool { return r.Verb == access.Write && r.Data == missing.data }) {
			continue
		}
		for _, role := range missing.roles {
			for _, r := range []access.Rule{{Verb: access.Read, Data: access.Packs}, {Verb: access.Write, Data: missing.data}} {
				r.Role, r.Scopes, r.Clause = role, []access.Scope{access.All}, policy.Ours
				rules = append(rules, r)
			}
		}
	}
	return rules
}

// lastSeat lets the district officer open what lies with him, whatever a pack says:
// where nobody else sits or may open it, a duty is his, never nobody's. Employees are
// the counsellors' alone, whose last seat can't be emptied. Ours.
func lastSeat(p *policy.Stack) (rules []access.Rule) {
	add := func(scope access.Scope, data ...access.Data) {
		for _, d := range data {
			rules = append(rules, access.Rule{Role: care.DistrictOfficer, Verb: access.Read, Data: d, Scopes: []access.Scope{scope}, Clause: policy.Ours})
		}
	}
	add(access.Owned, access.Identity, access.Alerts)
	add(access.InCharge, access.Interview, access.Level)
	add(access.Protects, access.Protection)
	add(access.Subtree, access.Activities, access.Round, access.Session)
	for _, programme := range p.Programmes() {
		if programme.ID != string(care.StudentCare) && programme.ID != string(care.EmployeeCare) {
			add(access.Owned, access.Data(programme.Data))
		}
	}
	return rules
}

// scopesOf reads a pack's scope word. A post sits at a unit, so "its unit",
// "its class" and "its subtree" are one scope.
func scopesOf(word string) ([]access.Scope, error) {
	switch word {
	case "none":
		return nil, nil
	case "unit", "class", "subtree", "aggregate":
		return []access.Scope{access.Subtree}, nil
	case "own_unit":
		return []access.Scope{access.OwnUnit}, nil
	case "community":
		return []access.Scope{access.Community}, nil
	case "followed":
		return []access.Scope{access.Followed}, nil
	case "own_duty":
		return []access.Scope{access.Owned}, nil
	case "in_charge":
		return []access.Scope{access.InCharge}, nil
	case "protects":
		return []access.Scope{access.Protects}, nil
	case "recipient":
		return []access.Scope{access.Recipient}, nil
	case "assigned":
		return []access.Scope{access.Assigned}, nil
	case "author":
		return []access.Scope{access.Author}, nil
	case "all":
		return []access.Scope{access.All}, nil
	}
	return nil, fmt.Errorf("unknown scope %q", word)
}

// Subject gathers, once per act, what decisions about a person need.
func (t *Tx) Subject(person care.ID) (access.Subject, error) {
	if s, ok := t.facts[person]; ok {
		return s, nil
	}
	s, err := t.Tx.Subject(person)
	if err != nil {
		return s, err
	}
	if t.facts == nil {
		t.facts = map[care.ID]access.Subject{}
	}
	t.facts[person] = s
	return s, nil
}

// Decide asks whether the actor may do this with a person's record. Refusals
// are logged. Reading what lies outside one's scope answers "not found", and so does
// any step about somebody of whom the post knows nothing, since that a child has a
// record may itself be a secret.
func (t *Tx) Decide(verb access.Verb, data access.Data, person care.ID) error {
	s, err := t.Subject(person)
	if err != nil {
		return err
	}
	return t.decide(verb, data, s, person)
}

// DecideAuthored is Decide for a record with an author.
func (t *Tx) DecideAuthored(verb access.Verb, data access.Data, person, author care.ID) error {
	s, err := t.Subject(person)
	if err != nil {
		return err
	}
	s.Author = author
	return t.decide(verb, data, s, person)
}

// DecideUnit asks about a unit's own records: rounds, rosters, posts, counts.
func (t *Tx) DecideUnit(verb access.Verb, data access.Data, unit care.ID) error {
	s, err := t.sessionSubject(verb, data, unit)
	if err != nil {
		return err
	}
	return t.decide(verb, data, s, 0)
}

// MayUnit is DecideUnit without refusing: pages leave out what it denies.
func (t *Tx) MayUnit(verb access.Verb, data access.Data, unit care.ID) bool {
	s, err := t.sessionSubject(verb, data, unit)
	return err == nil && (t.Who.Role == care.SystemRole || t.Access.Check(t.Who.Actor, verb, data, s).Allow)
}

// DecideClass is DecideUnit about a class in one round, where it names a post to sit
// with the class: who sits with it in another round has no right by that in this one.
func (t *Tx) DecideClass(verb access.Verb, data access.Data, class, watcher care.ID) error {
	s, err := t.classSubject(class, watcher)
	if err != nil {
		return err
	}
	return t.decide(verb, data, s, 0)
}

// MayClass is DecideClass without refusing.
func (t *Tx) MayClass(verb access.Verb, data access.Data, class, watcher care.ID) bool {
	s, err := t.classSubject(class, watcher)
	return err == nil && (t.Who.Role == care.SystemRole || t.Access.Check(t.Who.Actor, verb, data, s).Allow)
}

func (t *Tx) classSubject(class, watcher care.ID) (access.Subject, error) {
	s, err := t.unitSubject(class)
	if watcher != 0 {
		s.Watchers = []care.ID{watcher}
	}
	return s, err
}

func (t *Tx) unitSubject(unit care.ID) (s access.Subject, err error) {
	above, err := t.Ancestors(unit)
	s.At = []care.ID{unit}
	near := true
	for i, u := range above {
		s.Units = append(s.Units, u.ID)
		if near = near && (i == 0 || !above[i-1].Kind.OfSchool()); near {
			s.Near = append(s.Near, u.ID)
		}
	}
	return s, err
}

// sessionSubject is unitSubject with who sits with a class, where the actor's role
// may have its right by that alone.
func (t *Tx) sessionSubject(verb access.Verb, data access.Data, unit care.ID) (access.Subject, error) {
	s, err := t.unitSubject(unit)
	if err == nil && slices.Contains(t.Access.Scopes(t.Who.Role, verb, data), access.Assigned) {
		s.Watchers, err = t.Watchers(unit)
	}
	return s, err
}

func (t *Tx) decide(verb access.Verb, data access.Data, s access.Subject, person care.ID) error {
	if t.Who.Role == care.SystemRole {
		return nil
	}
	d := t.Access.Check(t.Who.Actor, verb, data, s)
	if d.Allow {
		return nil
	}
	t.deny = true
	if t.about == 0 && person != 0 {
		t.About(string(data), 0, person)
	}
	if person != 0 && (verb == access.Read || data != access.Posts && !t.Access.Knows(t.Who.Actor, s)) {
		return care.Unseen("decide")
	}
	return &care.Error{Kind: care.Forbidden, Op: "decide", Text: d.Reason}
}

// May tells whether the actor may read or write a person's content, without
// refusing: pages leave out what it denies.
func (t *Tx) May(verb access.Verb, data access.Data, person care.ID) bool {
	s, err := t.Subject(person)
	return err == nil && (t.Who.Role == care.SystemRole || t.Access.Check(t.Who.Actor, verb, data, s).Allow)
}

// Visible is the same rule as a filter for lists.
func (t *Tx) Visible(verb access.Verb, data access.Data) store.Filter {
	if t.Who.Role == care.SystemRole {
		return store.Everyone()
	}
	return store.Visible(t.Access, t.Who.Actor, verb, data)
}

// MayAuthored is May for a record with an author.
func (t *Tx) MayAuthored(verb access.Verb, data access.Data, person, author care.ID) bool {
	s, err := t.Subject(person)
	s.Author = author
	return err == nil && (t.Who.Role == care.SystemRole || t.Access.Check(t.Who.Actor, verb, data, s).Allow)
}

// Refuse is a refusal that a rule of the room demands beyond the matrix; it is
// logged and answered like the matrix's own.
func (t *Tx) Refuse(data access.Data, person care.ID) error {
	t.deny = true
	if t.about == 0 && person != 0 {
		t.About(string(data), 0, person)
	}
	if person != 0 && data != access.Posts { // who sits in a post is no secret in the house
		s, err := t.Subject(person)
		if err != nil {
			return err
		}
		if !t.Access.Knows(t.Who.Actor, s) {
			return care.Unseen("decide")
		}
	}
	return &care.Error{Kind: care.Forbidden, Op: "decide", Text: care.Text{Zh: "您的岗位不能做这一步", En: "your post may not do this"}}
}

// Refused puts a failure on record like a refusal: by its words the actor learnt
// something of the person the act is about. A broken machine is none.
func (t *Tx) Refused(err error) error {
	t.deny = t.deny || err != nil && care.KindOf(err) != care.Internal
	return err
}
