package ui

import (
	"net/url"

	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// LocalLineFields ask for a local help line and for its hours, the same way for
// a region and for a round. name is the field of the line itself.
func LocalLineFields(name string, label, help care.Text, line, hours string) []Field {
	days, from, to := policy.SplitHours(hours)
	return []Field{
		{Name: name, Kind: TextField, Label: label, MaxLength: 60, Values: []string{line}, Help: help},
		{Name: "local_days", Kind: SelectField, Label: care.Text{Zh: "这个电话哪些天有人接", En: "On which days is it answered?"}, Values: []string{days},
			Options: []Option{{Value: "", Label: care.Text{Zh: "没有本地电话", En: "no local line"}}, {Value: policy.LocalWeekdays, Label: care.Text{Zh: "周一至周五", En: "Monday to Friday"}}, {Value: policy.LocalDaily, Label: care.Text{Zh: "每天", En: "every day"}}},
			Help:    care.Text{Zh: "只在有人接听的时间里告诉学生可以拨打。起止时间相同表示全天。", En: "Pupils are told of it only while somebody answers. The same time twice means round the clock."}},
		{Name: "local_from", Kind: TimeField, Label: care.Text{Zh: "从", En: "From"}, Values: []string{from}},
		{Name: "local_to", Kind: TimeField, Label: care.Text{Zh: "到", En: "To"}, Values: []string{to}},
	}
}

// LocalHours reads the hours from a form with LocalLineFields.
func LocalHours(v url.Values) string {
	return policy.JoinHours(v.Get("local_days"), v.Get("local_from"), v.Get("local_to"))
}
