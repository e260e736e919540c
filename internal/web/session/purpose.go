package session

import "xinhuan/internal/care"

// Purpose is why somebody works with records now: asked once per sitting of
// work, written beside every entry of the log. Its code is what the log keeps.
type Purpose struct {
	Code string
	Text care.Text
}

// Purposes lists them in the order of the choice. Ours.
var Purposes = []Purpose{
	{"daily_work", care.Text{Zh: "日常工作", En: "Daily work"}},
	{"interview", care.Text{Zh: "面谈与跟进", En: "Interviews and follow-up"}},
	{"crisis", care.Text{Zh: "危机处置", En: "Crisis"}},
	{"round", care.Text{Zh: "组织测评", En: "Running a screening round"}},
	{"supervision", care.Text{Zh: "督导检查", En: "Inspection"}},
	{"audit", care.Text{Zh: "审计", En: "Audit"}},
	{"setup", care.Text{Zh: "系统设置", En: "Setting up"}},
}

// PurposeKnown tells whether a code is one of them.
func PurposeKnown(code string) bool { return !PurposeText(code).IsZero() }

// PurposeText is a purpose's words.
func PurposeText(code string) care.Text {
	for _, p := range Purposes {
		if p.Code == code {
			return p.Text
		}
	}
	return care.Text{}
}

// DefaultPurpose is what a role usually does; anybody may state another.
func DefaultPurpose(role care.Role) string {
	switch role {
	case care.SystemAdmin, care.SecurityAdmin:
		return "setup"
	case care.AuditAdmin:
		return "audit"
	case care.Invigilator:
		return "round"
	case care.DutyAdult:
		return "crisis"
	case care.DistrictOfficer, care.DistrictResearcher, care.Inspector:
		return "supervision"
	}
	return "daily_work"
}
