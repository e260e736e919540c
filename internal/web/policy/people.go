package policyweb

import (
	"slices"
	"strings"
	"time"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
	"xinhuan/internal/web/ui"
)

func levelChip(s *policy.Stack, l care.Level) ui.Level {
	return ui.Level{Level: l, Label: s.Level(l).Label}
}

func levelSections(v view) []section {
	t := ui.Table{ID: "levels", Caption: partNamed("levels").label, Columns: []ui.Column{kind(ui.KindPart, column("level", "本地名称", "Local name")), column("meaning", "含义", "Meaning"),
		column("review", "最长复核间隔", "Longest time between reviews"), basisColumn}}
	var rows []entry
	for _, l := range care.Levels() {
		info, ref := v.stack.Level(l), "level/"+l.String()
		review := same("–")
		if info.ReviewDays > 0 {
			review = duty.Timer{N: info.ReviewDays, Unit: duty.Days}.Text()
		}
		rows = append(rows, entry{key: ref, cells: []ui.Cell{ui.Parts(levelChip(v.stack, l)), ui.Words(info.Meaning), ui.Words(review), v.basis(ref, info.Source)}})
	}
	return []section{{Parts: []ui.Component{v.plain(t, rows)}}}
}

// ToldRef names the line of the matrix of whoever is told. A notice of ours leads
// there and not to its row: whoever is told need not know the level, and the row's
// address would say it.
func ToldRef(to care.Role) string { return "notice/to/" + string(to) }

// recipients are the roles that any level's notices go to, in the order of the
// matrix: those whom the documents name first.
func recipients(s *policy.Stack) (out []care.Role) {
	for _, origin := range []policy.Origin{policy.Floor, policy.CareTeam} {
		for _, l := range care.Levels() {
			for _, n := range s.Notices(l) {
				if n.Origin == origin && !slices.Contains(out, n.To) {
					out = append(out, n.To)
				}
			}
		}
	}
	return out
}

// noticeSections are the matrix, recipient by level, and below it each level's
// notices with what must at least be told.
func noticeSections(v view) []section {
	matrix := ui.Table{ID: "matrix", Titled: true, Caption: both("谁在哪个级别被告知", "Who is told at which level"), Columns: []ui.Column{column("to", "告知", "Tell")}}
	levels := care.Levels()[1:]
	for _, l := range levels {
		matrix.Columns = append(matrix.Columns, ui.Column{Key: l.String(), Label: v.stack.Level(l).Label, Kind: ui.KindPart})
	}
	var rows []entry
	for _, role := range recipients(v.stack) {
		cells := []ui.Cell{ui.Words(role.Name())}
		for _, l := range levels {
			cells = append(cells, v.told(l, role))
		}
		rows = append(rows, entry{key: ToldRef(role), cells: cells})
	}
	out := []section{{Words: []care.Text{both("文件要求的每一格都有依据；“关怀小组”是系统默认增加的人。“–”表示不告知。", "Each cell that a document demands has its clause; the care team is added by default. A dash means that the post is not told.")},
		Parts: []ui.Component{v.plain(matrix, rows)}}}
	for _, l := range levels {
		label := v.stack.Level(l).Label
		out = append(out, section{Parts: []ui.Component{v.noticeTable(care.StudentCare, l, both("确认为“"+label.Zh+"”之后", "Once "+label.En+" is confirmed"))}})
	}
	for _, p := range v.stack.Programmes() {
		for _, l := range p.Levels {
			if id := care.Programme(p.ID); id != care.StudentCare && len(v.stack.NoticesOf(id, l.Level)) > 0 {
				label := programmeLabel(v.stack, l)
				out = append(out, section{Parts: []ui.Component{v.noticeTable(id, l.Level, both(p.Text.Zh+"：“"+label.Zh+"”时", p.Text.En+": at "+label.En))}})
			}
		}
	}
	return out
}

// programmeLabel is a programme's own word for a level, else the region's.
func programmeLabel(s *policy.Stack, l policy.ProgrammeLevel) care.Text {
	if l.Label.IsZero() {
		return s.Level(l.Level).Label
	}
	return l.Label
}

func (v view) told(l care.Level, role care.Role) ui.Cell {
	for _, n := range v.stack.Notices(l) {
		if n.To != role {
			continue
		}
		w := Why(v.era, n.Clause, "notice/"+l.String())
		w.Named = true
		if w.Ours {
			w.Href = v.at("/policy/notices#" + anchor(noticeKey(care.StudentCare, l, n)))
		}
		word := both("告知", "told")
		if n.Origin == policy.CareTeam {
			word = both("关怀小组", "care team")
		}
		return ui.Parts(ui.Lines{{Text: word, Href: v.at("/policy/notices#" + anchor(noticeKey(care.StudentCare, l, n)))}, {Parts: []ui.Component{*w}}})
	}
	return ui.Words(same("–"))
}

