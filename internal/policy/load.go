package policy

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Load reads the pack in folder id of fsys with its parents, checks it, compiles
// its rules and runs its cases. A pack with any fault is refused: the error is a
// *care.Error of kind Invalid (NotFound without such a folder) and FaultsOf
// lists every fault with file, line, column and what to do. Equal bytes give the
// same stack again.
func Load(fsys fs.FS, id string) (*Stack, error) {
	var faults Faults
	s, err := load(fsys, id, nil, &faults)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, refusal(id, faults)
	}
	s.makeRegister()
	return s, nil
}

// Check tells whether the pack could be adopted: it loads, and all cases of its
// tests.yaml and of its parents' hold.
func Check(fsys fs.FS, id string) error {
	_, err := Load(fsys, id)
	return err
}

func load(fsys fs.FS, id string, children []string, faults *Faults) (*Stack, error) {
	d, err := readFolder(fsys, id, faults)
	if err != nil {
		return nil, err
	}
	f := d.open("pack.yaml")
	if f.data == nil {
		f.fault(nil, "缺少 pack.yaml：请按 docs/policy-packs.md 新建", "pack.yaml is missing: write one as docs/policy-packs.md says")
		return nil, refusal(id, *faults)
	}
	pack := d.pack
	if !bounded(f.path, f.data, faults) || !f.decode(&pack) {
		return nil, refusal(id, *faults)
	}
	checkPack(f, &pack, id)
	d.pack = pack
	s := &Stack{lastPeriod: -1, exercised: map[string][]string{}}
	parent := s
	if pack.Parent == "" {
		s.productData, _ = fs.ReadFile(fsys, productFile)
	} else {
		if slices.Contains(children, pack.Parent) || pack.Parent == id {
			f.fault(at("parent"), "规则包互为上级：%s", "the packs are parents of each other: %s", strings.Join(append(children, id, pack.Parent), " -> "))
			return nil, refusal(id, *faults)
		}
		if parent, err = load(fsys, pack.Parent, append(children, id), faults); err != nil {
			return nil, err
		}
		s = parent.copy()
	}
	s.packs = append(s.packs, pack)
	s.folders = append(s.folders, d)
	s.hash = s.sumFiles()
	key := id + " " + s.hash + " " + sum(s.productData)
	if known := loaded.get(key); known != nil && len(*faults) == 0 {
		return known, nil
	}
	if !d.bounded() {
		return nil, refusal(id, *faults)
	}
	if pack.Parent == "" {
		s.product = loadProduct(s.productData, faults)
	}
	s.stack(d, parent)
	if len(*faults) == 0 {
		loaded.put(key, s)
	}
	return s, nil
}

// copy is a stack that another pack can be laid on: the parent stays as it is.
func (s *Stack) copy() *Stack {
	c := *s
	c.packs, c.folders, c.clauses = slices.Clip(s.packs), slices.Clip(s.folders), slices.Clip(s.clauses)
	c.programs, c.exercised = maps.Clone(s.programs), make(map[string][]string, len(s.exercised))
	for ref, names := range s.exercised {
		c.exercised[ref] = slices.Clip(names)
	}
	return &c
}

func checkPack(f *file, p *Pack, id string) {
	if p.ID != id {
		f.fault(at("id"), "id“%s”与文件夹名“%s”不同：请改成一致", "the id %q differs from the folder %q: make them the same", p.ID, id)
	}
	f.complete(at("authority"), "authority", p.Authority)
	f.oneOf(at("tier"), "tier", p.Tier, []string{"national", "city", "district"})
	if len(p.Documents) == 0 {
		f.fault(at("documents"), "缺少 documents：请登记本包依据的文件", "documents is missing: register the documents this pack puts to work")
	}
	for i, d := range p.Documents {
		f.complete(at("documents", i, "title"), "title", d.Title)
		f.oneOf(at("documents", i, "force"), "force", d.Force, forces)
		if d.ID == "" || strings.Contains(d.ID, "-") {
			f.fault(at("documents", i, "id"), "文件的 id 是条款编号中“-”前的部分，如 YY2023", "a document's id is what stands before the - of its clauses, such as YY2023")
		}
		if d.ValidTo != "" {
			f.span(at("documents", i), "valid_from", "valid_to", d.ValidFrom, d.ValidTo)
		}
	}
	f.date(at("valid_from"), p.ValidFrom)
	if p.ValidTo != "" {
		f.span(nil, "valid_from", "valid_to", p.ValidFrom, p.ValidTo)
	}
}

