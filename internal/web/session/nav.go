package session

import (
	"slices"
	"strings"

	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/web/ui"
)

// ask is one thing the access matrix may allow a role.
type ask struct {
	verb access.Verb
	data access.Data
}

// entry is a place of the navigation and what of the matrix opens it: any one
// of them is enough.
type entry struct {
	item ui.NavItem
	asks []ask
}

func reads(data ...access.Data) (list []ask) {
	for _, d := range data {
		list = append(list, ask{access.Read, d})
	}
	return list
}

// caseEntries are the work with children; settings come last for everybody.
var caseEntries = []entry{
	{nav("/work", "我的工作", "My work", "work"), reads(access.Notices, access.Alerts, access.Level, access.Round, access.Session, access.Activities, access.Hardship, access.Wards, access.Patients, access.KeyPopulation, access.Employees)},
	{holds(nav("/pupils", "学生", "Pupils", "people"), "/records", "/episodes", "/care"), reads(access.Identity)},
	{nav("/rounds", "测评任务", "Screening", "round"), reads(access.Round, access.Session)},
	{holds(short(nav("/flags", "线索与预警", "Concerns and warnings", "concern"), "线索预警", "Concerns"), "/alerts", "/notices"), reads(access.Suggestion, access.Level, access.Alerts)},
	{short(nav("/programmes", "关爱项目", "Programmes", "heart"), "关爱项目", "Care"), reads(access.Hardship, access.Wards, access.Patients, access.KeyPopulation)},
	{holds(short(nav("/duties", "单位职责", "Unit duties", "check"), "单位职责", "Duties"), "/activities", "/timetable", "/staffing"), reads(access.Activities)},
	{nav("/overview", "报表", "Reports", "report"), reads(access.Counts)},
}

// adminEntries are the house. For those who do nothing else they stand in the
// navigation itself; for others they stand under Settings.
var adminEntries = []entry{
	{nav("/setup", "开通清单", "Set-up list", "check"), []ask{{access.Write, access.Settings}}},
	{holds(nav("/units", "单位与岗位", "Units and posts", "school"), "/posts"), reads(access.Posts)},
	{nav("/staff", "人员与账号", "Staff and accounts", "people"), []ask{{access.Write, access.Posts}}},
	{short(nav("/pending", "待第二人确认", "Second person", "check"), "待确认", "Confirm"), []ask{{access.Write, access.Posts}, {access.Write, access.Settings}, {access.Read, access.Audit}}},
	{holds(nav(lists, "名单导入", "Import lists", "upload"), "/import"), []ask{{access.Write, access.Roster}, {access.Write, access.Posts}}},
	{nav("/settings", "设置", "Settings", "settings"), reads(access.Settings)},
	{nav("/audit", "审计日志", "Audit log", "eye"), reads(access.Audit)},
	{nav("/policy", "规则与条款", "Rules and clauses", "file"), nil},
}

// lists is where lists are imported: of pupils only where a school lies within the unit.
const lists = "/imports"

// settingsItem stands for all of the house to those who also work with children.
var settingsItem = holds(nav("/settings", "设置", "Settings", "settings"), "/setup", "/units", "/posts", "/staff", "/pending", lists, "/import", "/audit", "/policy")

func nav(href, zh, en, icon string) ui.NavItem {
	return ui.NavItem{Href: href, Label: care.Text{Zh: zh, En: en}, Icon: icon}
}

// holds names what else lies within an entry, so that its pages show where they are.
func holds(item ui.NavItem, at ...string) ui.NavItem {
	item.Holds = at
	return item
}

func short(item ui.NavItem, zh, en string) ui.NavItem {
	item.Short = care.Text{Zh: zh, En: en}
	return item
}

func (e entry) opens(m access.Matrix, role care.Role, schools bool) bool {
	for _, a := range e.asks {
		if e.item.Href == lists && a.data == access.Roster && !schools {
			continue
		}
		if regionWide(m.Scopes(role, a.verb, a.data)) {
			return true
		}
	}
	return len(e.asks) == 0
}