// noticePlace is where a level's notices stand, as the rows of the packs are called.
func noticePlace(p care.Programme, l care.Level) string {
	if p == care.StudentCare {
		return "notice/" + l.String()
	}
	return "notice/" + string(p) + "/" + l.String()
}

func noticeKey(p care.Programme, l care.Level, n policy.Notice) string {
	return noticePlace(p, l) + "/" + string(n.To)
}

func (v view) noticeTable(p care.Programme, l care.Level, caption care.Text) ui.Table {
	t := ui.Table{ID: anchor(noticePlace(p, l)), Titled: true, Caption: caption, Columns: []ui.Column{column("to", "告知", "Tell"), column("minimum", "至少告知什么", "At least what"),
		column("ack", "多久内确认", "Acknowledge within"), column("climb", "无人确认时告知", "When nobody acknowledges"), basisColumn}}
	var rows []entry
	for _, n := range v.stack.NoticesOf(p, l) {
		climb := n.ClimbTo.Name()
		if n.ClimbTo == "" {
			climb = both("再次提醒", "asked again")
		}
		to := n.To.Name()
		switch {
		case n.Hold:
			to = both(to.Zh+"（先确认回家安全）", to.En+" (after home is known to be safe)")
		case n.WideRelease:
			to = both(to.Zh+"（经负责人放行）", to.En+" (after release)")
		}
		within := v.timerText(n.Ack)
		ref := "notice/" + l.String()
		if n.Clause == policy.Ours {
			ref = "" // the clauses of the level's notices ask for others, not for this one
		}
		rows = append(rows, entry{key: noticeKey(p, l, n), cells: []ui.Cell{ui.Words(to), ui.Words(n.Minimum), ui.Words(within), ui.Words(climb), v.basis(ref, v.noticeSource(p, l, n))}})
	}
	return v.plain(t, rows)
}

func (v view) noticeSource(p care.Programme, l care.Level, n policy.Notice) policy.Source {
	for _, r := range v.stack.Rows() {
		if r.Key == noticeKey(p, l, n) {
			return r.Source
		}
	}
	return policy.Source{Clause: n.Clause}
}

func (v view) timerText(id string) care.Text {
	t, _ := v.stack.Timer(id)
	return t.Within.Text()
}

func networkSections(v view) []section {
	out := []section{{Words: []care.Text{networkClimbs}}}
	for _, n := range v.stack.Networks() {
		ref := "network/" + n.Kind
		t := ui.Table{ID: anchor(ref), Titled: true, Caption: both(networkWords[n.Kind].Zh+"："+n.Text.Zh, networkWords[n.Kind].En+": "+n.Text.En), Columns: []ui.Column{column("tier", "层级", "Tier"), column("posts", "由哪些岗位组成", "Posts that make it up"), column("late", "本级的事逾期后，依次提醒", "When something of this tier is late, told in turn")}}
		var rows []entry
		for _, tier := range n.Tiers {
			people := or(roles(tier.Roles))
			if len(tier.Roles) == 0 {
				people = both("尚未设岗位", "no post yet")
			}
			rows = append(rows, entry{cells: []ui.Cell{ui.Words(tier.Text), ui.Words(people), ui.Words(lateIn(n, tier))}})
		}
		basis := ui.Table{ID: anchor(ref) + "-basis", Titled: true, Caption: basisColumn.Label, Columns: []ui.Column{column("network", "网络", "Network"), basisColumn}}
		out = append(out, section{Parts: []ui.Component{v.plain(t, rows), v.plain(basis, []entry{{cells: []ui.Cell{ui.Words(networkWords[n.Kind]), v.basis(ref, n.Source)}}})}})
	}
	return out
}

// networkClimbs says how what is late climbs a network.
var networkClimbs = both("注明“沿预警网络”的时限和单位职责逾期后，按下面的表逐级提醒：先是本级里排在承办人之上的岗位，再是上一级，最后是区县；没有人任职、或无权知道这件事的岗位跳过，由再上一级接着。事情仍由原来的人办。",
	"Time limits and obligations marked “up the warning network” call the posts below in turn when they are late: first those above whoever owes it in the tier, then the tier above, the district at last. A post that nobody holds, or that may not know of the matter, is passed over for the next. The work stays with whoever owes it.")

