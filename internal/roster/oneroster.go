package roster

import (
	"io/fs"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// OneRoster is an opened set of OneRoster 1.1 or 1.2 CSV files. Organisations
// and classes are held in memory, of users only hashes of their identifiers,
// and names only of guardians.
type OneRoster struct {
	Version string // as the manifest says, or ""
	fsys    fs.FS
	ctx     Context
	paths   map[string]string
	faults  []Fault
	counted map[[2]string]int

	keys     *seen
	orgs     map[string]org
	classes  []classFacts
	classAt  map[string]int
	users    map[[2]uint64]int32 // rows of users.csv
	roles    map[[2]uint64][]roleFacts
	guards   map[[2]uint64]Guardian
	children map[[2]uint64][][2]uint64 // guardians by pupil
	learns   map[[2]uint64]int32       // best class of a pupil
	teaches  map[[2]uint64][]int32
	births   map[[2]uint64]demographics
	userFile *table
	opened   map[string]*table // by name, for where a fault of another file's record stands
}

type org struct {
	name, kind, parent string
	row                int
}

type classFacts struct {
	title    string
	says     words
	grade    words
	org      string
	homeroom bool
	row      int
}

type roleFacts struct {
	role    string
	org     string
	primary bool
	row     int
}

type demographics struct {
	birth care.Date
	sex   Sex
	row   int
}

// OpenOneRoster reads a set, given as a folder or as sheet.OpenArchive gives a
// zip. The faults tell of the files as a whole; those of a user come with the
// user. It fails only where the folder itself can't be read.
func OpenOneRoster(fsys fs.FS, ctx Context) (*OneRoster, []Fault, error) {
	paths, err := find(fsys)
	if err != nil {
		return nil, nil, &care.Error{Kind: care.Invalid, Op: "read OneRoster", Err: err,
			Text: say("压缩包打不开，请重新打包后再上传", "the archive can't be read; pack it again and upload it again")}
	}
	o := &OneRoster{fsys: fsys, ctx: ctx, paths: paths, counted: map[[2]string]int{}, keys: newSeen(),
		orgs: map[string]org{}, classAt: map[string]int{}, users: map[[2]uint64]int32{}, roles: map[[2]uint64][]roleFacts{},
		guards: map[[2]uint64]Guardian{}, children: map[[2]uint64][][2]uint64{}, learns: map[[2]uint64]int32{}, teaches: map[[2]uint64][]int32{}, births: map[[2]uint64]demographics{}, opened: map[string]*table{}}
	o.loadManifest()
	o.loadOrgs()
	o.loadSessions()
	o.loadClasses()
	o.loadRoles()
	o.openTable("userprofiles.csv") // only to tell whether it is what it says
	o.loadUsers()
	o.loadDemographics()
	o.loadEnrollments()
	o.countRest()
	return o, o.faults, nil
}

// report lists a fault, or counts it when its kind was listed often enough.
func (o *OneRoster) report(f Fault) {
	key := [2]string{f.Sheet, f.Code}
	if o.counted[key]++; o.counted[key] <= faultCap {
		o.faults = append(o.faults, f)
	}
}

func (o *OneRoster) countRest() {
	for _, f := range append([]Fault(nil), o.faults...) {
		key := [2]string{f.Sheet, f.Code}
		if rest := o.counted[key] - faultCap; rest > 0 {
			n := strconv.Itoa(rest)
			more := place{sheet: f.Sheet, header: f.Header}.fault("more", say(n, n))
			more.Severity = f.Severity
			o.faults = append(o.faults, more)
			delete(o.counted, key)
		}
	}
}

func (o *OneRoster) loadManifest() {
	tb := o.openTable("manifest.csv")
	if tb == nil {
		return
	}
	tb.each(o.report, func() bool {
		if strings.EqualFold(tb.get("propertyname"), "oneroster.version") {
			o.Version = tb.get("value")
		}
		return true
	})
}

func (o *OneRoster) loadOrgs() {
	tb := o.openTable("orgs.csv")
	if tb == nil {
		return
	}
	o.records(tb, func(id string) {
		o.orgs[id] = org{tb.get("name"), strings.ToLower(tb.get("type")), tb.get("parentsourcedid"), tb.row.Number}
	})
	o.records(tb, func(string) {
		if p := tb.get("parentsourcedid"); p != "" && o.orgs[p] == (org{}) {
			o.report(tb.fault("parentsourcedid", "unknown_reference"))
		}
	})
}

// records walks a file whose first column identifies the record, deleted ones
// left out.
func (o *OneRoster) records(tb *table, use func(id string)) {
	tb.each(o.report, func() bool {
		id := tb.get("sourcedid")
		if id == "" {
			o.report(tb.fault("sourcedid", "missing_id"))
			return true
		}
		if status, _ := recordStatus(tb.get("status")); status != Leaver {
			use(id)
		}
		return true
	})
}

// recordStatus reads a record's status; the code is "" or that of a fault.
func recordStatus(s string) (Status, string) {
	switch strings.ToLower(s) {
	case "", "active":
		return Enrolled, ""
	case "tobedeleted":
		return Leaver, "deleted_record"
	case "inactive":
		return Leaver, "inactive_record"
	}
	return Enrolled, "bad_status"
}

func (o *OneRoster) loadSessions() {
	tb := o.openTable("academicsessions.csv")
	if tb == nil {
		return
	}
	tb.each(o.report, func() bool {
		o.checkStatus(tb)
		o.checkDates(tb, "startdate", "enddate", "datelastmodified")
		return true
	})
}

func (o *OneRoster) checkStatus(tb *table) {
	if _, code := recordStatus(tb.get("status")); code != "" {
		o.report(tb.fault("status", code))
	}
}

// checkDates reports dates that are not ISO. They are still read where only one
// reading is possible.
func (o *OneRoster) checkDates(tb *table, columns ...string) {
	for _, c := range columns {
		v := tb.get(c)
		if v == "" || (len(v) >= 10 && v[4] == '-' && v[7] == '-') {
			continue
		}
		o.report(tb.fault(c, "mixed_dates"))
	}
}

func (o *OneRoster) loadClasses() {
	tb := o.openTable("classes.csv")
	if tb == nil {
		return
	}
	tb.each(o.report, func() bool {
		o.checkStatus(tb)
		o.checkDates(tb, "datelastmodified")
		return true
	})
	o.records(tb, func(id string) {
		c := classFacts{title: tb.get("title"), says: read(tb.get("title")), org: tb.get("schoolsourcedid"), homeroom: strings.EqualFold(tb.get("classtype"), "homeroom"), row: tb.row.Number}
		if c.says.empty() {
			c.says = read(tb.get("classcode"))
			c.says.bare = 0 // a course code is no class number
		}
		if grades := list(tb.get("grades")); len(grades) == 1 {
			c.grade = readGrade(grades[0])
		}
		if o.orgs[c.org] == (org{}) {
			o.report(tb.fault("schoolsourcedid", "unknown_reference"))
		}
		o.classAt[id] = len(o.classes)
		o.classes = append(o.classes, c)
	})
}

// readGrade reads a CEDS entry grade level (09, KG), as OneRoster has it.
func readGrade(s string) words {
	w := read(s)
	if w.bare > 0 {
		w.grade, w.bare = w.bare, 0
	}
	return w
}