// regionWide leaves out what a role has only as an author: the way into one's
// own log is the person page, not the audit view.
func regionWide(scopes []access.Scope) bool {
	for _, s := range scopes {
		if s != access.Author {
			return true
		}
	}
	return false
}

func opened(list []entry, m access.Matrix, role care.Role, schools bool) (items []ui.NavItem) {
	for _, e := range list {
		if e.opens(m, role, schools) {
			items = append(items, e.item)
		}
	}
	return items
}

// AdminEntries lists the places of the house a role may open; schools tells whether any
// lies within its unit.
func AdminEntries(m access.Matrix, role care.Role, schools bool) []ui.NavItem {
	return opened(adminEntries, m, role, schools)
}

// homes are the entries pages lie under whose address does not say so, the nearest
// first; the places of the house lie under Settings for whoever has it.
var homes = map[string][]string{
	"alerts": {"/flags"}, "notices": {"/flags"}, "records": {"/pupils"}, "episodes": {"/pupils"}, "search": {"/pupils"}, "care": {"/programmes", "/pupils"},
	"activities": {"/duties"}, "timetable": {"/duties"}, "posts": {"/units", "/settings"},
	"setup": {"/settings"}, "units": {"/settings"}, "staff": {"/settings"}, "pending": {"/settings"}, "imports": {"/settings"}, "import": {lists, "/settings"}, "audit": {"/settings"}, "policy": {"/settings"},
}

// placeOf is the entry of a navigation an address lies under; "" where none.
func placeOf(path string, items []ui.NavItem) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	for _, home := range homes[first] {
		if slices.ContainsFunc(items, func(i ui.NavItem) bool { return i.Href == home }) {
			return home
		}
	}
	return ""
}

// outsideSchool are roles to whom the people of the roster are children, not pupils.
var outsideSchool = map[care.Role]bool{care.ChildDirector: true, care.ChildSupervisor: true, care.CivilAffairsOfficer: true, care.UnitHead: true}

// RosterName is what the people of the roster are called to a role.
func RosterName(role care.Role) care.Text {
	if outsideSchool[role] {
		return care.Text{Zh: "儿童", En: "Children"}
	}
	if role == care.PreventionDoctor || role == care.HealthOfficer {
		return care.Text{Zh: "服务对象", En: "People served"}
	}
	return care.Text{Zh: "学生", En: "Pupils"}
}

// FileName is what a person's file is called to a role.
func FileName(role care.Role) care.Text {
	if outsideSchool[role] {
		return care.Text{Zh: "儿童档案", En: "The child's file"}
	}
	if role == care.PreventionDoctor || role == care.HealthOfficer {
		return care.Text{Zh: "档案", En: "The file"}
	}
	return care.Text{Zh: "学生档案", En: "The pupil's file"}
}

// mostEntries is how many places a navigation shows (ui.md).
const mostEntries = 7

// Nav is a role's navigation, at most seven entries, and the face it belongs to; schools
// tells whether any lies within its unit.
func Nav(m access.Matrix, role care.Role, schools bool) ([]ui.NavItem, ui.Face) {
	items, admin := opened(caseEntries, m, role, schools), AdminEntries(m, role, schools)
	for i := range items {
		if items[i].Href == "/pupils" {
			items[i].Label = RosterName(role)
		}
	}
	if len(items)+min(1, max(0, len(admin)-1)) > mostEntries {
		// Whoever has all the school's places too reaches programmes from My work.
		items = slices.DeleteFunc(items, func(i ui.NavItem) bool { return i.Href == "/programmes" })
	}
	if len(items) == 0 {
		return append([]ui.NavItem{caseEntries[0].item}, admin...), ui.Admin
	}
	switch {
	case len(admin) > 1: // the rules, which everybody may read, stand under Settings too
		items = append(items, settingsItem)
	case len(items) < 7:
		items = append(items, admin...)
	}
	return items, ui.Staff
}