// layer is one list of a file with what its rows need.
func layer[T any](s *Stack, f *file, sh shape[T], rows []T, check func(*file, int, *T), onto *[]T) {
	for i := range rows {
		src := sh.source(&rows[i])
		if src.Off {
			continue
		}
		if src.Clause != Ours && src.Clause != "" && !s.clausesUnread {
			if _, known := s.Clause(src.Clause); !known {
				f.fault(at(sh.list, i, "clause"), "clauses.yaml 中没有条款 %s：请补上，或写 ours", "clauses.yaml has no clause %s: add it, or write ours", src.Clause)
			}
		}
		checkSource(f, at(sh.list, i), src)
		check(f, i, &rows[i])
	}
	*onto = merge(f, sh, *onto, rows)
}

func checkSource(f *file, row []any, src *Source) {
	for _, d := range []care.Date{src.ValidFrom, src.ValidTo} {
		if d != "" {
			f.date(row, d)
		}
	}
	if src.ValidTo != "" && src.ValidTo < src.ValidFrom {
		f.fault(row, "valid_to 早于 valid_from：请更正", "valid_to lies before valid_from: correct it")
	}
}

// stack lays one folder's files over what its parents gave.
func (s *Stack) stack(d *folder, parent *Stack) {
	before := len(*d.faults)
	s.register = nil // the parent's; made anew when everything is there
	var clauses struct {
		Clauses []Clause `yaml:"clauses"`
	}
	clauseFile := d.open("clauses.yaml")
	s.clausesUnread = !clauseFile.decode(&clauses)
	for i, c := range clauses.Clauses {
		if _, twice := s.Clause(c.ID); twice || c.ID == "" || c.ID == Ours {
			clauseFile.fault(at("clauses", i), "条款编号“%s”缺失或重复", "the clause id %q is missing or used twice", c.ID)
		}
		c.pack = d.pack.ID
		s.clauses = append(s.clauses, c)
	}
	s.readForms(d)
	s.stackPeople(d)
	s.stackRules(d)
	s.stackWork(d)
	s.stackDuties(d)
	s.stackCalendar(d)
	s.join(d)
	s.checkClauses(clauseFile, clauses.Clauses, d)
	s.forget(parent)
	if len(*d.faults) == before {
		s.runCases(d.open("tests.yaml"))
	}
}

// forget drops what a parent's cases proved of rows that this pack changed: they
// ran against the parent's rows.
func (s *Stack) forget(parent *Stack) {
	for _, c := range Diff(parent, s) {
		delete(s.exercised, c.ref)
	}
}

func (s *Stack) stackPeople(d *folder) {
	var levels struct {
		Levels []LevelInfo `yaml:"levels"`
	}
	if f := d.open("levels.yaml"); f.decode(&levels) {
		layer(s, f, levelShape, levels.Levels, checkLevel, &s.levels)
	}
	var networks struct {
		Networks []Network `yaml:"networks"`
	}
	if f := d.open("network.yaml"); f.decode(&networks) {
		layer(s, f, networkShape, networks.Networks, checkNetwork, &s.networks)
	}
	var groups struct {
		Groups []Group `yaml:"groups"`
	}
	if f := d.open("groups.yaml"); f.decode(&groups) {
		layer(s, f, groupShape, groups.Groups, checkGroup, &s.groups)
	}
	var access struct {
		Access []accessRow `yaml:"access"`
	}
	if f := d.open("access.yaml"); f.decode(&access) {
		layer(s, f, accessShape, access.Access, checkAccess, &s.accessRows)
	}
	var retention struct {
		Retention []Retention `yaml:"retention"`
	}
	if f := d.open("retention.yaml"); f.decode(&retention) {
		layer(s, f, retentionShape, retention.Retention, checkRetention, &s.retention)
	}
	var hotlines struct {
		Hotlines []Hotline `yaml:"hotlines"`
	}
	if f := d.open("hotlines.yaml"); f.decode(&hotlines) {
		layer(s, f, hotlineShape, hotlines.Hotlines, checkHotline, &s.hotlines)
	}
}

