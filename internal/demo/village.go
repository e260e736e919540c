package demo

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/synthetic"
)

// childrenMost is how many children in hardship are followed: enough for every
// seat to have work, also in a large district. Ours.
const childrenMost = 300

// child is a child in hardship, of any grade.
type child struct {
	synthetic.Pupil
	id      care.ID
	key     uint64
	episode care.ID

	mu    sync.Mutex       // one thing at a time is done about a child
	seen  map[care.ID]bool // duties somebody has on the agenda already
	talks int
}

func (b *builder) keepChild(syn synthetic.Pupil, key uint64) *child {
	if !syn.Hardship || len(b.children) >= childrenMost && b.year == nil {
		return nil
	}
	c := &child{Pupil: syn, key: key, seen: map[care.ID]bool{}}
	b.children = append(b.children, c)
	return c
}

// hireVillages fills a seat in each township and in each village with such a child.
func (b *builder) hireVillages(ctx context.Context) error {
	var villages []string
	for _, c := range b.children {
		if !slices.Contains(villages, c.Village) {
			villages = append(villages, c.Village)
		}
	}
	if len(villages) == 0 {
		for _, p := range b.district.Places {
			if p.Kind == care.Village {
				villages = append(villages, p.Code)
				break
			}
		}
	}
	people, places := b.district.VillageStaff(villages)
	at := map[string]care.ID{}
	for i, p := range people {
		at[p.Login] = b.places[places[i]]
	}
	for i, p := range people {
		if err := b.addStaff(ctx, people[i:i+1], func(synthetic.Seat) []care.ID { return []care.ID{at[p.Login]} }, nil); err != nil {
			return err
		}
	}
	return nil
}

// enterChildren lets the township put each child on its ledger, most of them in
// September, some later in the term.
func (b *builder) enterChildren(context.Context) error {
	for _, c := range b.children {
		r := b.dice(c.key, "ledger")
		day := b.start.AddDays(7 + r.IntN(18))
		if r.Float64() < .2 {
			day = b.start.AddDays(30 + r.IntN(45))
		}
		b.later(b.atWork(at(day, 10, 0), r), nil, func(ctx context.Context) error { return b.enterChild(ctx, c) })
	}
	return nil
}

// bases are why a child is on the ledger.
var bases = []string{"父母都在外地务工，与祖父母同住，村里走访核实", "父亲病重，家里靠低保生活，已核实", "单亲家庭，母亲在外务工，由姑姑照料", "家庭困难，孩子有残疾证，乡里核实"}

// judgeOf is whoever judges what is done for a child of a village: its supervisor, or
// the level above.
func (b *builder) judgeOf(ctx context.Context, c *child) (who act.Who, err error) {
	err = b.View(ctx, act.System, func(t *act.Tx) error {
		post, err := t.Judge(act.Matter{Unit: b.places[c.Village], Data: access.Roster}, b.places[c.Village], 0)
		who = b.posts[post]
		return err
	})
	return who, err
}

func (b *builder) enterChild(ctx context.Context, c *child) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	who, err := b.judgeOf(ctx, c)
	if err != nil {
		return err
	}
	r := b.dice(c.key, "enter")
	groups := []string{"in_money_trouble"}
	if c.LeftBehind {
		groups = append(groups, "left_behind")
	}
	if c.SingleParent {
		groups = append(groups, "rural_single_parent")
	}
	e, err := b.casework.Enter(ctx, who, casework.Entry{Person: c.id, Programme: care.ChildInHardship, Level: care.LevelWatch, Reason: pick(r, bases), Groups: groups})
	if err != nil {
		return err
	}
	c.episode = e.ID
	b.remember(c.id, Moment{What: Entered, Level: care.LevelWatch})
	return b.attendChild(ctx, c)
}

// attendChild puts on the agenda what has newly become somebody's work about the
// child.
func (b *builder) attendChild(ctx context.Context, c *child) error {
	return b.attendCase(ctx, c.id, c.episode, c.key, c.seen, func(ctx context.Context, d care.Duty, r *rand.Rand) error { return b.lookAfter(ctx, c, d, r) })
}

