package access_test

import (
	"slices"
	"testing"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
)

func TestCheckAllowsWithinScopeAndSaysWhy(t *testing.T) {
	const unit, post, person = 10, 20, 30
	rule := func(scopes ...access.Scope) access.Rule {
		return access.Rule{Role: care.ClassTeacher, Verb: access.Read, Data: access.Level, Scopes: scopes, Clause: "YY2023-2.6-02"}
	}
	actor := access.Actor{Person: person, Post: post, Unit: unit, Role: care.ClassTeacher}
	for _, c := range []struct {
		name    string
		rules   []access.Rule
		actor   access.Actor
		subject access.Subject
		want    access.Scope // "" = refused
	}{
		{"no rule at all", nil, actor, access.Subject{Units: []care.ID{unit}}, ""},
		{"a rule for another verb", []access.Rule{{Role: care.ClassTeacher, Verb: access.Write, Data: access.Level, Scopes: []access.Scope{access.All}}}, actor, access.Subject{}, ""},
		{"a rule without scopes", []access.Rule{rule()}, actor, access.Subject{Units: []care.ID{unit}}, ""},
		{"everybody", []access.Rule{rule(access.All)}, actor, access.Subject{}, access.All},
		{"tied to the post's unit", []access.Rule{rule(access.Subtree)}, actor, access.Subject{Units: []care.ID{1, unit}}, access.Subtree},
		{"tied elsewhere", []access.Rule{rule(access.Subtree)}, actor, access.Subject{Units: []care.ID{1}}, ""},
		{"owned by the post", []access.Rule{rule(access.Owned)}, actor, access.Subject{Owners: own(post, care.StudentCare)}, access.Owned},
		{"owned by the person, not the post", []access.Rule{rule(access.Owned)}, actor, access.Subject{Owners: own(person, care.StudentCare)}, ""},
		{"owned in another programme", []access.Rule{rule(access.Owned)}, actor, access.Subject{Owners: own(post, "state_ward")}, ""},
		{"owned in none", []access.Rule{rule(access.Owned)}, actor, access.Subject{Owners: own(post, "")}, ""},
		{"told", []access.Rule{rule(access.Recipient)}, actor, access.Subject{Units: []care.ID{unit}, Recipients: own(post, care.StudentCare)}, access.Recipient},
		{"told, and the pupil left", []access.Rule{rule(access.Recipient)}, actor, access.Subject{Units: []care.ID{1}, Followed: []care.ID{unit}, Recipients: own(post, care.StudentCare)}, ""},
		{"told in another programme", []access.Rule{rule(access.Recipient)}, actor, access.Subject{Units: []care.ID{unit}, Recipients: own(post, "state_ward")}, ""},
		{"left with open work", []access.Rule{rule(access.Followed)}, actor, access.Subject{Followed: []care.ID{1, unit}}, access.Followed},
		{"followed is not tied", []access.Rule{rule(access.Subtree)}, actor, access.Subject{Followed: []care.ID{unit}}, ""},
		{"wrote it", []access.Rule{rule(access.Author)}, actor, access.Subject{Author: person}, access.Author},
		{"sits with the class", []access.Rule{rule(access.Assigned)}, actor, access.Subject{Watchers: []care.ID{post}}, access.Assigned},
		{"sits with another class", []access.Rule{rule(access.Assigned)}, actor, access.Subject{Units: []care.ID{unit}}, ""},
		{"granted", []access.Rule{rule(access.Grant)}, actor, access.Subject{Grants: []care.ID{post}}, access.Grant},
		{"the second rule of one kind", []access.Rule{rule(access.Author), rule(access.Owned)}, actor, access.Subject{Owners: own(post, care.StudentCare)}, access.Owned},
		{"nobody in no post", []access.Rule{rule(access.Subtree, access.Followed, access.Owned, access.Recipient, access.Author, access.Assigned, access.Grant)},
			access.Actor{Role: care.ClassTeacher}, access.Subject{Units: []care.ID{0}, Followed: []care.ID{0}, Owners: own(0, care.StudentCare), Recipients: own(0, care.StudentCare), Watchers: []care.ID{0}, Grants: []care.ID{0}}, ""},
		{"a scope that does not exist", []access.Rule{rule("everything")}, actor, access.Subject{Units: []care.ID{unit}}, ""},
	} {
		got := access.NewMatrix(c.rules, nil).Check(c.actor, access.Read, access.Level, c.subject)
		if got.Allow != (c.want != "") || got.Scope != c.want {
			t.Errorf("%s: got allow %t by %q, want %q", c.name, got.Allow, got.Scope, c.want)
		}
		if got.Reason.Zh == "" || got.Reason.En == "" {
			t.Errorf("%s: got reason %+v, want one in both languages", c.name, got.Reason)
		}
		if got.Allow && got.Clause != "YY2023-2.6-02" {
			t.Errorf("%s: got clause %q, want the rule's", c.name, got.Clause)
		}
	}
}