func (s *Stack) stackRules(d *folder) {
	var rules struct {
		CriticalSuggests *care.Level `yaml:"critical_suggests"`
		Rules            []ruleRow   `yaml:"rules"`
	}
	if f := d.open("rules.yaml"); f.decode(&rules) {
		layer(s, f, ruleShape, rules.Rules, s.checkRule, &s.ruleRows)
		if rules.CriticalSuggests != nil {
			s.criticalSuggests = *rules.CriticalSuggests
		}
	}
	var notices struct {
		Notices []noticeRow `yaml:"notices"`
	}
	if f := d.open("notices.yaml"); f.decode(&notices) {
		for i := range notices.Notices {
			checkOff(f, i, &notices.Notices[i])
		}
		layer(s, f, noticeShape, notices.Notices, checkNotice, &s.noticeRows)
	}
}

func (s *Stack) stackWork(d *folder) {
	var activities struct {
		Activities []Activity `yaml:"activities"`
	}
	if f := d.open("activities.yaml"); f.decode(&activities) {
		layer(s, f, activityShape, activities.Activities, checkActivity, &s.activities)
	}
	var conflicts struct {
		Conflicts []Conflict `yaml:"conflicts"`
	}
	if f := d.open("conflicts.yaml"); f.decode(&conflicts) {
		layer(s, f, conflictShape, conflicts.Conflicts, checkConflict, &s.conflicts)
	}
}

func (s *Stack) stackDuties(d *folder) {
	var duties struct {
		Timers   []timerRow `yaml:"timers"`
		Cadences []Cadence  `yaml:"cadences"`
	}
	if f := d.open("duties.yaml"); f.decode(&duties) {
		layer(s, f, timerShape, duties.Timers, checkTimer, &s.timers)
		layer(s, f, cadenceShape, duties.Cadences, checkCadence, &s.cadences)
	}
	var programmes struct {
		Programmes []Programme `yaml:"programmes"`
	}
	if f := d.open("programmes.yaml"); f.decode(&programmes) {
		d.programmes = programmes.Programmes
		layer(s, f, programmeShape, programmes.Programmes, checkProgramme, &s.programmes)
	}
	var ratios struct {
		Ratios []Ratio `yaml:"ratios"`
	}
	if f := d.open("ratios.yaml"); f.decode(&ratios) {
		layer(s, f, ratioShape, ratios.Ratios, checkRatio, &s.ratios)
	}
	var measures struct {
		Measures []Measure `yaml:"measures"`
	}
	if f := d.open("measures.yaml"); f.decode(&measures) {
		layer(s, f, measureShape, measures.Measures, checkMeasure, &s.measures)
	}
}

func (s *Stack) stackCalendar(d *folder) {
	var doc calendarDoc
	f := d.open("calendar.yaml")
	if !f.decode(&doc) {
		return
	}
	layer(s, f, hoursShape, doc.Hours, checkHours, &s.hours)
	layer(s, f, termShape, doc.Terms, checkTerm, &s.terms)
	layer(s, f, yearlyShape, doc.YearlyTerms, checkYearly, &s.yearlyTerms)
	layer(s, f, holidayShape, doc.Holidays, checkHoliday, &s.holidays)
	layer(s, f, blockedShape, doc.Blocked, checkBlocked, &s.blockedDays)
	layer(s, f, seasonShape, doc.Seasons, checkSeason, &s.seasons)
	if doc.LastPeriodMinutes != nil {
		s.lastPeriod = *doc.LastPeriodMinutes
	}
	if doc.MakeupSchool != nil {
		s.makeupSchool = *doc.MakeupSchool
	}
	if s.lastPeriod < 0 || s.lastPeriod > 240 {
		f.fault(at("last_period_minutes"), "请写 last_period_minutes（0 到 240 分钟）", "write last_period_minutes, from 0 to 240 minutes")
	}
}