// attendCase puts on the agenda the open duties of a case that were not seen before,
// as far as a month ahead of the end.
func (b *builder) attendCase(ctx context.Context, person, episode care.ID, key uint64, seen map[care.ID]bool, do func(context.Context, care.Duty, *rand.Rand) error) error {
	var open []care.Duty
	var told []care.Notice
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) {
		if told, err = t.NoticesOf(episode); err != nil {
			return err
		}
		duties, err := t.DutiesAbout(person)
		for _, d := range duties {
			if d.State == care.DutyOpen && d.RefID == episode && !seen[d.ID] {
				open = append(open, d)
			}
		}
		return err
	})
	for _, d := range open {
		seen[d.ID] = true
		r := b.dice(key, d.Rule, d.Period)
		if when := b.when(d, r); !when.After(b.o.Now.Add(30 * 24 * time.Hour)) {
			b.later(when, nil, func(ctx context.Context) error { return do(ctx, d, r) })
		}
	}
	for _, n := range told {
		if n.State != care.NoticeSent || seen[n.ID] {
			continue
		}
		seen[n.ID] = true
		when := b.when(care.Duty{OpenedAt: n.SentAt, DueAt: n.DueAt}, b.dice(key, "notice", uint64(n.SentAt)))
		b.later(when, nil, func(ctx context.Context) error { return b.acknowledge(ctx, n) })
	}
	return err
}

// lookAfter does one duty, by the form that belongs to it.
func (b *builder) lookAfter(ctx context.Context, c *child, d care.Duty, r *rand.Rand) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, err := b.duty(ctx, d.ID)
	if err != nil || now.State != care.DutyOpen {
		return err
	}
	who, err := b.acting(ctx, now.Post)
	if err != nil {
		return err
	}
	timer, _ := b.Policy().Timer(d.Rule)
	switch kind := timer.Kind(); {
	case d.Ref == "level_proposal":
		if _, err = b.casework.Grade(ctx, who, casework.Grading{Episode: c.episode, Level: care.LevelWatch, Reason: "核对三次走访记录，情绪平稳，同意解除"}); err == nil {
			b.remember(c.id, Moment{What: Graded, Level: care.LevelWatch})
		}
	case len(timer.Counts) > 0:
		err = b.visit(ctx, c, who, timer.Counts, r)
	case kind == "plan":
		if err = b.casework.FileForm(ctx, who, c.episode, "plan", b.parse("plan", b.carePlan(who, c))); err == nil {
			b.remember(c.id, Moment{What: Planned, Kind: "care"})
		}
	case timer.Form != "":
		err = b.fillIn(ctx, who, c.episode, timer.Form)
	case kind == "guardian_told" || kind == "help_advice":
		err = b.talk(ctx, c, who, "meeting", "none", r)
	case kind == "review":
		if _, err = b.casework.Grade(ctx, who, casework.Grading{Episode: c.episode, Level: now.Level, Reason: "复核：情况与上次相同，继续按期联系"}); err == nil {
			b.remember(c.id, Moment{What: Graded, Level: now.Level})
		}
	}
	if err != nil {
		return err
	}
	return b.attendChild(ctx, c)
}

// visit reaches the child, mostly; one in twelve finds nobody at first. Of ten
// children something abnormal is found of one, at the second talk, and when it has
// gone well for a while the child director proposes to lift the flag.
func (b *builder) visit(ctx context.Context, c *child, who act.Who, counts []string, r *rand.Rand) error {
	if r.Float64() < .08 {
		sheet := map[string][]string{"kind": words(counts[0]), "contacted_on": b.day(0), "outcome": words("attempt"), "attempt_note": words("家里没人，邻居说赶场去了，明天再来")}
		if err := b.casework.FileContact(ctx, who, c.episode, b.parse(casework.ContactForm, sheet)); err != nil {
			return err
		}
	}
	kind := counts[0]
	if len(counts) > 2 && r.Float64() < .6 {
		kind = pick(r, []string{"call", "call", "meeting", "video"})
	}
	abnormal := "none"
	if c.talks++; c.talks == 2 && b.dice(c.key, "abnormal").Float64() < .12 {
		abnormal = "found"
	}
	if err := b.talk(ctx, c, who, kind, abnormal, r); err != nil {
		return err
	}
	if c.talks != 6 {
		return nil
	}
	return b.lift(ctx, c, who)
}