// lateIn is who is called in turn when somebody of a tier whom it calls itself last is
// late.
func lateIn(n policy.Network, tier policy.NetworkTier) care.Text {
	i := slices.IndexFunc(tier.Roles, func(r care.Role) bool {
		return r != care.GuardianRole && r != care.Pupil && !slices.Contains(tier.Calls, r)
	})
	if i < 0 {
		return same("–")
	}
	var zh, en []string
	for _, r := range n.Above(tier.Roles[i], tier.Tier) {
		zh, en = append(zh, r.Name().Zh), append(en, r.Name().En)
	}
	return both(strings.Join(zh, " → "), strings.Join(en, " → "))
}

func groupSections(v view) []section {
	t := ui.Table{ID: "groups", Caption: partNamed("groups").label, Search: both("查找", "Search"), Columns: []ui.Column{{Key: "group", Label: both("群体", "Group"), Fixed: true}, column("enters", "在哪里得到关怀", "Cared for in"), basisColumn}}
	var rows []entry
	for _, g := range v.stack.Groups() {
		ref := "group/" + g.ID
		rows = append(rows, entry{key: ref, words: []care.Text{g.Text}, cells: []ui.Cell{ui.Words(g.Text), ui.Words(v.careFor(g)), v.basis(ref, g.Source)}})
	}
	return []section{{Parts: []ui.Component{v.list(t, rows)}}}
}

// careFor names the programmes a group is a ground for.
func (v view) careFor(g policy.Group) care.Text {
	var zh, en []string
	for _, id := range g.Enters {
		p, _ := v.stack.Programme(id)
		zh, en = append(zh, p.Text.Zh), append(en, p.Text.En)
	}
	return both(strings.Join(zh, "、"), strings.Join(en, ", "))
}

func hotlineSections(v view) []section {
	t := ui.Table{ID: "hotlines", Caption: partNamed("hotlines").label, Columns: []ui.Column{column("number", "号码", "Number"), column("name", "名称", "Name"), column("note", "用途", "For"), column("hours", "时间", "Hours"), basisColumn}}
	var rows []entry
	for _, h := range v.stack.AllHotlines() {
		ref := "hotline/" + h.Number
		rows = append(rows, entry{key: ref, cells: []ui.Cell{ui.Text(h.Number), ui.Words(h.Text), ui.Words(h.Note), ui.Words(h.When()), v.basis(ref, h.Source)}})
	}
	return []section{{Parts: []ui.Component{v.plain(t, rows)}}}
}

// span writes a length of time.
func span(d time.Duration) care.Text {
	switch {
	case d == 0:
		return both("立即", "at once")
	case d%(24*time.Hour) == 0:
		n := int(d / (24 * time.Hour))
		return both(num(n)+" 天", care.Counted(n, "day", "days"))
	case d%time.Hour == 0:
		n := int(d / time.Hour)
		return both(num(n)+" 小时", care.Counted(n, "hour", "hours"))
	}
	n := num(int(d / time.Minute))
	return both(n+" 分钟", n+" min")
}

// climbText is who is called in turn, and when: the time of every step runs from
// the same instant. Along the network the steps name nobody.
func climbText(steps []duty.Step, from policy.ClimbFrom, along bool) care.Text {
	var zh, en []string
	if along {
		for _, step := range steps {
			after := span(step.After)
			zh, en = append(zh, after.Zh), append(en, after.En)
		}
		since, when := "逾期", "once late"
		if from == policy.FromOpened {
			since, when = "无人响应", "nobody has answered"
		}
		return both(since+"：沿预警网络逐级往上提醒，满 "+strings.Join(zh, "、")+"各一步，最后到区县",
			when+": up the warning network, a step after "+strings.Join(en, ", ")+", the district at last")
	}
	for _, step := range steps {
		after, to := span(step.After), step.To.Name()
		if step.After == 0 {
			zh, en = append(zh, after.Zh+to.Zh), append(en, to.En+" "+after.En)
			continue
		}
		zh, en = append(zh, "满 "+after.Zh+to.Zh), append(en, to.En+" after "+after.En)
	}
	if len(zh) == 0 {
		return same("–")
	}
	if from == policy.FromOpened {
		return both("无人响应："+strings.Join(zh, "，"), "nobody has answered: "+strings.Join(en, ", "))
	}
	return both("逾期："+strings.Join(zh, "，"), "once late: "+strings.Join(en, ", "))
}
