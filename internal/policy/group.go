package policy

import (
	"slices"

	"xinhuan/internal/care"
)

// Group is a key group a person may belong to. Belonging to it is nothing by itself:
// it is the ground on which somebody is cared for in a programme, written down by a
// named person with the facts, and looked at again when the level is.
type Group struct {
	ID     string           `yaml:"id"`
	Text   care.Text        `yaml:"text"`
	Enters []care.Programme `yaml:"enters"` // in which programmes it is a ground
	Source `yaml:",inline"`
}

var groupShape = shape[Group]{
	list:   "groups",
	key:    func(r *Group) string { return r.ID },
	source: func(r *Group) *Source { return &r.Source },
	set:    func(r *Group) []string { return asStrings(r.Enters) },
}

func checkGroup(f *file, i int, r *Group) {
	f.complete(at("groups", i, "text"), "text", r.Text)
	if len(r.Enters) == 0 {
		f.fault(at("groups", i), "群体“%s”须写 enters：属于它的人进入哪个项目；没有项目的群体什么也不会带来", "the group %q needs enters, the programmes its members are cared for in: a group without one brings nobody anything", r.ID)
	}
}

// joinGroups makes sure that what a group is a ground for exists.
func (s *Stack) joinGroups(f *file) {
	for i, g := range s.groups {
		for _, p := range g.Enters {
			if _, ok := s.Programme(p); !ok {
				f.fault(at("groups", i, "enters"), "群体“%s”的项目 %s 不存在", "the group %q enters the programme %s, which does not exist", g.ID, p)
			}
		}
	}
}

// Groups lists the key groups.
func (s *Stack) Groups() []Group { return slices.Clone(s.groups) }

// Group finds a key group by its id.
func (s *Stack) Group(id string) (Group, bool) {
	i := slices.IndexFunc(s.groups, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return Group{}, false
	}
	return s.groups[i], true
}

// GroupsOf lists the groups that are a ground for a programme on a day.
func (s *Stack) GroupsOf(p care.Programme, on care.Date) []Group {
	return slices.DeleteFunc(slices.Clone(s.groups), func(g Group) bool { return !slices.Contains(g.Enters, p) || !g.InForce(on) })
}

// CheckGroups tells whether all the groups named are a ground for a programme on a
// day.
func (s *Stack) CheckGroups(p care.Programme, on care.Date, named []string) error {
	open := s.GroupsOf(p, on)
	for _, id := range named {
		if !slices.ContainsFunc(open, func(g Group) bool { return g.ID == id }) {
			return care.Invalidf("groups", "这个类别不属于这个项目", "this group is no ground for this programme")
		}
	}
	return nil
}
