package policy

import (
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// Tier is one layer of the warning network: people, not severity (YY2023-2.7-01).
type Tier string

// The tiers known to the product. District stands above the school's network.
const (
	TierSchool     Tier = "school"
	TierDepartment Tier = "department"
	TierGrade      Tier = "grade"
	TierClass      Tier = "class"
	TierFamily     Tier = "family"
	TierDormitory  Tier = "dormitory"
	TierDistrict   Tier = "district"
	TierSociety    Tier = "society" // CZ2021-1.3-09: class, school, society
)

var tiers = []Tier{TierSchool, TierDepartment, TierGrade, TierClass, TierFamily, TierDormitory, TierDistrict, TierSociety}

// Network is the warning network of one kind of school, nearest tier last.
type Network struct {
	Kind   string        `yaml:"kind"` // school or university
	Text   care.Text     `yaml:"text"`
	Tiers  []NetworkTier `yaml:"tiers"`
	Source `yaml:",inline"`
}

// The kinds of school that have a network of their own.
const (
	SchoolNetwork     = "school"
	UniversityNetwork = "university"
)

// NetworkTier is a tier with the posts that make it up.
type NetworkTier struct {
	Tier  Tier        `yaml:"tier"`
	Text  care.Text   `yaml:"text"`
	Roles []care.Role `yaml:"roles"`
	Calls []care.Role `yaml:"calls"` // those of them who are called when something is late, first one first; empty: the first member of staff
}

// called is who of a tier is called when something is late.
func (t NetworkTier) called() []care.Role {
	if len(t.Calls) > 0 {
		return t.Calls
	}
	for _, r := range t.Roles {
		if r != care.GuardianRole && r != care.Pupil {
			return []care.Role{r}
		}
	}
	return nil
}

// TierOf finds the tier in which a post stands; "" where it stands in none.
func (n Network) TierOf(role care.Role) Tier {
	for _, t := range n.Tiers {
		if slices.Contains(t.Roles, role) {
			return t.Tier
		}
	}
	return ""
}

// Above is who is called in turn when what a post owes is late: those above it in its
// own tier, then tier after tier, at last the district. A post that stands in no tier
// begins at the one given.
func (n Network) Above(role care.Role, at Tier) []care.Role {
	own := n.TierOf(role)
	if own != "" {
		at = own
	}
	var out []care.Role
	for i := n.from(at); i >= 0; i-- {
		calls := n.Tiers[i].called()
		if n.Tiers[i].Tier == own {
			calls = n.Tiers[i].Calls // equals don't call each other
		}
		if j := slices.Index(calls, role); j >= 0 {
			calls = calls[j+1:]
		}
		for _, r := range calls {
			if r != role && r != care.DistrictOfficer && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return append(out, care.DistrictOfficer)
}

// from is where a ladder that begins at a tier begins; a tier that this network does
// not have begins with the school's.
func (n Network) from(at Tier) int {
	for _, t := range []Tier{at, TierSchool} {
		if i := slices.IndexFunc(n.Tiers, func(x NetworkTier) bool { return x.Tier == t }); i >= 0 {
			return i
		}
	}
	return len(n.Tiers) - 1
}

// Network finds the network of a kind of school.
func (s *Stack) Network(kind string) (Network, bool) {
	i := slices.IndexFunc(s.networks, func(n Network) bool { return n.Kind == kind })
	if i < 0 {
		return Network{}, false
	}
	return s.networks[i], true
}

// outside is who is called about what is late where there is no school and so no
// network: the head of the unit, then the district. Ours.
var outside = []care.Role{care.UnitHead, care.Principal, care.DistrictOfficer}

// RungsIn is who is called in turn about what a post owes, by the network of a kind of
// school; of none, by the unit it is owed in.
func (s *Stack) RungsIn(kind string, owner care.Role, at Tier) []care.Role {
	if n, ok := s.Network(kind); ok {
		return n.Above(owner, at)
	}
	return slices.DeleteFunc(slices.Clone(outside), func(r care.Role) bool { return r == owner && r != care.DistrictOfficer })
}

// OnRungs puts the rungs of a network onto the clocks of a ladder. Where there are fewer
// clocks than rungs the nearest are called together at the first, so that nobody above is
// called later for them; the last is the district: never nobody.
func OnRungs(clocks []duty.Step, rungs []care.Role) (out []duty.Step) {
	if len(clocks) == 0 {
		return nil
	}
	for i, r := range rungs {
		out = append(out, duty.Step{After: clocks[max(0, i-max(0, len(rungs)-len(clocks)))].After, To: r})
	}
	return out
}

var networkShape = shape[Network]{
	list:   "networks",
	key:    func(r *Network) string { return r.Kind },
	source: func(r *Network) *Source { return &r.Source },
	set: func(r *Network) []string {
		var out []string
		for _, t := range r.Tiers {
			out = append(out, string(t.Tier))
		}
		return out
	},
}

func checkNetwork(f *file, i int, r *Network) {
	f.oneOf(at("networks", i, "kind"), "kind", r.Kind, []string{SchoolNetwork, UniversityNetwork})
	f.complete(at("networks", i, "text"), "text", r.Text)
	for j, t := range r.Tiers {
		f.oneOf(at("networks", i, "tiers", j, "tier"), "tier", string(t.Tier), asStrings(tiers))
		f.complete(at("networks", i, "tiers", j, "text"), "text", t.Text)
		for _, role := range t.Roles {
			f.role(at("networks", i, "tiers", j, "roles"), role)
		}
		for _, role := range t.Calls {
			if !slices.Contains(t.Roles, role) || role == care.GuardianRole || role == care.Pupil {
				f.fault(at("networks", i, "tiers", j, "calls"), "calls 里的“%s”不是本级 roles 中的工作人员：只写本级逾期时要叫的岗位", "calls has %q, which is no member of staff among the roles of this tier: name those of them who are called when something is late", string(role))
			}
		}
	}
}
