package region

import (
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// Nobody agrees to a pack by which he reads or writes more himself: then a third
// person looks at it who gains nothing.

// gainers lists the roles that might agree to a pack but gain by it.
func gainers(t *act.Tx, pack *policy.Stack) []care.Role {
	return slices.DeleteFunc(care.StaffRoles(), func(role care.Role) bool {
		return !t.Access.May(role, access.Write, access.Approval) || len(beyond(pack, t.Policy, role)) == 0
	})
}

// gained lists the roles of the actor that gain by a pack: of the post in which he
// agrees, and of every other that he holds.
func gained(t *act.Tx, pack *policy.Stack) ([]care.Role, error) {
	held, err := t.HeldPosts(t.Who.Person)
	roles := []care.Role{t.Who.Role}
	for _, p := range held {
		if !slices.Contains(roles, p.Role) {
			roles = append(roles, p.Role)
		}
	}
	return slices.DeleteFunc(roles, func(role care.Role) bool { return len(beyond(pack, t.Policy, role)) == 0 }), err
}

// disinterested refuses the second person who gains by what he would agree to.
func disinterested(t *act.Tx, pack *policy.Stack) error {
	roles, err := gained(t, pack)
	if err != nil || len(roles) == 0 {
		return err
	}
	var zh, en []string
	for _, role := range roles {
		zh, en = append(zh, role.Name().Zh), append(en, role.Name().En)
	}
	return care.Fail(care.Forbidden, "agree to pack", "这个规则包会让您的岗位（"+strings.Join(zh, "、")+"）看到或写入更多，不能由您同意：请由第三个有权、且不因此多得权限的人同意",
		"by this pack your post ("+strings.Join(en, ", ")+") would read or write more, so you can't agree to it: a third person who may, and who gains nothing by it, has to agree")
}