func (b *builder) lift(ctx context.Context, c *child, who act.Who) error {
	var e care.Episode
	err := b.View(ctx, act.System, func(t *act.Tx) (err error) { e, err = t.Episode(c.episode); return err })
	if err != nil || e.Level == care.LevelWatch {
		return err
	}
	out, err := b.casework.Grade(ctx, who, casework.Grading{Episode: c.episode, Level: care.LevelWatch, Reason: "连续几次联系情绪平稳，上学正常"})
	switch {
	case err == nil && out.Second:
		b.remember(c.id, Moment{What: Proposed})
	case err == nil:
		b.remember(c.id, Moment{What: Graded, Level: care.LevelWatch})
	}
	if care.KindOf(err) == care.Forbidden || care.KindOf(err) == care.Conflict {
		return nil // proposed already
	}
	return err
}

// seen and said by child directors; invented.
var (
	moods    = []string{"愿意说话，和奶奶一起做饭", "刚放学回来，说这周考得不错", "有点想爸妈，说周末会视频", "话不多，问到画画时笑了", "和邻居孩子一起玩，精神好"}
	findings = []string{"两周来不愿出门，饭量变小，问起就哭", "晚上常一个人坐到很晚，说没意思，不想上学", "最近常发脾气、摔东西，说没有人要他"}
)

func (b *builder) talk(ctx context.Context, c *child, who act.Who, kind, abnormal string, r *rand.Rand) error {
	v := map[string][]string{"kind": words(kind), "contacted_on": b.day(0), "outcome": words("reached"), "in_person": words("yes"), "guardian_present": words("yes"),
		"living": words("home"), "guardianship": words(pick(r, []string{"good", "good", "weak"})), "schooling": words("regular"), "health": words("好"), "mood": words(pick(r, moods)),
		"abnormal": words(abnormal), "told": words("guardian"), "home_safe": words("safe"), "advice": words("company", "school")}
	if kind == "call" || kind == "video" {
		v["in_person"], v["guardian_present"] = words("no"), words("no")
	}
	if c.Boarder {
		v["living"] = words("boarding")
	}
	if abnormal == "found" {
		v["mood"], v["abnormal_facts"], v["told"] = words(findings[0]), words(pick(r, findings)), words("guardian", "supervisor")
	}
	if err := b.casework.FileContact(ctx, who, c.episode, b.parse(casework.ContactForm, v)); err != nil {
		return err
	}
	b.remember(c.id, Moment{What: Reached, Kind: kind})
	if abnormal == "found" {
		b.remember(c.id, Moment{What: Graded, Level: care.LevelGeneral})
	}
	return nil
}

// carePlan is the plan of a child in hardship.
func (b *builder) carePlan(who act.Who, c *child) map[string][]string {
	r := b.dice(c.key, "care plan")
	return map[string][]string{"strengths": words(pick(r, []string{"画画", "跑步", "照顾弟弟妹妹", "唱山歌"}), "愿意和人说话"), "understanding": words("父母不在身边，需要有人常来看看"),
		"pupil_view_heard": words("yes"), "pupil_view": words(pick(r, []string{"想每周和妈妈视频一次", "希望过年爸爸回来", "想有个地方写作业"})), "goals": words("每月见面谈一次", "每周与父母视频一次"),
		"measure_1": words("每月联系，每季走访"), "owner_1": words(b.name(who)), "cadence_1": words("weekly"), "peers": words("同村的伙伴"), "contacts": words("奶奶", "村委会"),
		"prohibited": words("当众问起父母"), "watch_signs": words("不出门、不说话时马上告诉儿童主任"), "safety_plan": words("not_needed"), "review_on": b.day(30), "closing": words("有人长期照料，上学正常"),
		"guardian_part": words("told"), "keeper": words(b.name(who)), "signed": words(b.name(who))}
}