// join derives what needs several files: timers by id, notices with their
// acknowledgement, compiled rules, the calendar, and what may not be missing.
func (s *Stack) join(d *folder) {
	s.timerByID = make(map[string]Timer, len(s.timers))
	for _, r := range s.timers {
		s.timerByID[r.ID] = r.timer()
	}
	dutyFile := d.open("duties.yaml")
	for _, id := range neededTimers() {
		if _, ok := s.timerByID[id]; !ok {
			dutyFile.fault(at("timers"), "缺少时限 %s：没有它，相应的工作就没有期限", "the timer %s is missing: without it the work it dates would have no date", id)
		}
	}
	s.notices = map[noticeKey][]Notice{}
	noticeFile := d.open("notices.yaml")
	for _, origin := range []Origin{Floor, CareTeam} {
		for _, r := range s.noticeRows {
			if r.Origin == origin {
				k := noticeKey{r.Programme, r.Level}
				if k.programme == "" {
					k.programme = care.StudentCare
				}
				s.notices[k] = append(s.notices[k], s.notice(noticeFile, &r))
			}
		}
	}
	s.rules = nil
	for _, r := range s.ruleRows {
		if program := s.programs[r.expression()]; program != nil { // checkRule has reported the others
			s.rules = append(s.rules, rule{r, program})
		}
	}
	s.access = expandAccess(s.accessRows)
	s.buildCalendar(d.open("calendar.yaml"))
	s.joinProgrammes(d)
	s.joinActivities(d)
	s.joinTimers(d.open("duties.yaml"))
	s.joinGroups(d.open("groups.yaml"))
	s.joinCadences(dutyFile)
	s.joinMeasures(d.open("measures.yaml"))
	s.joinConflicts(d)
	levelFile := d.open("levels.yaml")
	for _, l := range care.Levels() {
		info := s.Level(l)
		if info.Label.IsZero() {
			levelFile.fault(at("levels"), "缺少级别 %s", "the level %s is missing", l)
		}
		if t, ok := s.TimerFor("review", l); ok && (t.Within.Unit != "days" || t.Within.N != info.ReviewDays) {
			levelFile.fault(at("levels"), "级别 %s 的 review_days（%d）与时限 review.%[1]s（%[3]s）不同：请改成一致", "level %s reviews after %d days but the timer review.%[1]s says %[3]s: make them the same", l, info.ReviewDays, t.Within)
		}
	}
	if !slices.ContainsFunc(s.hotlines, func(h Hotline) bool { return h.Always }) {
		d.open("hotlines.yaml").fault(at("hotlines"), "至少要有一条 always: true 的电话", "at least one line must be always: true")
	}
}

// joinConflicts collects the rows that settle each conflict.
func (s *Stack) joinConflicts(d *folder) {
	s.conflicts = slices.Clone(s.conflicts)
	for i := range s.conflicts {
		s.conflicts[i].bindings = nil
	}
	for _, r := range s.sources() {
		if r.Conflict == "" {
			continue
		}
		i := slices.IndexFunc(s.conflicts, func(c Conflict) bool { return c.ID == r.Conflict })
		if i < 0 {
			d.open("conflicts.yaml").fault(nil, "%s 引用的冲突 %s 未在 conflicts.yaml 中说明", "%s names the conflict %s, which conflicts.yaml does not explain", r.ref, r.Conflict)
			continue
		}
		s.conflicts[i].bindings = append(s.conflicts[i].bindings, r.ref)
	}
}
