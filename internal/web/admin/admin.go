// Package admin holds the pages of the house: units, posts, people, rosters,
// settings and the audit log. None of them shows a child's case.
package admin

import (
	"net/http"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/config"
	"xinhuan/internal/region"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/ui"
)

// Pages are the admin pages of a region.
type Pages struct {
	region.Room
	cfg  config.Config
	runs *runs
}

// Routes adds the admin pages to the table of contents.
func Routes(t *session.Routes, k *act.Kernel, cfg config.Config) {
	p := &Pages{Room: region.Room{Kernel: k}, cfg: cfg, runs: newRuns(k.Log)}

	// units and posts
	t.Staff("GET /units", p.unitShow)
	t.Staff("GET /units/{unit}", p.unitShow)
	t.Staff("GET /units/{unit}/add", p.unitAddForm)
	t.Staff("POST /units/{unit}/add", p.unitAdd)
	t.Staff("GET /units/{unit}/rename", p.unitRenameForm)
	t.Staff("POST /units/{unit}/rename", p.unitRename)
	t.Staff("GET /units/{unit}/appoint", p.appointForm)
	t.Staff("POST /units/{unit}/appoint", p.appoint)
	t.Staff("GET /posts/{post}/release", p.releaseAsk)
	t.Staff("POST /posts/{post}/release", p.release)
	t.Staff("GET /posts/{post}/substitute", p.substituteForm)
	t.Staff("POST /posts/{post}/substitute", p.substitute)

	// people
	t.Staff("GET /staff", p.staffList)
	t.Staff("GET /staff/add", p.staffAddForm)
	t.Staff("POST /staff/add", p.staffAdd)
	t.Staff("GET /staff/{person}", p.staffShow)
	t.Staff("GET /staff/{person}/password", p.passwordAsk)
	t.Staff("POST /staff/{person}/password", p.passwordReset)
	t.Staff("GET /pending", p.pendingList)
	t.Staff("POST /pending/confirm", p.pendingConfirm)
	t.Staff("POST /pending/refuse", p.pendingRefuse)

	// lists
	t.Staff("GET /imports", p.importList)
	t.Staff("GET /import/{kind}", p.importForm)
	t.Upload("POST /import/{kind}", p.importStart)
	t.Staff("GET /imports/{import}", p.importShow)
	t.Staff("GET /imports/{import}/now", p.importNow)
	t.Staff("GET /imports/{import}/faults", p.faultExport)
	t.Staff("GET /imports/{import}/rows/{change}", p.importRows)
	t.Staff("POST /imports/{import}/apply", p.importApply)
	t.Staff("POST /imports/{import}/cancel", p.importCancel)
	t.Staff("POST /imports/{import}/sheets", p.importSheets)

	// settings
	t.Staff("GET /setup", p.setupShow)
	t.Staff("GET /settings", p.settingsShow)
	t.Staff("POST /settings", p.settingsSave)
	t.Staff("GET /settings/instruments", p.instrumentList)
	t.Staff("GET /settings/instruments/{instrument}/text", p.textForm)
	t.Upload("POST /settings/instruments/{instrument}/text", p.textSave)
	t.Staff("GET /settings/instruments/{instrument}/norms", p.normsForm)
	t.Upload("POST /settings/instruments/{instrument}/norms", p.normsSave)

	// audit
	t.Staff("GET /audit", p.auditList)
	t.Staff("GET /audit/export", p.auditExport)
}

func both(zh, en string) care.Text { return care.Text{Zh: zh, En: en} }

// pathID reads an id from the address; nonsense is "not found".
func pathID(r *http.Request, name string) (care.ID, error) {
	id, err := care.ParseID(r.PathValue(name))
	if err != nil {
		return 0, &care.Error{Kind: care.NotFound, Op: "path", Err: err}
	}
	return id, nil
}

// unitFrom reads the unit of the address, or the unit of the actor's post.
func unitFrom(r *http.Request) (care.ID, error) {
	if r.PathValue("unit") == "" {
		return session.Who(r).Unit, nil
	}
	return pathID(r, "unit")
}

// mayUnit asks without refusing: a page leaves out what it denies.
func mayUnit(t *act.Tx, verb access.Verb, data access.Data, unit care.ID) bool {
	return t.DecideUnit(verb, data, unit) == nil
}

// invalid tells whether a form comes back with what was typed.
func invalid(err error) bool { return err != nil && care.KindOf(err) == care.Invalid }

// stageNames are the words of stages.
var stageNames = map[care.Stage]care.Text{
	care.Primary: both("小学", "Primary"), care.Junior: both("初中", "Junior secondary"), care.Senior: both("高中", "Senior secondary"),
	care.Vocational: both("中职", "Vocational"), care.University: both("大学", "University"),
}

// unitText is a unit's name in both languages.
func unitText(u care.Unit, today care.Date) care.Text {
	if u.Kind == care.Class {
		return u.ClassName(care.SchoolYear(today))
	}
	return both(u.Name, u.Name)
}

func back(zh, en, href string) *ui.Link { return &ui.Link{Label: both(zh, en), Href: href} }