func own(post care.ID, in care.Programme) []access.Stake {
	return []access.Stake{{Post: post, Programme: in}}
}

// What belongs to a programme opens to owners in it and to whoever was told in it; what
// is shared to all of them; and what no programme has to nobody.
func TestOwnersOpenWhatBelongsToTheirProgramme(t *testing.T) {
	var rules []access.Rule
	all := []access.Data{access.Identity, access.Contacts, access.Level, access.Medical, access.Alerts, access.Hardship, access.HardshipStatus, access.Wards, access.Patients}
	for _, d := range all {
		rules = append(rules, access.Rule{Role: care.UnitHead, Verb: access.Read, Data: d, Scopes: []access.Scope{access.Owned}},
			access.Rule{Role: care.HealthOfficer, Verb: access.Read, Data: d, Scopes: []access.Scope{access.Recipient}})
	}
	m := access.NewMatrix(rules, map[access.Data][]care.Programme{access.Level: {care.StudentCare}, access.Hardship: {care.ChildInHardship, "paired_care"},
		access.HardshipStatus: {care.ChildInHardship, "paired_care"}, access.Wards: {"state_ward"}})
	for in, want := range map[care.Programme][]access.Data{
		care.StudentCare:     {access.Identity, access.Contacts, access.Level, access.Medical, access.Alerts},
		care.ChildInHardship: {access.Identity, access.Contacts, access.Hardship, access.HardshipStatus},
		"paired_care":        {access.Identity, access.Contacts, access.Hardship, access.HardshipStatus},
		"state_ward":         {access.Identity, access.Contacts, access.Wards},
		"gone":               {access.Identity, access.Contacts},
		"":                   {access.Identity, access.Contacts},
	} {
		for _, d := range all {
			owner := m.Check(access.Actor{Post: 1, Role: care.UnitHead}, access.Read, d, access.Subject{Owners: own(1, in)}).Allow
			told := m.Check(access.Actor{Post: 1, Unit: 2, Role: care.HealthOfficer}, access.Read, d, access.Subject{Units: []care.ID{2}, Recipients: own(1, in)}).Allow
			if yes := slices.Contains(want, d); owner != yes || told != yes {
				t.Errorf("in %q an owner reads %s: %t, whoever was told: %t; want %t", in, d, owner, told, yes)
			}
		}
	}
}

func TestMenusAskMay(t *testing.T) {
	m := access.NewMatrix([]access.Rule{{Role: care.Principal, Verb: access.Read, Data: access.Counts, Scopes: []access.Scope{access.Subtree}}}, nil)
	if !m.May(care.Principal, access.Read, access.Counts) {
		t.Error("principal may not read counts, want that he may")
	}
	if m.May(care.Principal, access.Write, access.Counts) || m.May(care.DutyAdult, access.Read, access.Counts) {
		t.Error("a rule leaked to another verb or role")
	}
}

// What is about units makes nobody know a person, and neither does writing.
func TestKnowing(t *testing.T) {
	in := access.Subject{Units: []care.ID{2}}
	for _, c := range []struct {
		rule access.Rule
		of   access.Subject
		want bool
	}{
		{access.Rule{Verb: access.Read, Data: access.Counts, Scopes: []access.Scope{access.Subtree}}, in, false},
		{access.Rule{Verb: access.Write, Data: access.Level, Scopes: []access.Scope{access.Subtree}}, in, false},
		{access.Rule{Verb: access.Read, Data: access.Notices, Scopes: []access.Scope{access.Subtree}}, in, true},
		{access.Rule{Verb: access.Read, Data: access.Notices, Scopes: []access.Scope{access.Subtree}}, access.Subject{Units: []care.ID{3}}, false},
		{access.Rule{Verb: access.Read, Data: access.Notices, Scopes: []access.Scope{access.Recipient}}, in, false},
	} {
		c.rule.Role = care.Inspector
		if got := access.NewMatrix([]access.Rule{c.rule}, nil).Knows(access.Actor{Post: 1, Unit: 2, Role: care.Inspector}, c.of); got != c.want {
			t.Errorf("%+v of %+v: knows %t, want %t", c.rule, c.of, got, c.want)
		}
	}
}
